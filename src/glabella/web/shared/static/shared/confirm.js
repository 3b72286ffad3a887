// Questions before a step (shared/_dialog.html) become modal, a form is sent once, and the
// list of errors above a form is where the reader starts. A button whose answer is a file
// carries data-file: the page stays, and its form may be sent again.
// @ts-check

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const opener = target.closest?.("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.getAttribute("popovertarget") ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) {
      event.preventDefault(); // instead of the popover, which a page without scripts gets
      dialog.showModal();
    }
    return;
  }
  const closer = target.closest?.("[data-closes]");
  const dialog = closer?.closest("dialog");
  if (dialog?.open && dialog.matches(":modal")) {
    event.preventDefault();
    dialog.close();
  }
});

/** @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

// A second press while the first is under way would book, sign or send twice.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (sent.has(form)) event.preventDefault();
  else if (!event.submitter?.hasAttribute("data-file")) {
    sent.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
  }
});

// Back to a page that the browser kept: its forms may be sent anew.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

/** @type {HTMLElement | null} */ (document.querySelector("[data-first-error]"))?.focus();
