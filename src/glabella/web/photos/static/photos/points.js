// Named points on a picture, one after the other. Pure: no document.
// @ts-check

/** A point is [across, down] as shares of the picture, null where it was left out.
 * @typedef {[number, number] | null} Tapped */

/** @param {number} value */
const share = (value) => Math.min(1, Math.max(0, Math.round(value * 1e5) / 1e5));

/** @param {Tapped[]} points @param {number} most @param {number} x @param {number} y */
export const added = (points, most, x, y) =>
  points.length >= most ? points : [...points, /** @type {Tapped} */ ([share(x), share(y)])];

/** @param {Tapped[]} points @param {number} most @returns {Tapped[]} */
export const skipped = (points, most) => (points.length >= most ? points : [...points, null]);

/** @param {Tapped[]} points @param {number} n @param {number} x @param {number} y @returns {Tapped[]} */
export const put = (points, n, x, y) =>
  points.map((point, index) => (index === n ? [share(x), share(y)] : point));

/** The point under a finger, so that it can be moved; -1 if there is none.
 * @param {Tapped[]} points @param {[number, number]} at shares @param {[number, number]} size px on the screen
 * @param {number} reach px */
export const under = (points, at, size, reach) => {
  const far = points.map((point) =>
    point ? Math.hypot((point[0] - at[0]) * size[0], (point[1] - at[1]) * size[1]) : Infinity,
  );
  const nearest = far.indexOf(Math.min(...far));
  return far[nearest] <= reach ? nearest : -1;
};

/** What the server is sent: by name where points have names, else in order.
 * @param {Tapped[]} points @param {string[]} keys */
export const told = (points, keys) =>
  keys.every((key) => key)
    ? Object.fromEntries(
        points.flatMap((point, n) => (point ? [[keys[n], point]] : [])),
      )
    : points;

/** @param {Tapped[]} points */
export const set = (points) => points.filter((point) => point).length;
