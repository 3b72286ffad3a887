// Visits are moved by pointer or arrow keys, and only kept when somebody says so.
// @ts-check
import { ARROWS, clock, instant, moved, steps } from "./moving.js";

const FAR = 6; // pixels before a press is a drag
const HOLD = 350; // milliseconds a finger rests before it drags instead of scrolling

/** @typedef {{visit: HTMLElement, from: import("./moving.js").Place, to: import("./moving.js").Place, long: number}} Lifted */

const board = () => /** @type {HTMLElement} */ (document.querySelector("[data-board]"));
const mover = /** @type {HTMLElement} */ (document.querySelector("[data-mover]"));
const words = /** @type {HTMLElement} */ (document.querySelector("[data-mover-words]"));
const area = document.querySelector("[data-notice-area]");
const lanes = () => /** @type {HTMLElement[]} */ ([...board().querySelectorAll("[data-lane]")]);

/** @type {Lifted | null} */
let lifted = null;

const stepHeight = () => {
  const body = /** @type {HTMLElement} */ (board().querySelector("[data-lane-body]"));
  return parseFloat(getComputedStyle(body).gridAutoRows);
};

/** Says what the server answered, where all news of a page stands. @param {string} sentence @param {boolean} done */
const say = (sentence, done) => {
  const finding = document.createElement("div");
  finding.className = `finding ${done ? "good" : "caution"}`;
  const word = document.createElement("span");
  word.className = "word";
  word.textContent = done ? "Done" : "Not moved";
  const text = document.createElement("span");
  text.textContent = sentence;
  finding.append(word, text);
  area?.replaceChildren(finding);
};

/** @param {HTMLElement} visit */
const lift = (visit) => {
  if (lifted?.visit === visit) return;
  putBack();
  const lane = lanes().findIndex((one) => one.contains(visit));
  const place = { lane, first: Number(visit.dataset.first) };
  lifted = { visit, from: place, to: place, long: Number(visit.dataset.long) };
  visit.classList.add("lifted");
};

const show = () => {
  if (!lifted) return;
  const { visit, from, to } = lifted;
  const all = lanes();
  const across = all[to.lane].getBoundingClientRect().left - all[from.lane].getBoundingClientRect().left;
  visit.style.transform = `translate(${across}px, ${(to.first - from.first) * stepHeight()}px)`;
  const still = to.lane === from.lane && to.first === from.first;
  mover.hidden = still;
  if (still) return;
  const lane = all[to.lane].dataset;
  const time = clock(instant(lane.start ?? "", to.first), board().dataset.zone ?? "UTC");
  const name = visit.querySelector(".visit-name")?.textContent ?? "";
  words.textContent = `${name}: ${time}, ${lane.title}`;
};

const putBack = () => {
  if (!lifted) return;
  lifted.visit.style.transform = "";
  lifted.visit.classList.remove("lifted");
  lifted = null;
  mover.hidden = true;
};

/** @param {number} down  @param {number} across */
const shift = (down, across) => {
  if (!lifted) return;
  const sizes = lanes().map((one) => Number(one.dataset.steps));
  lifted.to = moved(lifted.to, down, across, sizes, lifted.long);
  show();
};

/** The calendar as it is now, in place of what stands here. @param {string} focus  id of a visit */
const refresh = async (focus) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const there = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#calendar");
  const here = document.querySelector("#calendar");
  if (!there || !here) return;
  const { scrollTop, scrollLeft } = board();
  here.replaceWith(there);
  Object.assign(board(), { scrollTop, scrollLeft });
  wire();
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-visit="${focus}"]`))?.focus();
};

const save = async () => {
  if (!lifted) return;
  const { visit, to } = lifted;
  const lane = lanes()[to.lane].dataset;
  const body = new URLSearchParams({
    starts_at: instant(lane.start ?? "", to.first),
    injector: lane.injector ?? "",
    room: lane.room ?? "",
    version: visit.dataset.version ?? "",
  });
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  let message = "The server cannot be reached. Nothing was moved; try again.";
  let done = false;
  let changed = false;
  try {
    const answer = await fetch(visit.dataset.move ?? "", {
      method: "POST",
      body,
      headers: { ...headers, Accept: "application/json" },
    });
    ({ message } = await answer.json());
    done = answer.ok;
    changed = done || answer.status === 409;
  } catch {
    // The sentence above says it.
  }
  putBack();
  if (changed) await refresh(visit.dataset.visit ?? "");
  say(message, done);
};

/** @param {KeyboardEvent} event */
const onKey = (event) => {
  const visit = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest("[data-move]")
  );
  if (event.key === "Escape" && lifted) {
    event.preventDefault();
    putBack();
  } else if (visit && event.key in ARROWS && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    lift(visit);
    shift(...ARROWS[event.key]);
  } else if (event.key === "Enter" && lifted?.visit === visit && !mover.hidden) {
    event.preventDefault();
    save();
  }
};

/** @param {PointerEvent} event */
const onPress = (event) => {
  const visit = /** @type {HTMLElement | null} */ (
    /** @type {Element} */ (event.target).closest("[data-move]")
  );
  if (!visit || event.button !== 0) return;
  const finger = event.pointerType === "touch";
  const began = { x: event.clientX, y: event.clientY, ready: !finger, dragging: false };
  const hold = finger ? setTimeout(() => (began.ready = true), HOLD) : 0;
  const base = lifted?.visit === visit ? lifted.to : null;

  /** @param {PointerEvent} move */
  const onMove = (move) => {
    const far = Math.hypot(move.clientX - began.x, move.clientY - began.y) > FAR;
    if (!began.ready) {
      if (far) stop(); // a finger that wipes scrolls
      return;
    }
    if (!began.dragging && !far) return;
    began.dragging = true;
    lift(visit);
    if (!lifted) return;
    lifted.to = base ?? lifted.from;
    const over = lanes().findIndex((one) => {
      const box = one.getBoundingClientRect();
      return move.clientX >= box.left && move.clientX < box.right;
    });
    const across = over < 0 ? 0 : over - lifted.to.lane;
    shift(steps(move.clientY - began.y, stepHeight()), across);
  };
  /** @param {TouchEvent} touch */
  const onTouch = (touch) => {
    if (began.ready) touch.preventDefault();
  };
  const stop = () => {
    clearTimeout(hold);
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    visit.removeEventListener("touchmove", onTouch);
    if (!began.dragging) return;
    // The press that ends a drag is no tap.
    const hush = (/** @type {Event} */ click) => click.preventDefault();
    addEventListener("click", hush, { capture: true });
    setTimeout(() => {
      removeEventListener("click", hush, { capture: true });
      visit.focus();
    }, 0);
  };
  addEventListener("pointermove", onMove);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
  visit.addEventListener("touchmove", onTouch, { passive: false });
};

const wire = () => {
  board()?.addEventListener("keydown", onKey);
  board()?.addEventListener("pointerdown", onPress);
};

if (board()) {
  wire();
  document.querySelector("[data-mover-save]")?.addEventListener("click", save);
  document.querySelector("[data-mover-back]")?.addEventListener("click", putBack);
  const now = /** @type {HTMLElement | null} */ (board().querySelector("[data-now]"));
  if (now) board().scrollTop = Math.max(now.offsetTop - board().clientHeight / 3, 0);
}

document.querySelector("[data-day]")?.addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.value) field.form?.requestSubmit();
});
