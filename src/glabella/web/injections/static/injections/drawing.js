// Draws a state of the record into the page that the server made.
// @ts-check

import { plain } from "./overlay.js";

/** @typedef {import("./overlay.js").State} State */
/** @typedef {import("./overlay.js").Site} Site */

/** @param {string} id */
export const part = (id) => document.getElementById(id);

/** @param {Element | null | undefined} element @param {string} text */
const write = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

/** @param {Element | null | undefined} root @param {string} selector @param {string} text */
const say = (root, selector, text) => write(root?.querySelector(selector), text);

/** @param {HTMLElement | null} element @param {boolean} shown */
const show = (element, shown) => {
  if (element) element.hidden = !shown;
};

/** How a site departs from the plan, in words. @param {Site} site */
export const says = (site) => {
  if (site.conflict) return "two entries: choose above";
  if (site.state === "skipped") return `skipped: ${site.reason}`;
  const parts = [site.depth];
  if (site.planned_units && site.units !== site.planned_units) parts.push(`planned ${site.planned_units}`);
  if (site.departure) parts.push(site.departure);
  if (site.also) parts.push(`also entered by ${site.also}`);
  const told = parts.filter(Boolean).join("; ") + (site.reason ? `: ${site.reason}` : "");
  return [told, site.vial_label].filter(Boolean).join("; ");
};

/** @param {string} key @returns {HTMLElement | null} */
export const rowOf = (key) => document.querySelector(`[data-row="${CSS.escape(key)}"]`);

/** A row for a site that the page did not have when it was loaded. @param {Site} site */
const newRow = (site) => {
  const template = part("row-template");
  const list = part("added")?.querySelector("ul");
  if (!(template instanceof HTMLTemplateElement) || !list) return null;
  const row = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  row.dataset.row = site.key;
  list.append(row);
  show(part("added"), true);
  return row;
};

/** @param {Site} site */
const drawSite = (site) => {
  const row = rowOf(site.key) ?? newRow(site);
  if (row) {
    row.dataset.state = site.state;
    row.toggleAttribute("data-conflict", site.conflict);
    row.toggleAttribute("data-waits", Boolean(site.waits));
    say(row, "[data-name]", site.name);
    say(row, "[data-says]", says(site));
    say(row, "[data-units]", site.units);
    const undo = /** @type {HTMLFormElement | null} */ (row.querySelector("[data-undo]"));
    if (undo) {
      undo.hidden = !site.entry || Boolean(site.waits);
      /** @type {HTMLInputElement} */ (undo.elements.namedItem("of")).value = site.entry;
    }
  }
  for (const spot of document.querySelectorAll(`[data-spot="${CSS.escape(site.key)}"]`)) {
    spot.classList.toggle("is-given", site.state === "given");
    spot.classList.toggle("is-skipped", site.state === "skipped");
    spot.classList.toggle("is-conflict", site.conflict);
    say(spot, "[data-tag]", site.units);
    const pin = spot.querySelector("[data-pin]");
    const label = pin?.getAttribute("data-label") ?? pin?.getAttribute("aria-label") ?? "";
    pin?.setAttribute("data-label", label);
    pin?.setAttribute("aria-label", `${label}; ${site.state === "open" ? "not given yet" : site.state}`);
  }
};

/** Sites that are gone: their adding was undone. @param {State} state */
const dropRows = (state) => {
  const keys = new Set(state.sites.map((site) => site.key));
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-row]")))
    if (!keys.has(row.dataset.row ?? "")) row.remove();
};

/** @param {string} id @param {{text: string}[]} rows */
const drawList = (id, rows) => {
  const list = part(id);
  if (!list || list.children.length === rows.length) return;
  list.replaceChildren(
    ...rows.map(({ text }) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }),
  );
};

/** @param {State} state */
const drawTotals = (state) => {
  for (const { key, given, planned } of state.totals) {
    const place = document.querySelector(`[data-total="${CSS.escape(key)}"]`);
    if (!place) continue;
    if (!key.startsWith("vial-")) write(place, `${given} of ${planned}`);
    else write(place, `${(place.textContent ?? "").split(":")[0]}: ${given} units given of ${planned} drawn up`);
  }
  for (const { key, text, over } of state.ceilings) {
    const line = document.querySelector(`[data-ceiling="${CSS.escape(key)}"]`);
    line?.toggleAttribute("data-over", over);
    say(line, "[data-words]", text);
  }
};

/** @param {State} state */
const drawGiveAll = (state) => {
  const form = part("give-all");
  if (!(form instanceof HTMLFormElement)) return;
  const open = state.sites.filter((site) => site.state === "open" && !site.conflict);
  show(form, open.length > 0);
  say(form, "[data-open-count]", String(open.length));
  for (const field of form.querySelectorAll('[name="sites"]')) field.remove();
  for (const { key } of open) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "sites", value: key });
    form.append(field);
  }
};

/** @param {State} state */
const drawSigning = (state) => {
  show(part("missing"), state.missing.length > 0 && !state.waits);
  const list = part("missing")?.querySelector("ul");
  if (list && list.dataset.drawn !== JSON.stringify(state.missing)) {
    list.dataset.drawn = JSON.stringify(state.missing);
    list.replaceChildren(
      ...state.missing.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
  }
  show(part("short"), state.short.length > 0);
  const words = state.short.map(([label, units]) => `${units} units more were given from ${label} than were drawn up.`);
  say(part("short"), "[data-words]", `${words.join(" ")} Draw them up above, or say why they are recorded now.`);
};

/** @param {State} state */
const drawChecks = (state) => {
  for (const step of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]"))) {
    const answer = state.checks[step.dataset.step ?? ""];
    if (step.dataset.answer === (answer ?? "")) continue;
    step.dataset.answer = answer ?? "";
    for (const button of step.querySelectorAll("button[name='answer']"))
      button.setAttribute("aria-pressed", String(button.getAttribute("value") === answer));
    say(step, "[data-answered]", step.querySelector("[aria-pressed='true']")?.textContent ?? "");
  }
  const open = document.querySelectorAll('[data-step][data-answer=""]');
  const ready = part("ready");
  if (!ready) return;
  ready.className = `finding ${open.length ? "caution" : "good"}`;
  say(ready, ".word", open.length ? "Open" : "Ready");
  const names = [...open].map((step) => (step.querySelector("h2")?.textContent ?? "").replace(/^\d+\. /u, ""));
  say(ready, "[data-words]", open.length ? names.join(", ") : "Every step has an answer.");
};

/** Units to draw up: what the plan still asks for, at most what the chosen vial holds. @param {string} units */
export const proposeDraw = (units) => {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-to-draw]"));
  if (!field || document.activeElement === field || field.dataset.typed) return;
  const vial = field.form?.elements.namedItem("vial");
  const left = vial instanceof HTMLSelectElement ? Number(vial.selectedOptions[0]?.dataset.left ?? Infinity) : Infinity;
  field.value = units ? plain(Math.min(Number(units), left)) : "";
};

/** @param {State} state */
export const draw = (state) => {
  dropRows(state);
  state.sites.forEach(drawSite);
  drawTotals(state);
  drawGiveAll(state);
  drawSigning(state);
  drawChecks(state);
  drawList("reaction-list", state.reactions);
  drawList("note-list", state.notes);
  show(part("stopped"), Boolean(state.stopped));
  say(part("stopped"), "[data-words]", state.stopped);
  if (state.vial.label)
    write(part("vial-now"), `Giving from ${state.vial.label}${state.vial.id ? "" : " (not from stock)"}.`);
  proposeDraw(state.to_draw);
};
