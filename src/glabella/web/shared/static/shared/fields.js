// What the fields of a form hold, as plain pairs, and back again.
// @ts-check

const NEVER = ["csrfmiddlewaretoken", "version"];

/** @typedef {[string, string][]} Pairs */

/** Every answer of a form but secrets, files and the form's own bookkeeping. @param {HTMLFormElement} form */
export const pairsOf = (form) => {
  const secret = new Set(
    [...form.querySelectorAll("input[type=password], [data-not-kept]")].map((field) =>
      field.getAttribute("name"),
    ),
  );
  return /** @type {Pairs} */ (
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !NEVER.includes(name) && !secret.has(name),
    )
  );
};

/** Put answers back into a form; names that it does not have are passed over. @param {HTMLFormElement} form  @param {Pairs} pairs */
export const fill = (form, pairs) => {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    const name = field.getAttribute("name");
    if (!name || NEVER.includes(name)) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      field.checked = values.get(name)?.includes(field.value) ?? false;
    } else if (field instanceof HTMLSelectElement && field.multiple) {
      for (const option of field.options) {
        option.selected = values.get(name)?.includes(option.value) ?? false;
      }
    } else if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof HTMLSelectElement
    ) {
      if (["file", "password", "submit", "button"].includes(field.type)) continue;
      const next = values.get(name)?.shift();
      if (next !== undefined) field.value = next;
    }
  }
};
