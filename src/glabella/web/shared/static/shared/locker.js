// A place on this tablet for what is typed or tapped and has not reached the server yet: IndexedDB,
// under two locks. One is a key of this browser that no script can take out; it is one person's, and
// it is thrown away at log-off once nothing lies under it. The other is a secret that the server
// gives to this person's pages only: without signing in as them nobody reads it, key or no key.
// @ts-check

const DATABASE = "glabella";
const KEYS = "keys";
const KEPT = "kept";
const NONCE_BYTES = 12;
const ID_LETTERS = 32;
const DEAD_AFTER_MS = 1500;

/** @typedef {{person: string, key: string, place: string, kind: "draft" | "entry", tab: string, sealed: Uint8Array<ArrayBuffer>}} Row */
/** @typedef {{id: string, person: string, key: CryptoKey}} BrowserKey */
/** @typedef {{id: IDBValidKey, value: any}} Found */

const meta = /** @type {HTMLMetaElement | null} */ (
  document.querySelector('meta[name="glabella-drafts"]')
);
const text = new TextEncoder();
const tab = globalThis.crypto?.randomUUID?.() ?? "";

// Outside a secure context there is no encryption, and so nothing is kept.
const isAble = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);
const hasOwner = isAble && Boolean(meta?.content);

/** Whether this page can keep anything at all. */
export const canKeep = hasOwner;

const hex = (/** @type {ArrayBuffer} */ bytes) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// --- the two locks ----------------------------------------------------------

/** What only this person's pages know, and what follows from it. */
const own = async () => {
  const secret = Uint8Array.from(atob(meta?.content ?? ""), (letter) => letter.charCodeAt(0));
  const hash = { name: "HMAC", hash: "SHA-256" };
  const mac = await crypto.subtle.importKey("raw", secret, hash, false, ["sign"]);
  const sign = (/** @type {string} */ words) => crypto.subtle.sign("HMAC", mac, text.encode(words));
  const lock = await crypto.subtle.importKey("raw", await sign("lock"), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const id = hex(await sign("person")).slice(0, ID_LETTERS);
  // Names of places are addresses of records, and stand in no clear text on the tablet.
  return { id, lock, place: async (/** @type {string} */ name) => hex(await sign(`place ${name}`)) };
};
/** @type {ReturnType<typeof own> | null} */
const person = hasOwner ? own() : null;

/** @type {Promise<BrowserKey> | null} */
let browserKey = null;

const findKey = async () => {
  const { id } = await mine();
  const found = (await all(KEYS)).find((row) => row.value.person === id);
  if (found) return found.value;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return { id: crypto.randomUUID(), person: id, key };
};

const mine = () => {
  if (!person) throw new Error("nobody is signed in, or this browser cannot encrypt");
  return person;
};

/** @param {CryptoKey} key  @param {BufferSource} plain  @param {string} place */
const locked = async (key, plain, place) => {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const how = { name: "AES-GCM", iv: nonce, additionalData: text.encode(place) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, plain));
  const whole = new Uint8Array(NONCE_BYTES + sealed.length);
  whole.set(nonce);
  whole.set(sealed, NONCE_BYTES);
  return whole;
};

/** @param {CryptoKey} key  @param {Uint8Array<ArrayBuffer>} whole  @param {string} place */
const unlocked = async (key, whole, place) => {
  const iv = whole.slice(0, NONCE_BYTES);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(place) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, whole.slice(NONCE_BYTES)));
};

// --- the database -----------------------------------------------------------

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(KEYS);
      asked.result.createObjectStore(KEPT, { autoIncrement: true });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opened = null);
      resolve(asked.result);
    };
    asked.onerror = () => {
      opened = null;
      reject(asked.error);
    };
  });
  return opened;
};

/**
 * One transaction; the answer comes once it is on the disk.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(tables: {keys: IDBObjectStore, kept: IDBObjectStore}) => T} act
 * @returns {Promise<T>}
 */
