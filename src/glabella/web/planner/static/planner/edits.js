// The fields that carry what was changed by hand, and undo over them.
// @ts-check

import { begun, recorded, redone, settled, undone } from "./history.js";

/** @typedef {import("./history.js").Snapshot} Snapshot */

const form = () => /** @type {HTMLFormElement} */ (document.getElementById("planner-form"));

/** @param {string} name @returns {HTMLInputElement | null} */
export const field = (name) => {
  const found = form().elements.namedItem(name);
  return found instanceof HTMLInputElement ? found : null;
};

/** The unit family that the units on the page belong to. */
const family = () => field("units_of")?.value ?? "";

/** @returns {Snapshot} */
const read = () => {
  /** @type {Record<string, string>} */
  const snapshot = {};
  for (const input of form().elements) {
    if (!(input instanceof HTMLInputElement)) continue;
    const { name, value } = input;
    if (name.startsWith("at.") && value) snapshot[name] = value;
    if (name.startsWith("units.")) {
      const proposed = field(name.replace("units.", "proposed."))?.value;
      if (value !== proposed) snapshot[name] = value;
    }
  }
  return snapshot;
};

/** @param {Snapshot} snapshot */
const write = (snapshot) => {
  for (const input of [...form().elements]) {
    if (!(input instanceof HTMLInputElement)) continue;
    const { name } = input;
    if (name.startsWith("at.")) input.value = snapshot[name] ?? "";
    if (name.startsWith("units.")) {
      const proposed = field(name.replace("units.", "proposed."))?.value ?? "";
      input.value = snapshot[name] ?? proposed;
    }
  }
};

/** Undo and redo; `changed` is called after each step. */
export class Edits {
  /** @param {(touched: string) => void} changed */
  constructor(changed) {
    this.changed = changed;
    this.history = begun(read());
    this.family = family();
  }

  /** The fields were changed by hand. @param {string} touched  key of the site */
  record(touched) {
    this.history = recorded(this.history, read());
    this.changed(touched);
  }

  /** A plan arrived: take over its words; units of another family have no undo. */
  settle() {
    const now = read();
    if (family() && family() !== this.family) {
      this.family = family();
      this.history = begun(now);
    } else {
      this.history = settled(this.history, now);
    }
  }

  /** The last change was refused: it goes, as if it had not been made. */
  refuse() {
    this.history = { ...undone(this.history), future: [] };
    write(this.history.now);
  }

  undo() {
    this.#go(undone(this.history));
  }

  redo() {
    this.#go(redone(this.history));
  }

  /** Everything back to the proposal, which undo can take back. */
  reset() {
    write({});
    this.record("");
  }

  /** @param {string} key  of one site that goes back to the proposal */
  back(key) {
    const { [`units.${key}`]: _units, [`at.${key}`]: _at, ...rest } = this.history.now;
    write(rest);
    this.record(key);
  }

  get canUndo() {
    return this.history.past.length > 0;
  }

  get canRedo() {
    return this.history.future.length > 0;
  }

  get canReset() {
    return Object.keys(this.history.now).length > 0;
  }

  /** @param {import("./history.js").History} history */
  #go(history) {
    if (history === this.history) return;
    this.history = history;
    write(history.now);
    this.changed("");
  }
}
