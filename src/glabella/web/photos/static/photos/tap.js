// Tapping named points on a picture, by finger, pen, mouse or the arrow keys.
// @ts-check
import { added, put, set, skipped, told, under } from "./points.js";

const REACH_PX = 18;
const STEP = 0.01;
const SMALL_STEP = 0.002;
const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {Record<string, string | number>} given */
const drawn = (name, given) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
  return made;
};

/** @param {HTMLFormElement} form */
const start = (form) => {
  const over = /** @type {SVGSVGElement} */ (form.querySelector("[data-over]"));
  const rows = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-list] li")]);
  const asks = /** @type {HTMLElement} */ (form.querySelector("[data-asks]"));
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[data-points]"));
  const done = /** @type {HTMLButtonElement} */ (form.querySelector("[data-done]"));
  const { width, height } = over.viewBox.baseVal;
  const few = Number(form.dataset.few);
  const words = rows.map((row) => row.textContent ?? "");
  const keys = rows.map((row) => row.dataset.key ?? "");
  /** @type {import("./points.js").Tapped[]} */
  let points = [];
  /** @type {[number, number] | null} */
  let cross = null;
  let held = -1;

  const mark = (/** @type {[number, number]} */ [x, y], /** @type {number} */ n) => {
    const group = drawn("g", { class: "tap-point" });
    const [cx, cy] = [x * width, y * height];
    const size = width / 60;
    group.append(
      drawn("circle", { cx, cy, r: size }),
      drawn("circle", { cx, cy, r: size / 5, class: "dot" }),
    );
    const label = drawn("text", { x: cx + size * 1.2, y: cy - size * 0.6, "font-size": size * 1.6 });
    label.textContent = String(n + 1);
    group.append(label);
    return group;
  };

  const crossed = (/** @type {[number, number]} */ [x, y]) => {
    const [cx, cy, arm] = [x * width, y * height, width / 25];
    return drawn("path", {
      class: "tap-cross",
      d: `M${cx - arm} ${cy}H${cx + arm}M${cx} ${cy - arm}V${cy + arm}`,
    });
  };

  const show = () => {
    over.replaceChildren(
      ...points.flatMap((point, n) => (point ? [mark(point, n)] : [])),
      ...(cross ? [crossed(cross)] : []),
    );
    rows.forEach((row, n) => {
      row.classList.toggle("is-done", n < points.length && points[n] !== null);
      row.classList.toggle("is-next", n === points.length);
    });
    const enough = set(points) >= few;
    asks.textContent =
      points.length < rows.length
        ? `Tap: ${words[points.length]}.`
        : enough
          ? "All points are there: keep them, or drag one that is off."
          : `At least ${few} points are needed: start again and leave out fewer.`;
    done.disabled = !(enough && points.length === rows.length);
    field.value = JSON.stringify(told(points, keys));
  };

  /** @param {PointerEvent} event @returns {[number, number]} */
  const at = (event) => {
    const box = over.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };

  over.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    const place = at(event);
    const box = over.getBoundingClientRect();
    held = under(points, place, [box.width, box.height], REACH_PX);
    if (held < 0) {
      const before = points.length;
      points = added(points, rows.length, ...place);
      held = points.length > before ? before : -1;
    }
    over.setPointerCapture(event.pointerId);
    cross = null;
    show();
  });
  over.addEventListener("pointermove", (event) => {
    if (held < 0) return;
    points = put(points, held, ...at(event));
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    over.addEventListener(end, () => {
      held = -1;
    });
  }
  over.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? SMALL_STEP : STEP;
    /** @type {Record<string, [number, number]>} */
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way) {
      const [x, y] = cross ?? [0.5, 0.5];
      const inside = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
      cross = [inside(x + way[0] * step), inside(y + way[1] * step)];
    } else if (event.key === "Enter" || event.key === " ") {
      if (cross) points = added(points, rows.length, ...cross);
      else cross = [0.5, 0.5];
    } else return;
    event.preventDefault();
    show();
  });
  form.querySelector("[data-undo]")?.addEventListener("click", () => {
    points = points.slice(0, -1);
    show();
  });
  form.querySelector("[data-skip]")?.addEventListener("click", () => {
    points = skipped(points, rows.length);
    show();
  });
  form.querySelector("[data-clear]")?.addEventListener("click", () => {
    points = [];
    show();
  });
  show();
};

for (const form of document.querySelectorAll("[data-tapping]")) {
  start(/** @type {HTMLFormElement} */ (form));
}
