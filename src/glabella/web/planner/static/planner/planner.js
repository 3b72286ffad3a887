// Joins the parts of the planner; each part works on a page that works without it.
// @ts-check

import { Edits, field } from "./edits.js";
import { askForecasts, startForecasts } from "./forecast.js";
import { markUngraded, openAnswered, placeProblems, startForm } from "./form.js";
import { stepped } from "./geometry.js";
import { pinOf, showChosen, showHistory, unitsOf } from "./inspector.js";
import { markPlaces, startPlaces } from "./places.js";
import { nudge, startPins } from "./pins.js";
import { startSources } from "./sources.js";
import { startZoom } from "./zoom.js";

const WAIT_MS = 220;
const WAYS = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

const replan = /** @type {HTMLElement} */ (document.getElementById("replan"));
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
let timer = 0;
let chosen = "";
/* One request at a time. An answer that was overtaken, by a change or by a pin in the
   hand, is not shown: it would put old values under the fingers. */
let asking = false;
let again = false;
let inHand = false;
/** @type {Map<string, boolean>} */
const opened = new Map();
/* Inside a record each change is saved; the file of the draft waits for the last save and is
   then fetched as it is kept. Sent with the form it would make this page's version an old one. */
let file = "";

const fetchFile = () => {
  if (!file || timer || asking || again) return;
  location.assign(file);
  file = "";
};

const plan = () => {
  clearTimeout(timer);
  timer = 0;
  again = asking;
  if (asking) return;
  asking = true;
  replan.dispatchEvent(new CustomEvent("replan"));
};

/** @param {Event} event */
const beforeSwap = (event) => {
  const overtaken = again || timer !== 0 || inHand;
  if (!overtaken) return;
  /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
  again = true;
};

/**
 * Inside a record each answer says which version it saved: the next save builds on it,
 * whether or not the answer was still wanted on the screen.
 * @param {XMLHttpRequest} xhr
 */
const keepVersion = (xhr) => {
  const version = xhr.getResponseHeader("Glabella-Version");
  const input = field("version");
  if (version && input) input.value = version;
};

/** @param {Event} event */
const answered = (event) => {
  asking = false;
  const { successful, xhr } = /** @type {CustomEvent} */ (event).detail;
  keepVersion(xhr);
  if (again && !inHand) {
    again = false;
    if (!timer) plan();
  } else if (successful && !again) arrived();
  if (!successful) file = "";
  fetchFile();
};

const soon = (/** @type {string} */ touched) => {
  const input = field("touched");
  if (input) input.value = touched;
  clearTimeout(timer);
  timer = setTimeout(plan, WAIT_MS);
  showHistory(edits);
};

const edits = new Edits(soon);

const choose = (/** @type {string} */ key) => {
  chosen = key;
  showChosen(chosen);
};

const step = (/** @type {string} */ key, /** @type {1 | -1} */ direction) => {
  const input = unitsOf(key);
  if (!input) return;
  const next = stepped(Number(input.value), Number(input.dataset.step), direction);
  input.value = String(next);
  choose(key);
  edits.record(key);
};

const acts = {
  choose,
  step,
  move: (/** @type {string} */ key, /** @type {string} */ view, /** @type {{x: number, y: number}} */ spot) => {
    const input = field(`at.${key}`);
    if (!input) return;
    input.value = `${view} ${spot.x.toFixed(3)} ${spot.y.toFixed(3)}`;
    choose(key);
    edits.record(key);
  },
  cancel: () => {
    if (!timer) {
      choose("");
      return false;
    }
    edits.refuse();
    plan();
    return true;
  },
  hold: (/** @type {boolean} */ held) => {
    inHand = held;
    if (held || asking || !again) return;
    again = false;
    soon("");
  },
};

const showLayers = () => {
  if (!document.querySelector('input[name="layer"]:not([value="places"]):checked')) return;
  for (const part of stage.querySelectorAll(".layers")) {
    if (part.parentElement?.checkVisibility?.() ?? true) part.dispatchEvent(new CustomEvent("layers"));
  }
};

const showAView = () => {
  if (document.querySelector('input[name="view"]:checked')) return;
  const front = document.getElementById("view-front");
  if (front instanceof HTMLInputElement) front.checked = true;
};

/** @param {Document | Element} part  opens in it what the reader had opened */
const reopen = (part) => {
  for (const details of part.querySelectorAll("details[id]")) {
    const open = opened.get(details.id);
    if (details instanceof HTMLDetailsElement && open !== undefined) details.open = open;
  }
};

const arrived = () => {
  const problems = [...document.querySelectorAll("[data-problem]")];
  const offSkin = problems.some((item) => item.getAttribute("data-problem")?.startsWith("at."));
  placeProblems();
  if (offSkin) {
    edits.refuse();
    plan();
  } else if (!problems.length) {
    edits.settle();
    askForecasts();
  }
  reopen(document);
  showAView();
  applyZoom();
  markPlaces();
  markUngraded();
  showChosen(chosen);
  showHistory(edits);
};

const ACTIONS = {
  less: () => step(chosen, -1),
  more: () => step(chosen, 1),
  back: () => edits.back(chosen),
  undo: () => edits.undo(),
  redo: () => edits.redo(),
  reset: () => edits.canReset && edits.reset(),
};

const startInspector = () => {
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-do]");
    const name = button ? (button.getAttribute("data-do") ?? "") : "";
    const way = WAYS[/** @type {keyof typeof WAYS} */ (name)];
    const pin = way && pinOf(chosen);
    if (pin) nudge(pin, way, 0.1, acts);
    ACTIONS[/** @type {keyof typeof ACTIONS} */ (name)]?.();
    if (target instanceof Element && target.closest("[data-print]")) print();
  });
  document.addEventListener("click", (event) => {
    const saved = event.target instanceof Element && event.target.closest("[data-saved]");
    if (!saved) return;
    event.preventDefault();
    file = saved.getAttribute("formaction") ?? "";
    if (timer) plan();
    fetchFile();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (event.target instanceof Element && event.target.matches("input, textarea")) return;
    event.preventDefault();
    if (event.shiftKey) edits.redo();
    else edits.undo();
  });
};

startPins(stage, acts);
const applyZoom = startZoom(stage);
startInspector();
startSources();
startPlaces();
startForecasts(reopen);
startForm(
  (input) => {
    choose(input.dataset.key ?? "");
    edits.record(input.dataset.key ?? "");
  },
  () => soon(""),
);
openAnswered();
showHistory(edits);

document.addEventListener("change", ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !["view", "layer"].includes(target.name)) return;
  showLayers();
  applyZoom();
  showChosen(chosen);
});
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.closest("#plan-panel") && target.id) opened.set(target.id, target.open);
  },
  { capture: true },
);
document.getElementById("plan-panel")?.addEventListener("htmx:beforeSwap", beforeSwap);
replan.addEventListener("htmx:afterRequest", answered);
stage.addEventListener("htmx:afterSwap", applyZoom);
showLayers();
