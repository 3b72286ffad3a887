// Keeps what is typed. data-autosave="<address>" saves by itself, 1.5 s after the last key and on
// leaving a field; data-keep="<name>" keeps a copy in this tab until the form is sent. A copy also
// stands by whenever a save fails: signed off, offline, or changed by somebody else meanwhile.
// @ts-check
import { drop, keep, kept } from "./locker.js";
import { fill, pairsOf } from "./fields.js";

const PAUSE_MS = 1500;
const COPY_MS = 200;
const RETRY_MS = 10_000;
const KEEPALIVE_BYTES = 60_000;
const SIGNED_OFF =
  "you were signed off. Sign in again: what you typed is kept in this tab and comes back.";
const UNREACHABLE = "the server cannot be reached. What you typed is kept in this tab.";
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
    this.form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if ((ALIVE || this.saving) && !this.leaving) {
        event.preventDefault();
        void this.send(event.submitter);
      } else this.leave();
    });
    document.addEventListener("glabella:save-now", () => void this.flush());
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
      return;
    }
    this.leave();
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

  leave() {
    this.leaving = true;
    clearTimeout(this.copyTimer);
    clearTimeout(this.saveTimer);
    drop(this.name);
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
    if (!this.isDirty) drop(this.name);
    else {
      await keep(this.name, { at: Date.now(), version: this.version, pairs: pairsOf(this.form) });
      if (this.leaving) drop(this.name);
    }
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
      if (!this.isDirty) drop(this.name);
      if (this.isDirty) this.says.pending();
      else this.says.state(`Saved ${clock(answer.saved_at ?? Date.now())}`);
      document.dispatchEvent(new CustomEvent("glabella:contact"));
      return;
    }
    if (response.status === 409) this.halted = true;
    // One field may be wrong and the rest kept: then the version moved on.
    else if (response.status === 422) this.takeVersion(answer.version);
    this.says.fault(
      answer.message ?? "the server could not do this. What you typed is kept in this tab.",
    );
  }

  /** @param {unknown} version */
  takeVersion(version) {
    const field = this.form.elements.namedItem("version");
    if (version !== undefined && field instanceof HTMLInputElement) field.value = String(version);
  }

  async lookForCopy() {
    const copy = await kept(this.name);
    if (!copy) return;
    if (JSON.stringify(copy.pairs) === JSON.stringify(pairsOf(this.form))) {
      drop(this.name);
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
    this.says.ask(restore, () => drop(this.name));
  }
}

for (const form of document.querySelectorAll("form[data-autosave], form[data-keep]")) {
  new Keeper(/** @type {HTMLFormElement} */ (form)).start();
}
