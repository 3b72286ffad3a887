// The chosen pin in words and buttons: everything that dragging does, without it.
// @ts-check

/** @param {string} key @returns {Element | null}  the pin in the view that is shown */
export const pinOf = (key) => {
  const pins = [...document.querySelectorAll(`[data-pin="${CSS.escape(key)}"]`)];
  return pins.find((pin) => pin.checkVisibility?.() ?? true) ?? pins[0] ?? null;
};

/** @param {string} key @returns {HTMLInputElement | null} */
export const unitsOf = (key) => {
  const found = document.getElementById(`units-${key}`);
  return found instanceof HTMLInputElement ? found : null;
};

/** Shows the chosen pin everywhere. @param {string} key  empty: none */
export const showChosen = (key) => {
  for (const old of document.querySelectorAll(".is-chosen")) old.classList.remove("is-chosen");
  const box = document.getElementById("inspector");
  const tools = box?.querySelector("[data-tools]");
  const hint = box?.querySelector("[data-hint]");
  const pin = key ? pinOf(key) : null;
  const units = unitsOf(key);
  if (tools instanceof HTMLElement) tools.hidden = !pin || !units;
  if (hint instanceof HTMLElement) hint.hidden = Boolean(pin && units);
  if (!box || !pin || !units) return;
  for (const each of document.querySelectorAll(`[data-pin="${CSS.escape(key)}"]`)) each.classList.add("is-chosen");
  units.closest("tr")?.classList.add("is-chosen");
  const name = box.querySelector("[data-name]");
  const amount = box.querySelector("[data-units]");
  const moves = box.querySelector("[data-moves]");
  if (name) name.textContent = pin.getAttribute("data-label");
  if (amount) amount.textContent = `${units.value} ${units.value === "1" ? "unit" : "units"}`;
  if (moves instanceof HTMLElement) moves.hidden = !pin.hasAttribute("data-movable");
};

/** @param {{canUndo: boolean, canRedo: boolean, canReset: boolean}} edits */
export const showHistory = (edits) => {
  const able = { undo: edits.canUndo, redo: edits.canRedo, reset: edits.canReset };
  for (const [name, on] of Object.entries(able)) {
    // Not "disabled": a button under the finger or the focus must not go away.
    document.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-disabled", String(!on));
  }
};