const inOne = async (mode, act) => {
  const database = await open();
  const transaction = database.transaction([KEYS, KEPT], mode, { durability: "strict" });
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error);
  });
  const answer = act({ keys: transaction.objectStore(KEYS), kept: transaction.objectStore(KEPT) });
  await ended;
  return answer;
};

/** Every row of a table in order of its key. @param {IDBObjectStore} table */
const rowsOf = (table) => {
  /** @type {Found[]} */
  const rows = [];
  table.openCursor().onsuccess = (event) => {
    const cursor = /** @type {IDBRequest<IDBCursorWithValue | null>} */ (event.target).result;
    if (!cursor) return;
    rows.push({ id: cursor.primaryKey, value: cursor.value });
    cursor.continue();
  };
  return rows;
};

/** @param {"keys" | "kept"} name @returns {Promise<Found[]>} */
const all = (name) => inOne("readonly", (tables) => rowsOf(tables[name]));

/** @type {Promise<unknown>} */
let turn = Promise.resolve();

/** One thing after another: what is dropped must not come back by a slower write. @template T @param {() => Promise<T>} act */
const inTurn = (act) => {
  const done = turn.then(act, act);
  turn = done.catch(() => undefined);
  return done;
};

/** @param {"draft" | "entry"} kind  @param {string} name  @param {unknown} value  @param {(table: IDBObjectStore, row: Row, place: string) => IDBRequest} put */
const write = async (kind, name, value, put) => {
  const who = await mine();
  const place = await who.place(`${kind} ${name}`);
  browserKey ??= findKey();
  browserKey.catch(() => (browserKey = null));
  const { id, key, person: whose } = await browserKey;
  const plain = text.encode(JSON.stringify(value));
  const sealed = await locked(key, await locked(who.lock, plain, place), place);
  const asked = await inOne("readwrite", ({ keys, kept }) => {
    // A log-off in another tab may have thrown the key away: it comes back with what needs it.
    keys.put({ id, key, person: whose }, id);
    return put(kept, { person: who.id, key: id, place, kind, tab, sealed }, place);
  });
  return asked.result;
};

/** What this person kept, opened. @param {"draft" | "entry"} kind  @param {string} [name] */
const read = async (kind, name) => {
  const who = await mine();
  const place = name === undefined ? null : await who.place(`${kind} ${name}`);
  const keys = new Map((await all(KEYS)).map((row) => [row.id, row.value.key]));
  /** @type {(Found & {tab: string})[]} */
  const found = [];
  for (const { id, value: row } of await all(KEPT)) {
    const isAsked = place === null || row.place === place;
    const key = keys.get(row.key);
    if (!isAsked || !key || row.kind !== kind || row.person !== who.id) continue;
    try {
      const plain = await unlocked(who.lock, await unlocked(key, row.sealed, row.place), row.place);
      found.push({ id, tab: row.tab, value: JSON.parse(new TextDecoder().decode(plain)) });
    } catch {
      // sealed with a secret that the server gives no longer: it stays, and nobody reads it
    }
  }
  return found;
};

/** @param {IDBValidKey[]} ids */
const erase = (ids) =>
  inOne("readwrite", ({ kept }) => {
    for (const id of ids) kept.delete(id);
  });

// --- drafts: one of a name and tab ------------------------------------------

// Held as long as this page lives: a draft of a living page is not offered to another one.
if (hasOwner) void globalThis.navigator.locks?.request(`glabella-tab ${tab}`, () => new Promise(() => {}));

/** @param {string} other */
const isGone = async (other) => {
  if (other === tab) return false;
  try {
    const how = { mode: /** @type {LockMode} */ ("shared"), signal: AbortSignal.timeout(DEAD_AFTER_MS) };
    await navigator.locks?.request(`glabella-tab ${other}`, how, () => undefined);
    return true;
  } catch {
    return false;
  }
};

