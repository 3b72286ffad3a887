// The record of a treatment as taps make it. A tap is written to this tablet's store before the
// screen says that it is done, sent in order, and sent again until the server has answered for it.
// @ts-check
import { canKeep } from "../shared/locker.js";
import { look, send, Shelf } from "../shared/sending.js";
import { words } from "./offline.js";
import { entryOf, wordsOf } from "./store.js";

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const SPREAD = 0.2;
const LOOK_MS = 5000;
const GUARD_MS = 10 * 60_000;
const SIGN_IN = "/accounts/login/";

/** @typedef {import("../shared/sending.js").Entry & {message?: string}} Entry */
/** @typedef {{url: string, session: string, person: string, csrf: string, state: any, page?: string, name?: string}} About */
/** @typedef {{state: any, pending: Entry[], refused: (Entry & {message: string, words: string, needsReason: boolean})[], line: string, tone: string, signIn: string}} Change */

class Journal {
  /** @param {About} about */
  constructor(about) {
    this.about = { page: location.pathname, name: "a treatment", ...about };
    this.state = about.state;
    this.csrf = about.csrf;
    /** @type {(change: Change) => void} */
    this.onchange = () => {};
    this.shelf = new Shelf(about.url);
    /** @type {import("../shared/sending.js").Kept[]} */
    this.slips = [];
    /** @type {import("../shared/sending.js").Outcome} */
    this.outcome = "sent";
    this.message = "";
    this.keeps = canKeep;
    this.failures = 0;
    this.timer = 0;
    this.lastTap = 0;
    /** @type {Promise<void> | null} */
    this.underWay = null;
    this.isAgain = false;
    this.tabs = "BroadcastChannel" in window ? new BroadcastChannel(`glabella ${about.url}`) : null;
  }

  /** The last number of the session that this screen knows. */
  get number() {
    return Number(this.state?.number ?? 0);
  }

  get line() {
    return this.change().line;
  }

  /** Entries that the server has not answered for, in order. @returns {Entry[]} */
  pending() {
    return this.slips.filter((slip) => !slip.value.refused).map((slip) => slip.value.entry);
  }

  refused() {
    return this.slips
      .filter((slip) => slip.value.refused)
      .map(({ value: { entry, refused, needsReason } }) => ({
        ...entry,
        message: refused ?? "",
        needsReason: needsReason ?? false,
        words: wordsOf(entry, this.state),
      }));
  }

  /** @returns {Change} */
  change() {
    const pending = this.pending();
    const refused = this.refused();
    const [line, tone] = words({
      count: pending.length,
      outcome: this.outcome,
      busy: this.underWay !== null,
      keeps: this.keeps,
      refused: refused.length,
      message: this.message,
    });
    const isOut = this.outcome === "signed-off";
    const signIn = isOut ? `${SIGN_IN}?next=${encodeURIComponent(this.about.page)}` : "";
    return { state: this.state, pending, refused, line, tone, signIn };
  }

  tell() {
    this.onchange(this.change());
  }

  async begin() {
    await this.readAgain();
    addEventListener("online", () => void this.send());
    addEventListener("focus", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => this.wake());
    document.addEventListener("glabella:save-now", (event) => {
      const sent = this.send();
      /** @type {CustomEvent} */ (event).detail?.sending?.push(sent);
    });
    addEventListener("offline", () => {
      this.outcome = "unreachable";
      this.tell();
      this.later();
    });
    addEventListener("beforeunload", (event) => this.guard(event));
    this.tabs?.addEventListener("message", (event) => void this.heard(event.data));
    setInterval(() => void this.look(), LOOK_MS);
    if (this.slips.length) void this.send();
    return this;
  }

  wake() {
    if (document.visibilityState === "visible") void this.send();
  }

  /** Nobody closes by mistake a page that cannot be loaded again. @param {BeforeUnloadEvent} event */
  guard(event) {
    const isAtWork = Date.now() - this.lastTap < GUARD_MS;
    if (isAtWork && this.outcome === "unreachable" && this.pending().length) event.preventDefault();
  }

