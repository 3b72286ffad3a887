// On a small screen the parts of the page are folded, but for the first that is not answered.
// @ts-check

const SMALL = "(width < 40rem)";

/** @typedef {{asks: boolean, answered: boolean, wrong: boolean}} State */

/** Which parts stay open: what is wrong, and the first that still asks something.
 * @param {readonly State[]} parts */
export const openOnes = (parts) => {
  const first = parts.findIndex((part) => part.asks && !part.answered);
  return parts.map((part, place) => part.wrong || place === first);
};

/** @param {Element} field */
const holds = (field) =>
  field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)
    ? field.checked && !field.name.startsWith("mass.")
    : /** @type {HTMLInputElement} */ (field).value.trim() !== "";

/** @param {HTMLDetailsElement} part @returns {State} */
const stateOf = (part) => ({
  asks: part.dataset.part === "asks",
  answered: [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].some(holds),
  wrong: part.querySelector("[aria-invalid=true], .stale") !== null,
});

/** @param {readonly HTMLDetailsElement[]} parts  says beside each title what was done */
const tell = (parts) => {
  for (const part of parts) {
    const summary = part.querySelector("summary");
    const done = part.dataset.part === "answered" || stateOf(part).answered;
    if (summary) summary.dataset.state = done && part.dataset.part ? "answered" : "";
  }
};

export const startParts = () => {
  const parts = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("[data-part]")]);
  if (!parts.length || !matchMedia(SMALL).matches) return;
  const open = openOnes(parts.map(stateOf));
  for (const [place, part] of parts.entries()) part.open = open[place];
  tell(parts);
  document.addEventListener("change", () => tell(parts));
  const reveal = () => {
    const part = document.getElementById(location.hash.slice(1));
    if (!(part instanceof HTMLDetailsElement)) return;
    part.open = true;
    part.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
};
