// What waits on this tablet, told where it matters: on any page of the person whose it is (taps are
// sent, drafts are pointed to), at log-off, and on the page for signing in.
// @ts-check
import { arrived } from "./arrival.js";
import { canKeep, drafts, entries, leave, leftHere } from "./locker.js";
import { send, Shelf, tokenOf } from "./sending.js";

const LEAVING_MS = 4000;

/** @param {number} count  @param {string} one  @param {string} many */
const counted = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** Pure: how much waits, in words; "" for nothing. @param {{drafts: number, entries: number}} left */
export const words = (left) =>
  [
    left.entries ? counted(left.entries, "tap of a treatment", "taps of a treatment") : "",
    left.drafts ? counted(left.drafts, "unsaved form", "unsaved forms") : "",
  ]
    .filter(Boolean)
    .join(" and ");

/** @param {string} tone  @param {string} word  @param {string} sentence  @param {string} [page] */
const finding = (tone, word, sentence, page) => {
  const box = document.createElement("p");
  box.className = `finding ${tone}`;
  const label = document.createElement("span");
  label.className = "word";
  label.textContent = word;
  const rest = document.createElement("span");
  rest.textContent = `${sentence} `;
  if (page) {
    const link = document.createElement("a");
    link.href = page;
    link.textContent = "Open it";
    rest.append(link);
  }
  box.append(label, rest);
  return box;
};

const place = () => {
  const found = document.querySelector("[data-waiting-news]");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "messages stack";
  made.dataset.waitingNews = "";
  made.setAttribute("role", "status");
  // Below the head of a record: it stays in sight, and what stands above it slides under it.
  const head = document.querySelector("#main > .patient-bar");
  if (head) head.after(made);
  else document.getElementById("main")?.prepend(made);
  return made;
};

// --- on a page of the person ------------------------------------------------

/** @param {Shelf} shelf  @param {{name: string, page: string}} about  @param {number} count */
const sendOne = async (shelf, about, count) => {
  const told = await send(shelf, tokenOf());
  const left = (await shelf.slips()).length;
  const what = counted(count, "tap", "taps");
  if (!left) place().append(finding("good", "Sent", `${what} of ${about.name}, kept on this tablet, reached the server.`, about.page));
  else if (told.outcome === "sent") {
    const fault = `${counted(left, "tap", "taps")} of ${about.name} could not be recorded.`;
    place().append(finding("block", "Refused", fault, about.page));
  } else {
    const wait = `${counted(left, "tap", "taps")} of ${about.name} still wait on this tablet. ${told.message}`;
    place().append(finding("caution", "Not sent", wait, about.page));
  }
};

const lookForEntries = async () => {
  /** @type {Map<string, {about: {name: string, page: string}, count: number}>} */
  const waiting = new Map();
  for (const { value } of await entries()) {
    const before = waiting.get(value.url)?.count ?? 0;
    waiting.set(value.url, { about: value, count: before + 1 });
  }
  // The pages of a session send and tell their own.
  const own = /** @type {HTMLElement | null} */ (document.querySelector("[data-entries]"))?.dataset.entries;
  for (const [url, { about, count }] of waiting) {
    if (about.page !== location.pathname && url !== own) await sendOne(new Shelf(url), about, count);
  }
};

const lookForDrafts = async () => {
  await arrived;
  const pages = new Map((await drafts()).map(({ value }) => [value.page, value]));
  for (const [page, draft] of pages) {
    if (!page || page === location.pathname) continue;
    const name = draft.title ? ` in \u201c${draft.title}\u201d` : "";
    place().append(finding("caution", "Not saved", `What you typed${name} is kept on this tablet and not saved yet.`, page));
  }
};

// --- log-off ----------------------------------------------------------------

/** Ask whoever keeps something to send it; wait for a while. */
const sendBeforeLeaving = async () => {
  /** @type {Promise<unknown>[]} */
  const sending = [];
  document.dispatchEvent(new CustomEvent("glabella:save-now", { detail: { sending } }));
  const late = new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
  await Promise.race([Promise.allSettled(sending), late]);
};

/** @param {HTMLFormElement} form */
const signOff = async (form) => {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  await sendBeforeLeaving();
  await leave().catch(() => undefined);
  form.submit();
};

const begin = () => {
  const told = /** @type {HTMLElement | null} */ (document.querySelector("[data-waiting]"));
  if (told) {
    void leftHere().then((left) => {
      const line = told.querySelector("[data-waiting-words]");
      told.hidden = !words(left);
      if (line) line.textContent = words(left);
    });
  }
  if (!canKeep) return;
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || !("signsOff" in form.dataset)) return;
    event.preventDefault();
    void signOff(form);
  });
  void lookForEntries().catch(() => undefined);
  void lookForDrafts().catch(() => undefined);
};

begin();