/** Keep a draft: its id once it is safe, else null. @param {string} name  @param {unknown} value */
export const keep = async (name, value) => {
  if (!canKeep) return null;
  try {
    return await inTurn(() =>
      write("draft", name, value, (table, row, place) => table.put(row, `${place} ${tab}`)),
    );
  } catch {
    return null; // storage is full or switched off
  }
};

/** The newest draft that an earlier page left under this name, or null. @param {string} name */
export const kept = async (name) => {
  if (!canKeep) return null;
  try {
    const copies = await read("draft", name);
    copies.sort((a, b) => (b.value?.at ?? 0) - (a.value?.at ?? 0));
    for (const copy of copies) if (await isGone(copy.tab)) return copy;
  } catch {
    // then there is nothing
  }
  return null;
};

/** Drafts that no living page holds. */
export const drafts = async () => {
  if (!canKeep) return [];
  const copies = await read("draft");
  const gone = await Promise.all(copies.map((copy) => isGone(copy.tab)));
  return copies.filter((_, at) => gone[at]);
};

/** Drop this page's draft of a name, and an earlier one that it took over. @param {string} name  @param {IDBValidKey[]} [others] */
export const drop = (name, others = []) => {
  if (!canKeep) return Promise.resolve();
  return inTurn(async () => {
    const place = await (await mine()).place(`draft ${name}`);
    await erase([`${place} ${tab}`, ...others]);
  }).catch(() => undefined); // then there was nothing
};

// --- entries: many of a name, in order --------------------------------------

/** Keep an entry behind those that are there; its id, once it is safe. @param {string} name  @param {unknown} value */
export const append = (name, value) =>
  inTurn(() => write("entry", name, value, (table, row) => table.add(row)));

/** Put other words in an entry's place. @param {string} name  @param {IDBValidKey} id  @param {unknown} value */
export const rewrite = (name, id, value) =>
  inTurn(() => write("entry", name, value, (table, row) => table.put(row, id)));

/** Entries in order, of one name or of all. @param {string} [name] @returns {Promise<Found[]>} */
export const entries = (name) => inTurn(() => read("entry", name));

/** @param {IDBValidKey[]} ids */
export const remove = (ids) => inTurn(() => erase(ids));

// --- leaving ----------------------------------------------------------------

const counted = (/** @type {Found[]} */ rows) => ({
  drafts: rows.filter((row) => row.value.kind === "draft").length,
  entries: rows.filter((row) => row.value.kind === "entry").length,
});

/** Throw away the keys under which nothing lies. @param {(row: Found) => boolean} isMeant */
const sweep = async (isMeant) => {
  if (!isAble) return { drafts: 0, entries: 0 };
  const database = await open();
  const transaction = database.transaction([KEYS, KEPT], "readwrite", { durability: "strict" });
  const keys = transaction.objectStore(KEYS);
  const held = rowsOf(keys);
  const rows = rowsOf(transaction.objectStore(KEPT));
  return new Promise((resolve, reject) => {
    // Read when both walks are over, still in the same transaction.
    transaction.objectStore(KEPT).count().onsuccess = () => {
      const needed = new Set(rows.map((row) => row.value.key));
      for (const row of held) if (isMeant(row) && !needed.has(row.id)) keys.delete(row.id);
    };
    transaction.oncomplete = () => resolve(counted(rows.filter(isMeant)));
    transaction.onabort = () => reject(transaction.error);
  });
};

/** At log-off: the key goes unless something lies under it; says how much does. */
export const leave = () =>
  inTurn(async () => {
    if (!canKeep) return { drafts: 0, entries: 0 };
    const { id } = await mine();
    const left = await sweep((row) => row.value.person === id);
    browserKey = null;
    return left;
  });

/** Where nobody is signed in: the same for everybody who used this browser. */
export const leftHere = () => sweep(() => true);
