// Quick phrases in the note, and findings that follow what was saved.
// @ts-check

import { startParts } from "./parts.js";

startParts();

/** What stands before the cursor with its last phrase written out, or null.
 * @param {string} before  @param {Map<string, string>} phrases */
export const expanded = (before, phrases) => {
  const found = /(^|\s)\.([a-z0-9-]{1,20})(\s)$/.exec(before);
  const text = found && phrases.get(found[2]);
  if (!found || !text) return null;
  return before.slice(0, found.index) + found[1] + text + found[3];
};

const phrases = new Map(
  [...document.querySelectorAll("[data-short]")].map((one) => [
    /** @type {HTMLElement} */ (one).dataset.short ?? "",
    /** @type {HTMLElement} */ (one).dataset.text ?? "",
  ]),
);

const note = document.querySelector("[data-phrases]");
if (note instanceof HTMLTextAreaElement) {
  note.addEventListener("input", () => {
    const before = expanded(note.value.slice(0, note.selectionStart), phrases);
    if (before === null) return;
    note.value = before + note.value.slice(note.selectionStart);
    note.setSelectionRange(before.length, before.length);
  });
}

const form = document.getElementById("consultation-form");

// In the fields for password and code, Enter means the button beside it, not the first one.
const signs = /** @type {HTMLButtonElement | null} */ (form?.querySelector("[data-signs]"));
form?.addEventListener("keydown", (event) => {
  const field = /** @type {Element} */ (event.target);
  if (event.key !== "Enter" || !signs || !field.matches("input[type=password], [name=code]")) return;
  event.preventDefault();
  signs.click();
});

/** Put parts of an answer in the place of their namesakes. @param {string} html */
const takeParts = (html) => {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of answer.querySelectorAll("[data-ahead]")) {
    const place = document.getElementById(part.id);
    if (place && !place.isEqualNode(part)) {
      place.replaceChildren(...[...part.childNodes].map((node) => document.importNode(node, true)));
    }
  }
};

// After a save: what throws the draft away has to know its version, and the findings follow.
let shown = "";
document.addEventListener("glabella:contact", async () => {
  const field = form?.querySelector("[name=version]");
  const version = field instanceof HTMLInputElement ? field.value : "";
  for (const copy of document.querySelectorAll("[data-version]")) {
    if (copy instanceof HTMLInputElement) copy.value = version;
  }
  const place = form?.dataset.screening;
  if (!place || version === shown) return;
  shown = version;
  try {
    const answer = await fetch(place, { redirect: "manual" });
    if (answer.ok && shown === version) takeParts(await answer.text());
  } catch {
    shown = ""; // the server cannot be reached: asked again after the next save
  }
});
