// Closer to the face and back; the background is dragged when it is close.
// @ts-check

import { boxOf, boxText, held, zoomed } from "./geometry.js";

const FACTOR = 1.5;
const CLOSEST = 4;

/** @param {HTMLElement} stage */
export const startZoom = (stage) => {
  /** @type {Map<string, import("./geometry.js").Box>} */
  const boxes = new Map();
  const shown = () =>
    [...stage.querySelectorAll(".plane")].find((plane) => plane.checkVisibility?.() ?? true);
  const homeOf = (/** @type {Element} */ plane) => boxOf(plane.getAttribute("data-frame") ?? "");
  const viewOf = (/** @type {Element} */ plane) => plane.getAttribute("data-view") ?? "";

  const apply = () => {
    for (const plane of stage.querySelectorAll(".plane")) {
      const box = boxes.get(viewOf(plane)) ?? homeOf(plane);
      for (const svg of plane.querySelectorAll("svg")) svg.setAttribute("viewBox", boxText(box));
    }
    const plane = shown();
    stage.classList.toggle("is-closer", Boolean(plane && boxes.has(viewOf(plane))));
  };

  stage.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-zoom]");
    const plane = shown();
    if (!button || !plane) return;
    const home = homeOf(plane);
    const box = boxes.get(viewOf(plane)) ?? home;
    const chosen = plane.querySelector(".is-chosen");
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const around = chosen
      ? { x: Number(chosen.getAttribute("data-x")), y: Number(chosen.getAttribute("data-y")) }
      : middle;
    const kind = button.getAttribute("data-zoom");
    const next = zoomed(box, kind === "in" ? FACTOR : 1 / FACTOR, kind === "in" ? around : middle, home, CLOSEST);
    if (kind === "fit" || next.width >= home.width) boxes.delete(viewOf(plane));
    else boxes.set(viewOf(plane), next);
    apply();
  });

  /** @type {{id: number, x: number, y: number} | null} */
  let pan = null;
  stage.addEventListener("pointerdown", (event) => {
    const plane = shown();
    const button = event.target instanceof Element && event.target.closest("button, a");
    if (!plane || button || !boxes.has(viewOf(plane)) || stage.hasPointerCapture(event.pointerId)) return;
    pan = { id: event.pointerId, x: event.clientX, y: event.clientY };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const plane = shown();
    if (!pan || !plane || event.pointerId !== pan.id) return;
    const box = boxes.get(viewOf(plane));
    if (!box) return;
    const scale = box.width / stage.getBoundingClientRect().width;
    const moved = { ...box, x: box.x - (event.clientX - pan.x) * scale, y: box.y - (event.clientY - pan.y) * scale };
    pan = { ...pan, x: event.clientX, y: event.clientY };
    boxes.set(viewOf(plane), held(moved, homeOf(plane)));
    apply();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, () => {
      pan = null;
    });
  }
  return apply;
};
