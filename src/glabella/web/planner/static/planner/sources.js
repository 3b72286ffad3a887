// Where a number comes from: a card on hover and on focus.
// @ts-check

import { beside } from "./geometry.js";

const OPEN_MS = 120;
const SHUT_MS = 220;

/** @param {HTMLElement} card @param {HTMLElement} number */
const fill = (card, number) => {
  const keys = (number.dataset.sources ?? "").split(" ");
  const entries = keys.flatMap((key) => {
    const source = document.getElementById(`cite-${key}`);
    if (!source) return [];
    const entry = document.createElement("span");
    entry.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
    return [entry];
  });
  card.replaceChildren(...entries);
  return entries.length > 0;
};

/** @param {HTMLElement} card @param {Element} anchor */
export const placeBeside = (card, anchor) => {
  const view = { width: innerWidth, height: innerHeight };
  const spot = beside(anchor.getBoundingClientRect(), card.getBoundingClientRect(), view);
  card.style.left = `${spot.x}px`;
  card.style.top = `${spot.y}px`;
};

/** @param {HTMLElement} number  opens the list of sources at its first one */
const goToList = (number) => {
  const key = (number.dataset.sources ?? "").split(" ")[0];
  const entry = document.getElementById(`cite-${key}`);
  const list = entry?.closest("details");
  if (list) list.open = true;
  entry?.focus();
};

export const startSources = () => {
  const card = document.getElementById("source-card");
  if (!card) return;
  /** @type {HTMLElement | null} */
  let shown = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidePopover();
  };
  const show = (/** @type {HTMLElement} */ number) => {
    clearTimeout(timer);
    if (shown === number || !number.isConnected) return;
    hide();
    if (!fill(card, number)) return;
    shown = number;
    number.setAttribute("aria-describedby", card.id);
    card.showPopover();
    placeBeside(card, number);
  };
  const later = (/** @type {() => void} */ act, /** @type {number} */ wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const numberOf = (/** @type {EventTarget | null} */ target) =>
    target instanceof Element
      ? /** @type {HTMLElement | null} */ (target.closest(".num"))
      : null;

  document.addEventListener("mouseover", ({ target }) => {
    const number = numberOf(target);
    if (number) later(() => show(number), OPEN_MS);
    else if (target instanceof Node && card.contains(target)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) later(hide, SHUT_MS);
    else if (!shown) clearTimeout(timer);
  });
  document.addEventListener("focusin", ({ target }) => {
    const number = numberOf(target);
    if (number) show(number);
    else if (!(target instanceof Node && card.contains(target))) hide();
  });
  document.addEventListener("focusout", ({ target }) => {
    if (shown && target === shown && !shown.matches(":hover")) later(hide, SHUT_MS);
  });
  document.addEventListener("click", (event) => {
    const number = numberOf(event.target);
    if (!number) return;
    event.preventDefault();
    // A click without a pointer is the Enter key: it leads to the list itself.
    if (event.detail === 0) goToList(number);
    else show(number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) {
      event.stopPropagation();
      hide();
    }
  });
  const scrolled = (/** @type {Event} */ { target }) => {
    if (target === card || !shown) return;
    // Focus itself scrolls a number into view: its card goes along.
    if (shown === document.activeElement) placeBeside(card, shown);
    else hide();
  };
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  // A forecast that arrives elsewhere leaves the card alone; it may move, though.
  document.body.addEventListener("htmx:afterSettle", () => {
    if (shown?.isConnected) placeBeside(card, shown);
    else if (shown) hide();
  });
};
