// Undo and redo over what was changed by hand: pure values, nothing of the page.
// @ts-check

/**
 * Texts of the fields by name, only where they differ from the proposal.
 * @typedef {Readonly<Record<string, string>>} Snapshot
 */
/** @typedef {{past: Snapshot[], now: Snapshot, future: Snapshot[]}} History */

const MOST = 100;

/** @param {Snapshot} now @returns {History} */
export const begun = (now) => ({ past: [], now, future: [] });

/** @param {Snapshot} a @param {Snapshot} b */
export const same = (a, b) => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
};

/** A change by hand. @param {History} history @param {Snapshot} now @returns {History} */
export const recorded = (history, now) =>
  same(history.now, now)
    ? history
    : { past: [...history.past, history.now].slice(-MOST), now, future: [] };

/**
 * The same change in the server's words: a dropped pin comes back as a point.
 * @param {History} history @param {Snapshot} now @returns {History}
 */
export const settled = (history, now) => ({ ...history, now });

/** @param {History} history @returns {History} */
export const undone = (history) => {
  const now = history.past.at(-1);
  if (now === undefined) return history;
  return { past: history.past.slice(0, -1), now, future: [history.now, ...history.future] };
};

/** @param {History} history @returns {History} */
export const redone = (history) => {
  const [now, ...future] = history.future;
  if (now === undefined) return history;
  return { past: [...history.past, history.now], now, future };
};
