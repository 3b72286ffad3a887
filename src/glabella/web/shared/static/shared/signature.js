// A field to sign in with a finger, a pen or a mouse. What is drawn goes into the form as
// lines of points in fractions of the field, so that it fits every screen and the paper.
// @ts-check

import SignaturePad from "../vendor/signature_pad.js";

const INK = "#1d2a2c";
const PLACES = 10_000;

/** @typedef {[number, number][][]} Strokes */

/** @param {number} value */
const fraction = (value) => Math.round(Math.min(Math.max(value, 0), 1) * PLACES) / PLACES;

/** What the pad holds, in fractions of its size. @param {{points: {x: number, y: number}[]}[]} groups  @param {number} width  @param {number} height @returns {Strokes} */
export const strokesOf = (groups, width, height) =>
  groups
    .map((group) =>
      group.points.map(
        (point) => /** @type {[number, number]} */ ([fraction(point.x / width), fraction(point.y / height)]),
      ),
    )
    .filter((line) => line.length > 0);

/** The way back, for a form that came back with an error. @param {Strokes} strokes  @param {number} width  @param {number} height */
export const groupsOf = (strokes, width, height) =>
  strokes.map((line) => ({
    penColor: INK,
    dotSize: 0,
    minWidth: 0.8,
    maxWidth: 2.2,
    velocityFilterWeight: 0.7,
    compositeOperation: /** @type {GlobalCompositeOperation} */ ("source-over"),
    points: line.map(([x, y], index) => ({ x: x * width, y: y * height, pressure: 0.5, time: index * 10 })),
  }));

/** @param {string} text @returns {Strokes} */
const read = (text) => {
  try {
    const found = JSON.parse(text || "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
};

/** @param {HTMLElement} box */
const open = (box) => {
  const canvas = /** @type {HTMLCanvasElement} */ (box.querySelector("canvas"));
  const field = /** @type {HTMLInputElement} */ (box.closest("form")?.elements.namedItem("strokes"));
  box.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 0.8, maxWidth: 2.2 });
  const draw = () => {
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d")?.scale(ratio, ratio);
    pad.clear();
    pad.fromData(groupsOf(read(field.value), canvas.offsetWidth, canvas.offsetHeight));
  };
  pad.addEventListener("endStroke", () => {
    field.value = JSON.stringify(strokesOf(pad.toData(), canvas.offsetWidth, canvas.offsetHeight));
  });
  box.querySelector("[data-signature-clear]")?.addEventListener("click", () => {
    field.value = "";
    pad.clear();
  });
  window.addEventListener("resize", draw);
  draw();
};

for (const box of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-signature]"))) open(box);
