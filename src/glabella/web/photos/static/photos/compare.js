// Slider and turns over two photographs that stand side by side without a script.
// @ts-check
import { contained, css, misfit, scaled, similarity } from "./align.js";

const EVERY_MS = 900; // Slower than three changes a second, which can harm.
const GOOD_ENOUGH = 0.12;
const MOST_HEIGHT = 0.7;

const box = /** @type {HTMLElement} */ (document.querySelector("[data-compare]"));
const stage = /** @type {HTMLElement} */ (box.querySelector("[data-stage]"));
const two = /** @type {HTMLElement[]} */ ([...box.querySelectorAll("[data-one]")]);
const modes = /** @type {HTMLElement} */ (document.querySelector("[data-modes]"));
const fitLine = /** @type {HTMLElement} */ (box.querySelector("[data-fit]"));
const sliderBox = /** @type {HTMLElement} */ (box.querySelector("[data-slider]"));
const range = /** @type {HTMLInputElement} */ (box.querySelector("[data-range]"));
const turns = /** @type {HTMLElement} */ (box.querySelector("[data-turns]"));
const swap = /** @type {HTMLButtonElement} */ (box.querySelector("[data-swap]"));
const flicker = /** @type {HTMLButtonElement} */ (box.querySelector("[data-flicker]"));
const now = /** @type {HTMLElement} */ (box.querySelector("[data-now]"));
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let timer = 0;

/** @param {HTMLElement} one @returns {[number, number]} */
const sizeOf = (one) => [Number(one.dataset.width), Number(one.dataset.height)];

/** @param {HTMLElement} one @returns {[number, number][]} */
const pointsOf = (one) => {
  const [width, height] = sizeOf(one);
  const told = JSON.parse(one.dataset.align || "[]");
  return told.map((/** @type {[number, number]} */ [x, y]) => [x * width, y * height]);
};

/** How the later photograph lies over the earlier, and what to say of it. */
const laid = () => {
  const [before, after] = two;
  const [from, to] = [pointsOf(after), pointsOf(before)];
  const map = from.length && from.length === to.length ? similarity(from, to) : null;
  if (!map) {
    return {
      map: contained(sizeOf(after), sizeOf(before)),
      says: "Not laid over each other: tap three points on each photograph below.",
    };
  }
  const off = misfit(map, from, to);
  if (off > GOOD_ENOUGH) {
    return {
      map: contained(sizeOf(after), sizeOf(before)),
      says: "The three points of the two photographs do not match: the head is turned differently, or a point is off. They are shown as they are.",
    };
  }
  const percent = Math.max(1, Math.round(100 * off));
  return { map, says: `Laid over each other by three points, which meet within ${percent} % of their distance.` };
};

const arrange = () => {
  const [before, after] = two;
  if (box.dataset.mode === "beside") return clear();
  const [width, height] = sizeOf(before);
  const room = /** @type {HTMLElement} */ (box.parentElement).clientWidth;
  const scale = Math.min(room / width, (window.innerHeight * MOST_HEIGHT) / height);
  box.style.setProperty("--stage-width", `${width * scale}px`);
  box.style.setProperty("--stage-height", `${height * scale}px`);
  const { map, says } = laid();
  place(before, { a: scale, b: 0, e: 0, f: 0 });
  place(after, scaled(map, scale));
  fitLine.textContent = says;
  fitLine.hidden = false;
};

/** @param {HTMLElement} one @param {import("./align.js").Similarity} map */
const place = (one, map) => {
  const image = /** @type {HTMLElement} */ (one.querySelector("img"));
  const [width, height] = sizeOf(one);
  image.style.width = `${width}px`;
  image.style.height = `${height}px`;
  image.style.transform = css(map);
};

const clear = () => {
  fitLine.hidden = true;
  for (const one of two) {
    const image = /** @type {HTMLElement} */ (one.querySelector("img"));
    image.style.width = image.style.height = image.style.transform = "";
  }
};

const cut = () => {
  const share = Number(range.value) / 100;
  box.style.setProperty("--cut", `${range.value}%`);
  box.style.setProperty("--cut-share", String(share));
};

const change = () => {
  box.dataset.shows = box.dataset.shows === "0" ? "1" : "0";
  const caption = two[Number(box.dataset.shows)].querySelector("figcaption strong");
  if (!timer) now.textContent = caption?.textContent ?? "";
};

const stop = () => {
  window.clearInterval(timer);
  timer = 0;
  flicker.setAttribute("aria-pressed", "false");
};

/** @param {string} mode */
const choose = (mode) => {
  stop();
  box.dataset.mode = mode;
  box.dataset.shows = "0";
  sliderBox.hidden = mode !== "slider";
  turns.hidden = mode !== "turns";
  flicker.hidden = still.matches;
  for (const button of modes.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
  }
  arrange();
};

modes.hidden = false;
modes.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  if (button?.dataset.mode) choose(button.dataset.mode);
});
range.addEventListener("input", cut);
swap.addEventListener("click", () => {
  stop();
  change();
});
flicker.addEventListener("click", () => {
  if (timer) return stop();
  now.textContent = "";
  timer = window.setInterval(change, EVERY_MS);
  flicker.setAttribute("aria-pressed", "true");
});
document.addEventListener("keydown", (event) => {
  const control = /** @type {HTMLElement} */ (event.target).closest(
    "input, select, textarea, button, summary, a, [role=application]",
  );
  if (event.key !== " " || control || box.dataset.mode !== "turns") return;
  event.preventDefault();
  stop();
  change();
});
document.addEventListener("visibilitychange", stop);
window.addEventListener("resize", arrange);
cut();