  async readAgain() {
    this.slips = await this.shelf.slips();
  }

  /** Another tab of this browser has tapped, or has got an answer. @param {{number: number}} told */
  async heard(told) {
    await this.readAgain();
    this.tell();
    if (told.number > this.number) await this.look();
  }

  /** @param {string} kind  @param {Record<string, unknown>} content */
  async add(kind, content) {
    const entry = entryOf(kind, content, this.number);
    const { url, person, page, name } = this.about;
    this.keeps = await this.shelf.add({ url, person, page, name, entry });
    this.lastTap = Date.now();
    await this.readAgain();
    this.tell();
    this.tabs?.postMessage({ number: 0 });
    // Somebody is at work here, network or not: the page must not go away.
    document.dispatchEvent(new CustomEvent("glabella:contact"));
    const sent = this.send();
    if (!this.keeps) await sent;
    return entry;
  }

  /** Send what waits; one sending at a time, and once more if something came meanwhile. */
  send() {
    clearTimeout(this.timer);
    if (this.underWay) {
      this.isAgain = true;
      return this.underWay;
    }
    this.underWay = this.sendNow().finally(() => {
      this.underWay = null;
      this.tell();
      if (this.isAgain) {
        this.isAgain = false;
        void this.send();
      }
    });
    return this.underWay;
  }

  async sendNow() {
    const told = this.pending().length
      ? await send(this.shelf, this.csrf)
      : await look(this.about.url, this.about.person, this.number);
    await this.readAgain();
    this.take(told);
    if (told.answers.length) this.tabs?.postMessage({ number: this.number });
    if (told.outcome === "sent" && !this.pending().length) return;
    this.later();
  }

  /** @param {import("../shared/sending.js").Told} told */
  take(told) {
    this.csrf = told.csrf || this.csrf;
    // An answer that was overtaken by a newer one must not turn the page back.
    if (told.state && Number(told.state.number ?? 0) >= this.number) this.state = told.state;
    this.outcome = told.outcome;
    this.message = told.message;
    this.failures = told.outcome === "sent" ? 0 : this.failures + 1;
  }

  later() {
    clearTimeout(this.timer);
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    const spread = 1 + SPREAD * (2 * Math.random() - 1);
    this.timer = window.setTimeout(() => void this.send(), wait * spread);
  }

  /** What another tablet has written since; also whether the network is back. */
  async look() {
    if (document.visibilityState !== "visible" || this.underWay) return;
    if (this.outcome !== "sent") return; // then send() asks again by itself
    const told = await look(this.about.url, this.about.person, this.number);
    if (this.underWay) return;
    this.take(told);
    this.tell();
    if (told.outcome !== "sent") this.later();
  }

  /** True once every tap has its answer and none was refused. */
  async settled() {
    await this.underWay;
    if (this.pending().length) await this.send();
    return this.outcome === "sent" && !this.slips.length;
  }

  /** Throw a refused entry away: a person has seen it. @param {string} id */
  async dismiss(id) {
    await this.shelf.remove(this.slips.filter(({ value }) => value.refused && value.entry.id === id));
    await this.readAgain();
    this.tell();
  }

  /** Send a refused entry once more: as it is, or with why it was given all the same. @param {string} id  @param {string} [despite] */
  async again(id, despite) {
    for (const slip of this.slips) {
      const { entry } = slip.value;
      if (entry.id !== id) continue;
      const content = despite ? { ...entry.content, despite } : entry.content;
      await this.shelf.mark(slip, { refused: undefined, entry: { ...entry, content } });
    }
    await this.readAgain();
    await this.send();
  }
}

/** The journal of one session, with what earlier pages left. @param {About} about */
export const openJournal = async (about) => {
  void navigator.storage?.persist?.().catch(() => undefined);
  return new Journal(about).begin();
};
