// Where a visit stands while it is moved, in steps of five minutes; no page needed.
// @ts-check

export const STEP_MINUTES = 5;
const MINUTE = 60_000;

/** @typedef {{lane: number, first: number}} Place  a column by its number, and the step in it */

/** The place after some steps down and some columns on; it stays inside the board.
 * @param {Place} place  @param {number} down  @param {number} across
 * @param {number[]} lanes  the steps that each column has  @param {number} long */
export const moved = (place, down, across, lanes, long) => {
  const lane = Math.min(Math.max(place.lane + across, 0), lanes.length - 1);
  const last = Math.max(lanes[lane] - long, 0);
  return { lane, first: Math.min(Math.max(place.first + down, 0), last) };
};

/** Whole steps that a distance comes to. @param {number} pixels  @param {number} step  height of one */
export const steps = (pixels, step) => Math.round(pixels / step);

/** The instant of a step of a column. @param {string} start  ISO instant of its top  @param {number} first */
export const instant = (start, first) =>
  new Date(Date.parse(start) + first * STEP_MINUTES * MINUTE).toISOString();

/** The time on the clinic's clock, whatever the clock of this device. @param {string} iso  @param {string} zone */
export const clock = (iso, zone) =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(iso));

/** What an arrow key does: steps down, columns on. @type {Record<string, [number, number]>} */
export const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
