// The treatment day: each tap is kept by the journal first and shown at once; then it is sent.
// @ts-check
import { boxOf, toPicture } from "../planner/geometry.js";
import { startZoom } from "../planner/zoom.js";
import { drawConflicts } from "./conflict.js";
import { draw, part, proposeDraw, rowOf } from "./drawing.js";
import { openJournal } from "./journal.js";
import { drawLine, drawRefused } from "./offline.js";
import { overlay } from "./overlay.js";

const OWN = new Set(["csrfmiddlewaretoken", "kind", "seen", "device", "id", "back", "mark"]);
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** @typedef {import("./overlay.js").State} State */

/** What a form says, as the content of an entry. @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
const contentOf = (form, submitter) => {
  const fields = new FormData(form, submitter instanceof HTMLButtonElement ? submitter : null);
  /** @type {Record<string, unknown>} */
  const content = {};
  for (const [name, value] of fields) {
    if (OWN.has(name) || name === "sites" || !String(value).trim()) continue;
    content[name] = String(value).trim();
  }
  if (fields.has("sites")) content.sites = fields.getAll("sites").map(String);
  return content;
};

/** A site that is added gets a key of its own for each time. @param {HTMLFormElement} form */
const freshSite = (form) => {
  const field = form.elements.namedItem("site");
  if (!(field instanceof HTMLInputElement)) return;
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  field.value = `added-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};

/** Empty what was typed and close it; what the server drew stays. @param {HTMLFormElement} form */
const tidy = (form) => {
  form.reset();
  const place = form.elements.namedItem("place");
  if (place instanceof HTMLInputElement) place.value = "";
  form.querySelector("[data-pick]")?.removeAttribute("data-picked");
  form.closest("details")?.removeAttribute("open");
  if ("adds" in form.dataset) freshSite(form);
};

/** Choosing a point on the face. @param {HTMLElement} stage */
const startPicking = (stage) => {
  /** @type {HTMLFormElement | null} */
  let form = null;
  const end = () => {
    form = null;
    stage.closest(".treating-map")?.classList.remove("is-picking");
    part("picking")?.setAttribute("hidden", "");
  };
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest("[data-pick-end]")) end();
    const button = target.closest("[data-pick]");
    if (!button) return;
    form = button.closest("form");
    stage.closest(".treating-map")?.classList.add("is-picking");
    part("picking")?.removeAttribute("hidden");
    stage.scrollIntoView({ block: "center" });
  });
  stage.addEventListener("click", (event) => {
    if (!form || !(event.target instanceof Element) || event.target.closest("button")) return;
    const plane = event.target.closest('.plane[data-kind="face"]');
    const svg = plane?.querySelector("svg.pins");
    if (!plane || !svg) return;
    event.preventDefault();
    const client = { x: event.clientX, y: event.clientY };
    const spot = toPicture(client, svg.getBoundingClientRect(), boxOf(svg.getAttribute("viewBox") ?? ""));
    const place = form.elements.namedItem("place");
    if (place instanceof HTMLInputElement)
      place.value = `${plane.getAttribute("data-view")} ${spot.x.toFixed(3)} ${spot.y.toFixed(3)}`;
    const chosen = form.querySelector("[data-pick]");
    if (chosen) chosen.textContent = "Point chosen";
    const reason = form.elements.namedItem("reason");
    end();
    if (reason instanceof HTMLElement) reason.focus();
  });
};

/** How long until the skin is numb. */
const startTimers = () => {
  const tick = () => {
    for (const time of document.querySelectorAll("[data-until]")) {
      const left = Date.parse(time.getAttribute("data-until") ?? "") - Date.now();
      const words = left > 0 ? `(${Math.ceil(left / MINUTE_MS)} minutes left)` : "(the time is over)";
      const place = time.parentElement?.querySelector("[data-left]");
      if (place && place.textContent !== words) place.textContent = words;
    }
  };
  tick();
  setInterval(tick, SECOND_MS * 5);
};

/** What was drawn up, as one text. @param {State} state */
const drawnOf = (state) =>
  JSON.stringify(state.totals.filter(({ key }) => key.startsWith("vial-")).map(({ key, planned }) => [key, planned]));

/** Vials, what is left in them, and labels are drawn by the server. */
const freshVials = async () => {
  try {
    const response = await fetch(location.pathname, { headers: { "X-Glabella-Background": "1" } });
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [fresh, old] = [page.getElementById("vial"), part("vial")];
    if (fresh && old && !old.contains(document.activeElement?.closest("input") ?? null)) old.replaceWith(fresh);
  } catch {
    // Without the network the old list stays: what was drawn up stands in the record.
  }
};

/** @param {HTMLElement} root */
const start = async (root) => {
  /** @type {State} */
  const first = JSON.parse(part("treatment-state")?.textContent ?? "{}");
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"));
  const journal = await openJournal({
    url: root.dataset.entries ?? "",
    session: root.dataset.session ?? "",
    person: root.dataset.person ?? "",
    csrf: token?.value ?? "",
    state: first,
    name: "a treatment",
  });
  let shown = first;
  let drawn = drawnOf(first);
  journal.onchange = (change) => {
    const state = /** @type {State} */ (change.state);
    shown = overlay(state, change.pending);
    drawLine(part("line"), change);
    drawRefused(part("refused"), change.refused, {
      dismiss: (/** @type {string} */ id) => void journal.dismiss(id),
      again: (/** @type {string} */ id, /** @type {string | undefined} */ despite) =>
        void journal.again(id, despite),
    });
    drawConflicts(part("conflicts"), state, (site, keep) => void journal.add("resolve", { site, keep }));
    draw(shown);
    if (change.pending.length) return;
    if (state.status !== "open") location.reload();
    else if (drawnOf(state) !== drawn) {
      drawn = drawnOf(state);
      void freshVials();
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.id === "sign-form") {
      event.preventDefault();
      void sign(form);
      return;
    }
    if (!("tap" in form.dataset)) return;
    event.preventDefault();
    const kind = form.elements.namedItem("kind");
    if (!(kind instanceof HTMLInputElement)) return;
    void journal.add(kind.value, contentOf(form, event.submitter)).then(() => tidy(form));
  });

  /** Sign what is on the screen, once all of it is saved. @param {HTMLFormElement} form */
  const sign = async (form) => {
    const button = form.querySelector("button[type=submit]");
    button?.setAttribute("aria-disabled", "true");
    part("unsigned")?.setAttribute("hidden", "");
    if (await journal.settled()) {
      const seen = form.elements.namedItem("seen");
      if (seen instanceof HTMLInputElement) seen.value = String(journal.number);
      form.submit();
      return;
    }
    button?.removeAttribute("aria-disabled");
    part("unsigned")?.removeAttribute("hidden");
    part("line")?.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", (event) => {
    const pin = event.target instanceof Element && event.target.closest("[data-pin]");
    if (!pin || document.querySelector(".is-picking")) return;
    event.preventDefault();
    const key = pin.getAttribute("data-pin") ?? "";
    const site = shown.sites.find((one) => one.key === key);
    if (!site) return;
    if (site.state === "open" && !site.conflict) {
      void journal.add("give", { site: key });
      return;
    }
    const row = rowOf(key);
    for (const other of document.querySelectorAll(".site.is-chosen")) other.classList.remove("is-chosen");
    row?.classList.add("is-chosen");
    row?.querySelector("details")?.setAttribute("open", "");
    row?.scrollIntoView({ block: "center" });
    row?.focus({ preventScroll: true });
  });
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && "toDraw" in target.dataset) target.dataset.typed = "yes";
  });

  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.name === "vial") proposeDraw(shown.to_draw);
  });

  journal.tell();
  root.dataset.ready = "yes";
};

const root = part("treatment");
const stage = part("stage");
if (stage) {
  const applyZoom = startZoom(stage);
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === "view") applyZoom();
  });
  startPicking(stage);
}
startTimers();
if (root) void start(root);
