// What a tap is on this tablet: an entry with an id of its own, made here and never made twice.
// @ts-check

const DEVICE = "glabella-device";
const VERSION_4 = 0x40;
const VARIANT = 0x80;

/** @typedef {import("../shared/sending.js").Entry} Entry */

/** A random uuid, also where the browser offers none (a plain address of the clinic's network). */
export const uuid = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | VERSION_4;
  bytes[8] = (bytes[8] & 0x3f) | VARIANT;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
};

/** This browser, by a name that says nothing about it: entries of one never conflict. */
export const device = () => {
  try {
    const known = localStorage.getItem(DEVICE);
    if (known) return known;
    localStorage.setItem(DEVICE, uuid());
    return localStorage.getItem(DEVICE) ?? uuid();
  } catch {
    return uuid();
  }
};

/** @param {string} kind  @param {Record<string, unknown>} content  @param {number} seen  @returns {Entry} */
export const entryOf = (kind, content, seen) => ({
  id: uuid(),
  kind,
  content,
  seen,
  device: device(),
  at: new Date().toISOString(),
});

const KINDS = {
  give: "Given",
  give_all: "Given as planned",
  change: "Changed",
  skip: "Skipped",
  add: "Added",
  undo: "Taken back",
  resolve: "Chosen",
  vial: "Vial chosen",
  draw: "Drawn up",
  check: "Checked",
  reaction: "Reaction",
  note: "Note",
};

/**
 * Pure: an entry in words, for when the server did not take it.
 * @param {Entry} entry  @param {any} state
 */
export const wordsOf = (entry, state) => {
  const { content } = entry;
  const site = state?.sites?.find((/** @type {any} */ one) => one.key === content.site);
  const name = KINDS[/** @type {keyof KINDS} */ (entry.kind)] ?? entry.kind;
  const sites = /** @type {string[] | undefined} */ (content.sites);
  const what = [
    site ? `${site.area_name}, ${site.name}` : content.site,
    sites?.length ? `${sites.length} sites` : "",
    content.units ? `${content.units} units` : "",
    content.step ?? content.reaction,
    content.reason ?? content.text ?? content.note,
  ].filter(Boolean);
  const at = new Date(entry.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `${name}${what.length ? `: ${what.join(", ")}` : ""} (tapped at ${at}).`;
};
