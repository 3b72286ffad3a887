// Two tablets wrote about one site: both stand side by side until a person chooses.
// @ts-check

/** @typedef {{entry: string, words: string, by: string, at: string, status: string, units?: string, reason?: string, vial_label?: string}} Head */
/** @typedef {{key: string, name: string, area_name: string, conflict: boolean, heads: Head[]}} Site */

/** @param {string} tag  @param {string} [text]  @param {string} [name] */
const made = (tag, text = "", name = "") => {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
};

/** @param {string} at */
const clock = (at) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Pure: the sites that wait for a choice. @param {{sites?: Site[]} | null} state @returns {Site[]} */
export const conflictsOf = (state) => (state?.sites ?? []).filter((site) => site.conflict);

/** @param {Site} site  @param {Head} head  @param {(site: string, entry: string) => void} choose */
const drawHead = (site, head, choose) => {
  const card = made("li", "", "card stack conflict-side");
  card.append(made("p", head.words, "conflict-words"));
  const facts = [head.by, head.at ? clock(head.at) : "", head.vial_label ? `vial ${head.vial_label}` : ""];
  card.append(made("p", facts.filter(Boolean).join(", "), "soft small"));
  const button = /** @type {HTMLButtonElement} */ (made("button", "This one is right", "button"));
  button.type = "button";
  button.setAttribute("aria-label", `${site.name}: this one is right: ${head.words}`);
  button.addEventListener("click", () => choose(site.key, head.entry));
  card.append(button);
  return card;
};

/** @param {Site} site  @param {(site: string, entry: string) => void} choose */
const drawSite = (site, choose) => {
  const box = made("article", "", "stack conflict");
  box.append(made("h3", `${site.area_name}: ${site.name}`));
  const sides = made("ul", "", "conflict-sides");
  sides.append(...site.heads.filter((head) => head.entry).map((head) => drawHead(site, head, choose)));
  box.append(sides);
  return box;
};

/**
 * Draw what was written twice; nothing is drawn anew that stands there already.
 * @param {HTMLElement | null} root  @param {any} state  @param {(site: string, entry: string) => void} choose
 */
export const drawConflicts = (root, state, choose) => {
  const place = root?.querySelector("[data-conflict-list]");
  if (!root || !place) return;
  const sites = conflictsOf(state);
  const sign = JSON.stringify(sites);
  if (root.dataset.drawn === sign) return;
  root.dataset.drawn = sign;
  root.hidden = !sites.length;
  place.replaceChildren(...sites.map((site) => drawSite(site, choose)));
};
