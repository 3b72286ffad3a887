// Keeps what is typed. data-autosave="<address>" saves by itself, 1.5 s after the last key and on
// leaving a field; data-keep="<name>" keeps a copy on this tablet until the form has arrived. A copy
// also stands by whenever a save fails: signed off, offline, or changed by somebody else meanwhile.
// @ts-check
import { canKeep, drop, keep, kept } from "./locker.js";
import { fill, pairsOf } from "./fields.js";
import { arrived, setOff } from "./arrival.js";
import "./waiting.js";

const PAUSE_MS = 1500;
const COPY_MS = 200;
const RETRY_MS = 10_000;
const KEEPALIVE_BYTES = 60_000;
// A page that the server gave no key for, or a browser that cannot encrypt, keeps nothing.
const KEPT = canKeep
  ? "What you typed is kept on this tablet."
  : "What you typed stands on this page only: leave it open.";
const SIGNED_OFF = canKeep
  ? "you were signed off. Sign in again: what you typed is kept on this tablet and comes back."
  : `you were signed off. ${KEPT}`;
const UNREACHABLE = `the server cannot be reached. ${KEPT}`;
const ALIVE =
  /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="glabella-idle"]'))
    ?.dataset.alive ?? "";

/** @param {string | number | Date} at */
const clock = (at) =>
  new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The lines in a form that say what became of what was typed (shared/_kept.html). */
class Says {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.box = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept]"));
    this.offer = /** @type {HTMLElement | null} */ (form.querySelector("[data-kept-offer]"));
  }

  /** @param {string} text */
  state(text) {
    if (!this.box) return;
    this.box.hidden = false;
    const line = this.box.querySelector("[data-kept-state]");
    if (line) line.textContent = text;
    this.box.querySelector("[data-kept-fault]")?.replaceChildren();
  }

  /** What is on the page is newer than what is saved. */
  pending() {
    const line = this.box?.querySelector("[data-kept-state]");
    if (line?.textContent) line.textContent = "Saving\u2026";
  }

  /** @param {string} text */
  fault(text) {
    if (!this.box) return;
    this.box.hidden = false;
    const finding = document.createElement("p");
    finding.className = "finding caution";
    const word = document.createElement("span");
    word.className = "word";
    word.textContent = "Not saved";
    const rest = document.createElement("span");
    rest.textContent = text;
    finding.append(word, rest);
    const line = this.box.querySelector("[data-kept-state]");
    if (line) line.textContent = "";
    this.box.querySelector("[data-kept-fault]")?.replaceChildren(finding);
  }

  /** @param {() => void} restore  @param {() => void} forget */
  ask(restore, forget) {
    if (!this.offer || !this.box) return;
    const offer = this.offer;
    this.box.hidden = false;
    offer.hidden = false;
    const once = (/** @type {() => void} */ act) => () => {
      offer.hidden = true;
      act();
    };
    offer.querySelector("[data-kept-restore]")?.addEventListener("click", once(restore), { once: true });
    offer.querySelector("[data-kept-drop]")?.addEventListener("click", once(forget), { once: true });
  }
}

