// A place in this tab for what is typed and not yet saved. It is encrypted with a key that the
// server gives to this person's pages only: after signing off, nobody else at this tablet reads it.
// @ts-check

const meta = /** @type {HTMLMetaElement | null} */ (
  document.querySelector('meta[name="glabella-drafts"]')
);
const NONCE_BYTES = 12;
const PREFIX = "glabella-kept:";

const bytesOf = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const textOf = (/** @type {Uint8Array} */ bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

// Outside a secure context there is no encryption, and so nothing is kept.
const key =
  meta && globalThis.crypto?.subtle
    ? crypto.subtle.importKey("raw", bytesOf(meta.content), "AES-GCM", false, ["encrypt", "decrypt"])
    : null;

export const canKeep = key !== null;

/** @param {string} name  @param {unknown} value */
export const keep = async (name, value) => {
  if (!key) return false;
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const extra = new TextEncoder().encode(name);
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: extra },
    await key,
    plain,
  );
  try {
    sessionStorage.setItem(PREFIX + name, `${textOf(nonce)}.${textOf(new Uint8Array(sealed))}`);
    return true;
  } catch {
    return false; // storage is full or switched off
  }
};

/** What was kept, or null: nothing there, or another person's. @param {string} name */
export const kept = async (name) => {
  try {
    const stored = sessionStorage.getItem(PREFIX + name);
    if (!stored || !key) return null;
    const [nonce, sealed] = stored.split(".").map(bytesOf);
    const extra = new TextEncoder().encode(name);
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: nonce, additionalData: extra },
      await key,
      sealed,
    );
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
};

/** @param {string} name */
export const drop = (name) => {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // then there was nothing
  }
};
