// Pins on the map: choosing, dragging, keys.
// @ts-check

import { apart, boxOf, nearest, toPicture } from "./geometry.js";

const REACH_PX = 24;
const DRAG_PX = 4;
const SMALL_CM = 0.1;
const LARGE_CM = 0.5;
const ARROWS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** @typedef {import("./geometry.js").Spot} Spot */

/** The part of the page that shows one view. @param {Element} pin */
const planeOf = (pin) => /** @type {HTMLElement} */ (pin.closest(".plane"));

/** @param {Element} pin @returns {Spot} */
const spotOf = (pin) => ({
  x: Number(pin.getAttribute("data-x")),
  y: Number(pin.getAttribute("data-y")),
});

/** @param {Element} pin @param {Spot} spot */
const put = (pin, spot) => {
  pin.setAttribute("data-x", spot.x.toFixed(3));
  pin.setAttribute("data-y", spot.y.toFixed(3));
  pin.parentElement?.setAttribute("transform", `translate(${spot.x.toFixed(3)} ${spot.y.toFixed(3)})`);
};

/** @param {SVGSVGElement} svg @param {Spot} client @returns {Spot} */
const pictureSpot = (svg, client) =>
  toPicture(client, svg.getBoundingClientRect(), boxOf(svg.getAttribute("viewBox") ?? ""));

/** @param {SVGSVGElement} svg @param {Spot} client */
const pinAt = (svg, client) => {
  const items = [...svg.querySelectorAll("[data-pin]")].map((item) => {
    const box = (item.querySelector(".dot") ?? item).getBoundingClientRect();
    return { item, spot: { x: box.x + box.width / 2, y: box.y + box.height / 2 } };
  });
  return nearest(items, client, REACH_PX);
};

/**
 * @typedef {object} Acts
 * @property {(key: string) => void} choose
 * @property {(key: string, view: string, spot: Spot) => void} move  to cm of the picture
 * @property {(key: string, direction: 1 | -1) => void} step
 * @property {() => boolean} cancel  takes back what was not sent yet
 * @property {(held: boolean) => void} hold  a drag begins or ends: meanwhile no answer
 *   may replace the pin
 */

/** Moves the pin by arrows. @param {Element} pin @param {Spot} way @param {number} cm @param {Acts} acts */
export const nudge = (pin, way, cm, acts) => {
  if (!pin.hasAttribute("data-movable")) return;
  const from = spotOf(pin);
  const spot = { x: from.x + way.x * cm, y: from.y + way.y * cm };
  put(pin, spot);
  acts.move(pin.getAttribute("data-pin") ?? "", planeOf(pin).dataset.view ?? "", spot);
};

/** @param {HTMLElement} stage @param {Acts} acts */
export const startPins = (stage, acts) => {
  /** @type {{pin: Element, svg: SVGSVGElement, id: number, start: Spot, home: Spot, moving: boolean} | null} */
  let drag = null;

  const end = (/** @type {boolean} */ kept) => {
    if (!drag) return;
    const { pin, moving, home } = drag;
    pin.classList.remove("is-dragged");
    drag = null;
    if (!moving) return;
    if (kept) acts.move(pin.getAttribute("data-pin") ?? "", planeOf(pin).dataset.view ?? "", spotOf(pin));
    else put(pin, home);
    acts.hold(false);
  };

  stage.addEventListener("pointerdown", (event) => {
    const svg = event.target instanceof Element && event.target.closest("svg.pins");
    if (!(svg instanceof SVGSVGElement) || event.button !== 0) return;
    const client = { x: event.clientX, y: event.clientY };
    const pin = pinAt(svg, client);
    if (!pin) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the background under it is not dragged
    /** @type {HTMLElement} */ (/** @type {unknown} */ (pin)).focus({ preventScroll: true });
    acts.choose(pin.getAttribute("data-pin") ?? "");
    drag = { pin, svg, id: event.pointerId, start: client, home: spotOf(pin), moving: false };
    stage.setPointerCapture(event.pointerId);
  });

  stage.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const client = { x: event.clientX, y: event.clientY };
    if (!drag.moving) {
      if (apart(client, drag.start) < DRAG_PX || !drag.pin.hasAttribute("data-movable")) return;
      drag.moving = true;
      drag.pin.classList.add("is-dragged");
      acts.hold(true);
    }
    // The pin keeps its distance to the finger, so that it can be seen.
    const from = pictureSpot(drag.svg, drag.start);
    const to = pictureSpot(drag.svg, client);
    put(drag.pin, { x: drag.home.x + to.x - from.x, y: drag.home.y + to.y - from.y });
  });

  stage.addEventListener("pointerup", () => end(true));
  stage.addEventListener("pointercancel", () => end(false));
  stage.addEventListener("click", (event) => {
    const pin = event.target instanceof Element && event.target.closest("[data-pin]");
    if (!pin) return;
    event.preventDefault();
    acts.choose(pin.getAttribute("data-pin") ?? "");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) {
      end(false);
      return;
    }
    const pin = event.target instanceof Element && event.target.closest("[data-pin]");
    if (!pin || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = pin.getAttribute("data-pin") ?? "";
    const way = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
    if (way) nudge(pin, way, event.shiftKey ? LARGE_CM : SMALL_CM, acts);
    else if (event.key === "+" || event.key === "=") acts.step(key, 1);
    else if (event.key === "-") acts.step(key, -1);
    else if (event.key === " ") acts.choose(key);
    else if (event.key === "Escape") acts.cancel();
    else return;
    event.preventDefault();
  });
};
