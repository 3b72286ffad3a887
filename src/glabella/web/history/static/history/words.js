// Words that may help: a tap writes one on a line of its own.
// @ts-check

/** @param {string} text  @param {string} word */
export const withLine = (text, word) => {
  const lines = text.split("\n").map((line) => line.trim());
  if (lines.some((line) => line.toLowerCase() === word.toLowerCase())) return text;
  return [...lines.filter(Boolean), word].join("\n");
};

if (typeof document !== "undefined") {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-word]");
    const box = button?.closest("[data-suggested]");
    if (!(box instanceof HTMLElement)) return;
    const field = document.getElementById(box.dataset.suggested ?? "");
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.value = withLine(field.value, button?.textContent?.trim() ?? "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
