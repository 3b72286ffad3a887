// Places in a picture: pure functions over cm and pixels.
// @ts-check

/** @typedef {{x: number, y: number}} Spot */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @param {string} text  the value of a viewBox  @returns {Box} */
export const boxOf = (text) => {
  const [x, y, width, height] = text.split(/[\s,]+/).map(Number);
  return { x, y, width, height };
};

/** @param {Box} box */
export const boxText = (box) =>
  [box.x, box.y, box.width, box.height].map((part) => part.toFixed(3)).join(" ");

/**
 * From a place in the window to cm of the picture. The picture is fitted into its
 * frame without distortion and centred, as SVG does by itself.
 * @param {Spot} client @param {Box} frame  in px @param {Box} box  in cm
 * @returns {Spot}
 */
export const toPicture = (client, frame, box) => {
  const scale = Math.min(frame.width / box.width, frame.height / box.height);
  const left = frame.x + (frame.width - box.width * scale) / 2;
  const top = frame.y + (frame.height - box.height * scale) / 2;
  return { x: box.x + (client.x - left) / scale, y: box.y + (client.y - top) / scale };
};

/** @param {Spot} a @param {Spot} b */
export const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * The item nearest to a place, if it is near enough.
 * @template T
 * @param {{spot: Spot, item: T}[]} items @param {Spot} place @param {number} within
 * @returns {T | null}
 */
export const nearest = (items, place, within) => {
  let best = null;
  let least = within;
  for (const { spot, item } of items) {
    const distance = apart(spot, place);
    if (distance <= least) {
      least = distance;
      best = item;
    }
  }
  return best;
};

/**
 * A box drawn closer around a place, or farther, inside the whole picture.
 * @param {Box} box @param {number} factor  above 1: closer
 * @param {Spot} around @param {Box} home  the box that is shown at first
 * @param {number} most  the closest factor against home
 * @returns {Box}
 */
export const zoomed = (box, factor, around, home, most) => {
  const width = Math.min(home.width, Math.max(home.width / most, box.width / factor));
  const height = (width * home.height) / home.width;
  return held({ x: around.x - width / 2, y: around.y - height / 2, width, height }, home);
};

/** A box moved so that it does not leave home. @param {Box} box @param {Box} home */
export const held = (box, home) => ({
  ...box,
  x: Math.min(Math.max(box.x, home.x), home.x + home.width - box.width),
  y: Math.min(Math.max(box.y, home.y), home.y + home.height - box.height),
});

/**
 * Units after one step up or down: on the product's steps and never below 0.
 * @param {number} units @param {number} step @param {1 | -1} direction
 */
export const stepped = (units, step, direction) => {
  const steps = units / step;
  const near = Math.round(steps);
  const on = Math.abs(steps - near) < 1e-9;
  const next = on
    ? near + direction
    : direction > 0
      ? Math.ceil(steps)
      : Math.floor(steps);
  return Number((Math.max(0, next) * step).toFixed(4));
};

/**
 * Where a card fits beside what it explains, inside the window.
 * @param {Box} anchor @param {{width: number, height: number}} card
 * @param {{width: number, height: number}} view
 * @returns {Spot}
 */
export const beside = (anchor, card, view) => {
  const gap = 8;
  const below = anchor.y + anchor.height + gap;
  const above = anchor.y - gap - card.height;
  const y = below + card.height <= view.height || above < 0 ? below : above;
  const x = anchor.x + anchor.width / 2 - card.width / 2;
  return {
    x: Math.max(gap, Math.min(x, view.width - card.width - gap)),
    y: Math.max(gap, Math.min(y, view.height - card.height - gap)),
  };
};
