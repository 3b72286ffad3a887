// Says how it stands between this tablet and the server, in one line, and what was refused.
// @ts-check

/** @typedef {{line: string, tone: string, signIn: string, refused: {id: string, message: string, words: string, needsReason?: boolean}[]}} Change */
/** @typedef {{count: number, outcome: string, busy: boolean, keeps: boolean, refused: number, message: string}} Standing */

const NO_NETWORK = "No network. Go on: taps are kept on this tablet and sent when it is back.";
const WORDS = { good: "Saved", info: "Sending", caution: "Waiting", block: "Not recorded" };

/** @param {number} count */
const taps = (count) => (count === 1 ? "1 tap" : `${count} taps`);
/** @param {number} count */
const tapsWait = (count) => (count === 1 ? "1 tap waits" : `${count} taps wait`);

/** Pure: the line and how loud it is. @param {Standing} now @returns {[string, string]} */
export const words = (now) => {
  const { count, outcome } = now;
  if (!now.keeps && count) {
    return [`This browser keeps nothing: leave the page open, ${tapsWait(count)} to be sent`, "block"];
  }
  if (outcome === "signed-off") {
    return [`Signed off: sign in to ${count ? `send ${taps(count)}` : "go on"}`, "caution"];
  }
  if (outcome === "stopped") {
    const why = now.message || "The server could not take this.";
    return [count ? `${why} ${tapsWait(count)} on this tablet.` : why, "block"];
  }
  if (outcome === "unreachable") {
    return [count ? `${tapsWait(count)} for the network` : NO_NETWORK, "caution"];
  }
  if (count) return [`Sending ${taps(count)}`, "info"];
  if (now.refused) return [`${taps(now.refused)} could not be recorded: see below`, "block"];
  return ["All saved", "good"];
};

/** @param {HTMLElement | null} box  @param {Change} change */
export const drawLine = (box, change) => {
  if (!box) return;
  box.className = `finding connection ${change.tone}`;
  const word = document.createElement("span");
  word.className = "word";
  // The shape shows what the colour says; the word is for those who hear the line.
  const heard = document.createElement("span");
  heard.className = "visually-hidden";
  heard.textContent = WORDS[/** @type {keyof WORDS} */ (change.tone)];
  word.append(heard);
  const rest = document.createElement("span");
  rest.textContent = change.line;
  if (change.signIn) {
    const link = document.createElement("a");
    link.href = change.signIn;
    link.textContent = "Sign in";
    rest.append(" ", link);
  }
  const isNew = box.textContent !== `${word.textContent}${rest.textContent}`;
  if (isNew) box.replaceChildren(word, rest); // else a reader would say it again
};

/** Where somebody says why it was given all the same. */
const reasonField = () => {
  const field = document.createElement("label");
  field.className = "field wide";
  const label = document.createElement("span");
  label.textContent = "If it was given all the same: why";
  const input = document.createElement("input");
  input.required = true;
  input.minLength = 3;
  input.maxLength = 400;
  field.append(label, input);
  return { field, input };
};

/**
 * What the server did not record, with its words; a person decides about each.
 * @param {HTMLElement | null} box  @param {Change["refused"]} refused
 * @param {{dismiss: (id: string) => void, again: (id: string, despite?: string) => void}} acts
 */
export const drawRefused = (box, refused, acts) => {
  if (!box) return;
  box.hidden = !refused.length;
  const shape = JSON.stringify(refused.map(({ id, message }) => [id, message]));
  if (box.dataset.shape === shape) return; // else a reason that is being typed would go
  box.dataset.shape = shape;
  const list = box.querySelector("ul");
  list?.replaceChildren(
    ...refused.map(({ id, message, words: what, needsReason }) => {
      const row = document.createElement("li");
      row.className = "stack";
      const says = document.createElement("p");
      const strong = document.createElement("strong");
      strong.textContent = what;
      says.append(strong, ` ${message}`);
      const buttons = document.createElement("p");
      buttons.className = "row";
      const button = (/** @type {string} */ label, /** @type {() => void} */ act) => {
        const made = document.createElement("button");
        made.type = "button";
        made.className = "button";
        made.textContent = label;
        made.addEventListener("click", act);
        return made;
      };
      const dismiss = button("I have noted it: throw it away", () => acts.dismiss(id));
      if (needsReason) {
        const why = reasonField();
        row.append(says, why.field, buttons);
        const record = () => (why.input.reportValidity() ? acts.again(id, why.input.value) : null);
        buttons.append(button("It was given: record it with this reason", record), dismiss);
      } else {
        row.append(says, buttons);
        buttons.append(button("Try again", () => acts.again(id)), dismiss);
      }
      return row;
    }),
  );
};
