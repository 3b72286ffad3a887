// Choosing areas by pressing a part of the face.
// @ts-check

import { placeBeside } from "./sources.js";

/** @param {string} area @returns {HTMLInputElement | null} */
const boxOf = (area) => {
  const found = document.getElementById(`area-${area}`);
  return found instanceof HTMLInputElement ? found : null;
};

/** @param {HTMLInputElement} box @returns {HTMLButtonElement} */
const option = (box) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = box.labels?.[0]?.textContent?.trim() ?? box.value;
  button.setAttribute("aria-pressed", String(box.checked));
  button.addEventListener("click", () => {
    box.checked = !box.checked;
    button.setAttribute("aria-pressed", String(box.checked));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
};

/** @param {Element} place */
const areasOf = (place) => (place.getAttribute("data-areas") ?? "").split(" ");

/** Marks the parts of the face in which an area is chosen. */
export const markPlaces = () => {
  for (const place of document.querySelectorAll("[data-place]")) {
    const on = areasOf(place).some((area) => boxOf(area)?.checked);
    place.classList.toggle("is-on", on);
  }
};

export const startPlaces = () => {
  const card = document.getElementById("place-card");
  const title = document.getElementById("place-title");
  const options = card?.querySelector("[data-options]");
  if (!card || !title || !options) return;

  const open = (/** @type {Element} */ place) => {
    const name = place.getAttribute("aria-label") ?? place.textContent ?? "";
    title.textContent = name.split(":")[0].trim();
    const boxes = areasOf(place).map(boxOf);
    options.replaceChildren(...boxes.flatMap((box) => (box ? [option(box)] : [])));
    card.showPopover();
    placeBeside(card, place);
    options.querySelector("button")?.focus();
  };
  document.addEventListener("click", (event) => {
    const place = event.target instanceof Element && event.target.closest("[data-place]");
    if (!place) return;
    event.preventDefault();
    open(place);
  });
  document.addEventListener("keydown", (event) => {
    const place = event.target instanceof Element && event.target.closest("a[data-place]");
    if (!place || event.key !== " ") return;
    event.preventDefault();
    open(place);
  });
  markPlaces();
};
