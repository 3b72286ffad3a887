// Sends what waits on this tablet: entries in the order in which they were made, each with an id of
// its own, so that sending one again is harmless. Nothing leaves the tablet's store before the
// server has answered for it. One tab sends at a time.
// @ts-check
import { append, canKeep, entries, remove, rewrite } from "./locker.js";

const BATCH = 50;
const PATIENCE_MS = 15_000;
const DONE = ["accepted", "duplicate", "conflict"];
const UNHEARD = "The server did not understand this. Reload the page; nothing was lost.";

/** @typedef {{id: string, kind: string, content: Record<string, unknown>, seen: number, device: string, at: string}} Entry */
/** What lies in the store: the entry, whose it is, where it goes, and what the server refused it for. */
/** @typedef {{url: string, person: string, page: string, name: string, entry: Entry, refused?: string, needsReason?: boolean}} Slip */
/** @typedef {{id: IDBValidKey, value: Slip}} Kept */
/** @typedef {"sent" | "unreachable" | "signed-off" | "stopped"} Outcome */
/** @typedef {{outcome: Outcome, message: string, state: any, csrf: string, answers: any[]}} Told */

/** The entries for one address: on the tablet, or in this page alone where it cannot keep any. */
export class Shelf {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
    /** @type {Kept[]} */
    this.loose = [];
  }

  /** True once the slip is safe on the tablet. @param {Slip} slip */
  async add(slip) {
    try {
      if (!canKeep) throw new Error("no store");
      await append(this.url, slip);
      return true;
    } catch {
      this.loose.push({ id: `loose ${slip.entry.id}`, value: slip });
      return false;
    }
  }

  /** @returns {Promise<Kept[]>} */
  async slips() {
    if (!canKeep) return [...this.loose];
    return [...(await entries(this.url).catch(() => [])), ...this.loose];
  }

  /** @param {Kept[]} slips */
  async remove(slips) {
    const ids = new Set(slips.map((slip) => slip.id));
    this.loose = this.loose.filter((slip) => !ids.has(slip.id));
    if (canKeep) await remove(slips.map((slip) => slip.id));
  }

  /** @param {Kept} slip  @param {Partial<Slip>} change */
  async mark(slip, change) {
    const value = { ...slip.value, ...change };
    if (this.loose.includes(slip)) slip.value = value;
    else await rewrite(this.url, slip.id, value);
  }
}

/** @param {string} url  @param {string} person  @param {RequestInit} how */
const ask = (url, person, how) =>
  fetch(url, {
    ...how,
    headers: { Accept: "application/json", "X-Glabella-Person": person, ...how.headers },
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

/** @param {Response} response @returns {Outcome} */
const outcomeOf = (response) => {
  if (response.ok) return "sent";
  if (response.type === "opaqueredirect" || response.status === 401) return "signed-off";
  if (response.status === 429 || response.status >= 500) return "unreachable";
  return "stopped";
};

const nothing = { message: "", state: null, csrf: "", answers: /** @type {any[]} */ ([]) };

/** What the server knows; it does not keep anybody signed in. @param {string} url  @param {string} person  @param {number} [since] @returns {Promise<Told>} */
export const look = async (url, person, since) => {
  const where = since === undefined ? url : `${url}?since=${since}`;
  try {
    const response = await ask(where, person, { headers: { "X-Glabella-Background": "1" } });
    const told = await response.json().catch(() => ({}));
    return { ...nothing, ...told, outcome: outcomeOf(response) };
  } catch {
    return { ...nothing, outcome: "unreachable" };
  }
};

/** @param {string} url  @param {Kept[]} batch  @param {string} csrf @returns {Promise<Told & {status: number}>} */
const post = async (url, batch, csrf) => {
  const body = JSON.stringify({ entries: batch.map((slip) => slip.value.entry) });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  try {
    const response = await ask(url, batch[0].value.person, { method: "POST", headers, body });
    const told = await response.json().catch(() => ({}));
    return { ...nothing, ...told, outcome: outcomeOf(response), status: response.status };
  } catch {
    return { ...nothing, outcome: "unreachable", status: 0 };
  }
};

/** The same with a token of now: signing in again has made a new one. @param {string} url  @param {Kept[]} batch  @param {string} csrf */
const postFresh = async (url, batch, csrf) => {
  const told = await post(url, batch, csrf);
  if (told.status !== 403) return told;
  const fresh = await look(url, batch[0].value.person);
  // Signed off, or somebody else is signed in: nothing is wrong with the entries.
  if (fresh.outcome !== "sent") return { ...fresh, status: 0 };
  const again = await post(url, batch, fresh.csrf);
  return { ...again, csrf: again.csrf || fresh.csrf };
};

/** Take what was answered off the shelf. @param {Shelf} shelf  @param {Kept[]} batch  @param {any[]} answers */
const file = async (shelf, batch, answers) => {
  const told = new Map(answers.map((answer) => [answer.id, answer]));
  const done = batch.filter((slip) => DONE.includes(told.get(slip.value.entry.id)?.status));
  await shelf.remove(done);
  const refused = batch.filter((slip) => told.get(slip.value.entry.id)?.status === "refused");
  for (const slip of refused) {
    const answer = told.get(slip.value.entry.id);
    const refused = answer.message || "The server refused this.";
    await shelf.mark(slip, { refused, needsReason: Boolean(answer.needs_reason) });
  }
  return done.length + refused.length;
};

/** @param {Shelf} shelf  @param {string} csrf @returns {Promise<Told>} */
const sendAll = async (shelf, csrf) => {
  /** @type {Told} */
  let last = { ...nothing, outcome: "sent", csrf };
  let size = BATCH;
  for (;;) {
    const waiting = (await shelf.slips()).filter((slip) => !slip.value.refused);
    if (!waiting.length) return last;
    const batch = waiting.slice(0, size);
    const told = await postFresh(shelf.url, batch, last.csrf);
    const answers = [...last.answers, ...told.answers];
    last = { ...told, csrf: told.csrf || last.csrf, state: told.state ?? last.state, answers };
    if (told.outcome === "sent") {
      if (await file(shelf, batch, told.answers)) continue;
      return { ...last, outcome: "stopped", message: UNHEARD };
    }
    if (told.outcome !== "stopped" || !told.status) return last;
    // One that is not understood or not allowed must not keep the others: each for itself.
    if (size === 1) await shelf.mark(batch[0], { refused: told.message || UNHEARD });
    size = 1;
  }
};

/** Send what waits for one address, in turn with the other tabs. @param {Shelf} shelf  @param {string} csrf @returns {Promise<Told>} */
export const send = async (shelf, csrf) =>
  navigator.locks
    ? navigator.locks.request(`glabella-send ${shelf.url}`, () => sendAll(shelf, csrf))
    : sendAll(shelf, csrf);

/** The token that this page may write with. */
export const tokenOf = () =>
  /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))
    ?.value ?? "";
