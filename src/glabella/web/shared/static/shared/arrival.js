// A form that was sent may still meet a dead server or a dead network. Its copy on the tablet goes
// only when a page that answers it has come: the next page of this tab, led to from the form's own.
// @ts-check
import { canKeep, drop } from "./locker.js";

const SENT = "glabella-sent";
const FIRST_FAULT = 400;

/** Remember in this tab what was sent, and its copies. @param {string} name  @param {IDBValidKey[]} copies */
export const setOff = (name, copies) => {
  if (!canKeep) return;
  sessionStorage.setItem(SENT, JSON.stringify({ from: location.pathname, name, copies }));
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
  const { from, name, copies, hasArrived } = JSON.parse(told);
  const marked = JSON.stringify({ from, name, copies, hasArrived: true });
  const isMet = hasArrived || isAnswerTo(from);
  if (isMet) {
    // The next click may come before the copies are gone: then the page after this one drops them.
    sessionStorage.setItem(SENT, marked);
    await drop(name, copies);
  }
  const isSame = sessionStorage.getItem(SENT) === (isMet ? marked : told);
  if (isSame) sessionStorage.removeItem(SENT); // else another form was sent meanwhile
};

/** Settled once what has arrived is dropped. */
export const arrived = look().catch(() => undefined);
