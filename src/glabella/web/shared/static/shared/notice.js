// Says in words when the server did not answer as hoped; htmx alone stays silent.
// @ts-check

const SENTENCES = {
  "htmx:sendError": "The server cannot be reached. Nothing was sent; try again.",
  "htmx:timeout": "The server took too long. Try again.",
  "htmx:responseError": "The server could not do this. Nothing was kept; try again.",
};

/** @param {Element} area  @param {string} sentence */
export const announce = (area, sentence) => {
  const finding = document.createElement("div");
  finding.className = "finding caution";
  const word = document.createElement("span");
  word.className = "word";
  word.textContent = "Caution";
  const text = document.createElement("span");
  text.textContent = sentence;
  finding.append(word, text);
  area.replaceChildren(finding);
};

/**
 * The server's own words, which it sends to htmx as plain text; else a general sentence.
 * @param {Event} event  @param {string} sentence
 */
const wordsOf = (event, sentence) => {
  const xhr = /** @type {CustomEvent} */ (event).detail?.xhr;
  const plain = xhr?.getResponseHeader?.("Content-Type")?.startsWith("text/plain");
  return plain && xhr.responseText ? xhr.responseText : sentence;
};

const area = document.querySelector("[data-notice-area]");
if (area) {
  for (const [event, sentence] of Object.entries(SENTENCES)) {
    document.body.addEventListener(event, (found) => announce(area, wordsOf(found, sentence)));
  }
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (/** @type {CustomEvent} */ (event).detail.successful) area.replaceChildren();
  });
}
