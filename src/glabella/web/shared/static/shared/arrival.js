// A form that was sent may still meet a dead server or a dead network. Its copy on the tablet goes
// only when a page that answers it has come: the next page of this tab, led to from the form's own.
// @ts-check
import { canKeep, drop, kept } from "./locker.js";

const SENT = "glabella-sent";
const FIRST_FAULT = 400;

/** Remember in this tab what was sent. @param {string} name  @param {IDBValidKey[]} taken */
export const setOff = (name, taken) => {
  if (!canKeep) return;
  sessionStorage.setItem(SENT, JSON.stringify({ from: location.pathname, name, taken }));
};

const isAnswerTo = (/** @type {string} */ from) => {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (
    performance.getEntriesByType("navigation")
  );
  if (!visit || visit.type === "back_forward" || !document.referrer) return false;
  const isFault = (visit.responseStatus ?? 0) >= FIRST_FAULT;
  return !isFault && new URL(document.referrer).pathname === from;
};

const look = async () => {
  const told = canKeep ? sessionStorage.getItem(SENT) : null;
  if (!told) return;
  sessionStorage.removeItem(SENT);
  const { from, name, taken } = JSON.parse(told);
  if (!isAnswerTo(from)) return;
  const copy = await kept(name);
  await drop(name, copy ? [copy.id, ...taken] : taken);
};

/** Settled once what has arrived is dropped. */
export const arrived = look().catch(() => undefined);