/** One form whose typing must not be lost. */
class Keeper {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.address = form.dataset.autosave ?? "";
    this.name = `${location.pathname}#${form.dataset.keep || form.id || "form"}`;
    this.says = new Says(form);
    this.saved = JSON.stringify(pairsOf(form));
    this.saving = false;
    this.sending = false;
    this.underWay = Promise.resolve(); // the save that was begun last
    this.leaving = false;
    this.halted = false; // another version or a log-off: only a person can go on
    this.copyTimer = 0;
    this.saveTimer = 0;
    /** @type {IDBValidKey[]} */
    this.taken = []; // copies of earlier pages that this one took over
  }

  get version() {
    const field = this.form.elements.namedItem("version");
    return field instanceof HTMLInputElement ? field.value : "";
  }

  get token() {
    const field = this.form.elements.namedItem("csrfmiddlewaretoken");
    return field instanceof HTMLInputElement ? field.value : "";
  }

  get isDirty() {
    return JSON.stringify(pairsOf(this.form)) !== this.saved;
  }

  start() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("focusout", () => void this.save());
    // A script of its own sends data-by-script, and resets the form once that is safe.
    this.form.addEventListener("reset", () => setTimeout(() => this.typed()));
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || "byScript" in this.form.dataset) return;
      if ((ALIVE || this.saving) && !this.leaving) {
        event.preventDefault();
        void this.send(event.submitter);
      } else void this.leave();
    });
    document.addEventListener("glabella:save-now", (event) => {
      const flushed = this.flush();
      /** @type {CustomEvent} */ (event).detail?.sending?.push(flushed);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
    // A page that the browser kept and shows again can be sent again.
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("online", () => void this.save());
    void this.lookForCopy();
  }

  /** Send the form, once it is sure that somebody signed in will be asked for it. @param {HTMLElement | null} submitter */
  async send(submitter) {
    // A save under way moves the version on: sent beside it, the form would be refused as stale.
    this.sending = true;
    await this.underWay;
    if (!(await this.isAlive())) {
      this.sending = false;
      void this.save(); // the network may have come back while it was asked
      return;
    }
    await this.leave();
    this.form.requestSubmit(submitter);
    this.sending = false;
  }

  /** Whether somebody signed in will be asked; what was typed is kept, and told, where not. */
  async isAlive() {
    if (!ALIVE) return true;
    try {
      const response = await fetch(ALIVE, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        redirect: "manual",
      });
      if (response.ok) return true;
      await this.copy();
      this.says.fault(SIGNED_OFF);
    } catch {
      await this.copy();
      this.says.fault(UNREACHABLE);
    }
    return false;
  }

  /** The copy stays until the answer is there; a form without a version could not tell. */
  async leave() {
    const isFirst = !this.leaving;
    this.leaving = true;
    clearTimeout(this.copyTimer);
    clearTimeout(this.saveTimer);
    if (!isFirst) return;
    if (!this.version || !this.isDirty) await this.drop();
    else {
      const id = await keep(this.name, this.content);
      setOff(this.name, id === null ? this.taken : [...this.taken, id]);
    }
  }

  drop() {
    return drop(this.name, this.taken.splice(0));
  }

  get content() {
    return {
      at: Date.now(),
      version: this.version,
      pairs: pairsOf(this.form),
      page: location.pathname,
      title: document.querySelector("h1")?.textContent?.trim() ?? "",
    };
  }

  typed() {
    clearTimeout(this.copyTimer);
    this.copyTimer = window.setTimeout(() => void this.copy(), COPY_MS);
    if (!this.address) return;
    if (this.isDirty && !this.halted) this.says.pending();
    clearTimeout(this.saveTimer);
    this.saveTimer = window.setTimeout(() => void this.save(), PAUSE_MS);
  }

  async copy() {
    if (this.leaving) return;
    if (this.isDirty) await keep(this.name, this.content);
    else await this.drop();
  }

  async flush() {
    clearTimeout(this.copyTimer);
    if (this.isDirty) await this.copy();
    await this.save();
  }

  async save() {
    clearTimeout(this.saveTimer);
    if (!this.address || this.saving || this.sending || this.halted) return;
    if (this.leaving || !this.isDirty) return;
    this.saving = true;
    this.underWay = this.saveNow();
    await this.underWay;
  }

  /** One save, begun and finished. */
  async saveNow() {
    const sent = JSON.stringify(pairsOf(this.form));
    try {
      await this.answered(await this.post(), sent);
    } catch {
      this.says.fault(UNREACHABLE);
      this.saveTimer = window.setTimeout(() => void this.save(), RETRY_MS);
    } finally {
      this.saving = false;
    }
    // What was typed while the last save was under way.
    if (!this.halted && this.saved === sent && this.isDirty) this.typed();
  }

  post() {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string") data.append(name, value);
    }
    for (const field of this.form.querySelectorAll("input[type=password]")) {
      data.delete(field.getAttribute("name") ?? "");
    }
    const body = data.toString();
    return fetch(this.address, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
      },
      body,
      redirect: "manual",
      keepalive: body.length < KEEPALIVE_BYTES,
    });
  }

  /** @param {Response} response  @param {string} sent */
  async answered(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 401) {
      this.halted = true;
      this.says.fault(SIGNED_OFF);
      return;
    }
    const answer = await response.json().catch(() => ({}));
    if (response.ok) {
      this.saved = sent;
      this.takeVersion(answer.version);
      if (!this.isDirty) void this.drop();
      if (this.isDirty) this.says.pending();
      else this.says.state(`Saved ${clock(answer.saved_at ?? Date.now())}`);
      document.dispatchEvent(new CustomEvent("glabella:contact"));
      return;
    }
    if (response.status === 409) this.halted = true;
    // One field may be wrong and the rest kept: then the version moved on.
    else if (response.status === 422) this.takeVersion(answer.version);
    this.says.fault(
      answer.message ?? `the server could not do this. ${KEPT}`,
    );
  }

  /** @param {unknown} version */
  takeVersion(version) {
    const field = this.form.elements.namedItem("version");
    if (version !== undefined && field instanceof HTMLInputElement) field.value = String(version);
  }

  async lookForCopy() {
    await arrived;
    const found = await kept(this.name);
    if (!found) return;
    const copy = found.value;
    this.taken.push(found.id);
    if (JSON.stringify(copy.pairs) === JSON.stringify(pairsOf(this.form))) {
      await this.drop();
      return;
    }
    const restore = () => {
      fill(this.form, copy.pairs);
      this.form.dispatchEvent(new Event("input", { bubbles: true }));
      void this.save();
    };
    if (copy.version === this.version && !this.isDirty) {
      restore();
      this.says.state(`Put back what you typed at ${clock(copy.at)} and had not saved`);
      return;
    }
    this.says.state(`What you typed at ${clock(copy.at)} was not saved, and this has changed since`);
    this.says.ask(restore, () => void this.drop());
  }
}

for (const form of document.querySelectorAll("form[data-autosave], form[data-keep]")) {
  new Keeper(/** @type {HTMLFormElement} */ (form)).start();
}
