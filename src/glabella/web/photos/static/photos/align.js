// Laying one picture over another by points: turn, move and resize, never stretch.
// Pure: no document. Points are [x, y] in pixels of each picture.
// @ts-check

/** @typedef {[number, number]} Point */
/** x' = a x - b y + e; y' = b x + a y + f @typedef {{a: number, b: number, e: number, f: number}} Similarity */

/** @param {Point[]} points @returns {Point} */
const middle = (points) => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

/** The similarity of least squares that brings `from` onto `to`; null if they carry none.
 * @param {Point[]} from @param {Point[]} to @returns {Similarity | null} */
export const similarity = (from, to) => {
  if (from.length !== to.length || from.length < 2) return null;
  const [fx, fy] = middle(from);
  const [tx, ty] = middle(to);
  let along = 0;
  let across = 0;
  let spread = 0;
  from.forEach(([x, y], n) => {
    const [u, v] = [x - fx, y - fy];
    const [p, q] = [to[n][0] - tx, to[n][1] - ty];
    along += u * p + v * q;
    across += u * q - v * p;
    spread += u * u + v * v;
  });
  if (!(spread > 0) || !(Math.hypot(along, across) > 0)) return null;
  const [a, b] = [along / spread, across / spread];
  return { a, b, e: tx - a * fx + b * fy, f: ty - b * fx - a * fy };
};

/** @param {Similarity} map @param {Point} point @returns {Point} */
export const moved = ({ a, b, e, f }, [x, y]) => [a * x - b * y + e, b * x + a * y + f];

/** How far the points are apart once laid over each other, as a share of their spread.
 * @param {Similarity} map @param {Point[]} from @param {Point[]} to */
export const misfit = (map, from, to) => {
  const [tx, ty] = middle(to);
  const off = from.map((point, n) => {
    const [x, y] = moved(map, point);
    return (x - to[n][0]) ** 2 + (y - to[n][1]) ** 2;
  });
  const size = to.map(([x, y]) => (x - tx) ** 2 + (y - ty) ** 2);
  const sum = (/** @type {number[]} */ values) => values.reduce((all, one) => all + one, 0);
  return Math.sqrt(sum(off) / sum(size));
};

/** The same map after both pictures are shown `scale` times as large as `to` has pixels.
 * @param {Similarity} map @param {number} scale @returns {Similarity} */
export const scaled = ({ a, b, e, f }, scale) => ({
  a: a * scale,
  b: b * scale,
  e: e * scale,
  f: f * scale,
});

/** @param {Similarity} map */
export const css = ({ a, b, e, f }) =>
  `matrix(${[a, b, -b, a, e, f].map((one) => one.toFixed(6)).join(", ")})`;

/** Without points: the whole of one picture in the middle of the other.
 * @param {Point} from its width and height @param {Point} to @returns {Similarity} */
export const contained = ([fw, fh], [tw, th]) => {
  const a = Math.min(tw / fw, th / fh);
  return { a, b: 0, e: (tw - a * fw) / 2, f: (th - a * fh) / 2 };
};
