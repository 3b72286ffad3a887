// The left side: what opens with an answer, and when to plan anew.
// @ts-check

const QUIET = new Set(["view", "layer", "touched", "case"]);
const MOST_ROWS = 8;

/** Details of a question are only sent when its answer is yes. */
export const openAnswered = () => {
  for (const part of document.querySelectorAll("[data-only]")) {
    const name = part.getAttribute("data-only");
    const yes = document.querySelector(`input[name="${name}"][value="yes"]`);
    const shut = !(yes instanceof HTMLInputElement && yes.checked);
    part.toggleAttribute("data-shut", shut);
    if (!shut && part instanceof HTMLDetailsElement) part.open = true;
    for (const input of part.querySelectorAll("input, select, textarea")) {
      input.toggleAttribute("disabled", shut);
    }
  }
};

/** @param {HTMLInputElement} box  of one area */
const showArea = (box) => {
  const card = document.querySelector(`.area-card[data-area="${box.value}"]`);
  if (!(card instanceof HTMLElement)) return;
  card.hidden = !box.checked;
  if (box.checked) card.scrollIntoView({ block: "nearest" });
};

/** Says that an area waits for its grades until every row of them has one. */
export const markUngraded = () => {
  for (const note of document.querySelectorAll(".needs-grade")) {
    const rows = [...(note.closest(".area-card")?.querySelectorAll(":scope > .grades") ?? [])];
    const graded = rows.every((row) => row.querySelector("input:checked"));
    if (note instanceof HTMLElement) note.hidden = graded;
  }
};

/** Another empty row once the last one is begun. @param {Element} row */
const addRow = (row) => {
  const rows = row.parentElement;
  const count = rows?.querySelectorAll("[data-row]").length ?? 0;
  if (!rows || rows.querySelector("[data-row]:last-child") !== row || count >= MOST_ROWS) return;
  const fresh = /** @type {Element} */ (row.cloneNode(true));
  for (const part of [fresh, ...fresh.querySelectorAll("*")]) {
    for (const name of ["id", "name", "for", "data-field", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replace(`-${count - 1}-`, `-${count}-`));
    }
    if (part instanceof HTMLInputElement) part.value = "";
    if (part instanceof HTMLSelectElement) part.value = "";
  }
  const legend = fresh.querySelector("legend");
  if (legend) legend.textContent = legend.textContent.replace(String(count), String(count + 1));
  rows.append(fresh);
};

/** Puts each problem of the list beside its field as well. */
export const placeProblems = () => {
  for (const slot of document.querySelectorAll("#planner-form [data-error]")) slot.textContent = "";
  for (const input of document.querySelectorAll("#planner-form [aria-invalid]")) {
    input.removeAttribute("aria-invalid");
  }
  for (const item of document.querySelectorAll("[data-problem]")) {
    const name = item.getAttribute("data-problem");
    const part = name && document.querySelector(`#planner-form [data-field="${CSS.escape(name)}"]`);
    if (!part) continue;
    const slot = part.matches("[data-error]") ? part : part.querySelector("[data-error]");
    if (slot) slot.textContent = item.textContent;
    const input = part.querySelector("input:not([type=radio]), select, textarea");
    input?.setAttribute("aria-invalid", "true");
  }
};

/**
 * @param {(input: HTMLInputElement) => void} unitsTyped  units of a site were typed
 * @param {() => void} changed  anything else that the plan depends on
 */
export const startForm = (unitsTyped, changed) => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("planner-form"));
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement)) return;
    if (target.form !== form || QUIET.has(target.name)) return;
    if (target instanceof HTMLInputElement && target.name === "area") showArea(target);
    const row = target.closest("[data-row]");
    if (row) addRow(row);
    openAnswered();
    markUngraded();
    if (target instanceof HTMLInputElement && target.name.startsWith("units.")) unitsTyped(target);
    else changed();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-remove]");
    const box = button && document.getElementById(`area-${button.getAttribute("data-remove")}`);
    if (box instanceof HTMLInputElement) box.click();
    const technique = target instanceof Element && target.closest("[data-technique]");
    if (technique) {
      const select = /** @type {HTMLSelectElement} */ (document.getElementById("technique"));
      select.value = technique.getAttribute("data-technique") ?? "auto";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  form.addEventListener("submit", (event) => {
    // Enter in a field plans in place; the buttons that save a file go their way.
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    changed();
  });
  openAnswered();
  markUngraded();
};
