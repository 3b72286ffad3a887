// The search box: arrows walk through what was found, Escape closes it.
// @ts-check

const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search-box]"));
const found = document.querySelector("[data-suggestions]");

if (box && found) {
  const form = box.closest("form");
  const links = () => /** @type {HTMLAnchorElement[]} */ ([...found.querySelectorAll("a[href]")]);
  const close = () => found.replaceChildren();

  const walk = (/** @type {number} */ step) => {
    const stops = [box, ...links()];
    const at = stops.indexOf(/** @type {any} */ (document.activeElement));
    stops[(at + step + stops.length) % stops.length].focus();
  };

  form?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      box.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && links().length) {
      event.preventDefault();
      walk(event.key === "ArrowDown" ? 1 : -1);
    }
  });

  form?.addEventListener("focusout", (event) => {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next && !form.contains(next)) close();
  });

  document.addEventListener("click", (event) => {
    if (!form?.contains(/** @type {Node} */ (event.target))) close();
  });

  // Nothing typed: nothing to ask for, and nothing to show.
  box.addEventListener("htmx:beforeRequest", (event) => {
    if (box.value.trim()) return;
    event.preventDefault();
    close();
  });
}
