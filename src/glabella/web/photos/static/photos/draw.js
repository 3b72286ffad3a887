// Lines, circles and words over a copy of a photograph.
// @ts-check

const SVG = "http://www.w3.org/2000/svg";
const NEAR = 0.003;
const MOST_POINTS = 400;
const LETTERS_ACROSS = 30;

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-draw]"));
const over = /** @type {SVGSVGElement} */ (form.querySelector("[data-over]"));
const field = /** @type {HTMLInputElement} */ (form.querySelector("[name=strokes]"));
const state = /** @type {HTMLElement} */ (form.querySelector("[data-state]"));
const words = /** @type {HTMLElement} */ (form.querySelector("[data-words]"));
const text = /** @type {HTMLInputElement} */ (form.querySelector("[data-text]"));
const { width, height } = over.viewBox.baseVal;

/** @typedef {[number, number]} Place
 * @typedef {{kind: "line", points: Place[]} | {kind: "circle", at: Place, r: number}
 *   | {kind: "text", at: Place, text: string}} Stroke */

/** @type {Stroke[]} */
let strokes = [];
/** @type {Stroke | null} */
let current = null;

const tool = () =>
  /** @type {HTMLInputElement} */ (form.querySelector("[name=tool]:checked")).value;

/** @param {Stroke} stroke */
const shape = (stroke) => {
  if (stroke.kind === "line") {
    const made = document.createElementNS(SVG, "polyline");
    made.setAttribute("class", "stroke");
    made.setAttribute("points", stroke.points.map(([x, y]) => `${x * width},${y * height}`).join(" "));
    return made;
  }
  const made = document.createElementNS(SVG, stroke.kind);
  const [x, y] = [stroke.at[0] * width, stroke.at[1] * height];
  if (stroke.kind === "circle") {
    made.setAttribute("class", "stroke");
    made.setAttribute("cx", String(x));
    made.setAttribute("cy", String(y));
    made.setAttribute("r", String(stroke.r * width));
  } else {
    made.setAttribute("class", "stroke-text");
    made.setAttribute("x", String(x));
    made.setAttribute("y", String(y));
    made.setAttribute("font-size", String(width / LETTERS_ACROSS));
    made.textContent = stroke.text;
  }
  return made;
};

const show = () => {
  over.replaceChildren(...strokes.map(shape), ...(current ? [shape(current)] : []));
  field.value = strokes.length ? JSON.stringify(strokes) : "";
  if (!current) state.textContent = `${strokes.length} drawn`;
};

/** @param {PointerEvent} event @returns {Place} */
const at = (event) => {
  const box = over.getBoundingClientRect();
  const inside = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
  return [
    inside((event.clientX - box.left) / box.width),
    inside((event.clientY - box.top) / box.height),
  ];
};

over.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  event.preventDefault();
  const place = at(event);
  if (tool() === "text") {
    const told = text.value.trim();
    if (!told) return text.focus();
    strokes.push({ kind: "text", at: place, text: told });
    text.value = "";
    return show();
  }
  over.setPointerCapture(event.pointerId);
  current =
    tool() === "line"
      ? { kind: "line", points: [place] }
      : { kind: "circle", at: place, r: 0 };
  show();
});
over.addEventListener("pointermove", (event) => {
  if (!current) return;
  const place = at(event);
  if (current.kind === "circle") {
    const [x, y] = current.at;
    current.r = Math.min(1, Math.hypot((place[0] - x) * width, (place[1] - y) * height) / width);
  } else if (current.kind === "line") {
    const [x, y] = /** @type {Place} */ (current.points.at(-1));
    const far = Math.hypot(place[0] - x, place[1] - y) > NEAR;
    if (far && current.points.length < MOST_POINTS) current.points.push(place);
  }
  show();
});
over.addEventListener("pointerup", () => {
  const whole =
    current &&
    ((current.kind === "line" && current.points.length > 1) ||
      (current.kind === "circle" && current.r > NEAR));
  if (current && whole) strokes.push(current);
  current = null;
  show();
});
over.addEventListener("pointercancel", () => {
  current = null;
  show();
});
form.addEventListener("change", (event) => {
  if (/** @type {HTMLInputElement} */ (event.target).name !== "tool") return;
  words.hidden = tool() !== "text";
  if (!words.hidden) text.focus();
});
form.querySelector("[data-undo]")?.addEventListener("click", () => {
  strokes = strokes.slice(0, -1);
  show();
});
// Enter in the words' field is not meant to send the form.
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
show();
