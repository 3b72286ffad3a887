// Keys: / finds a patient, g and a letter goes to a screen, ? lists them all. They never act
// in a field, beside a modifier key or under a dialog, and can be switched off (WCAG 2.1.4).
// @ts-check

const STORED = "glabella-keys";
const WAIT_MS = 1500;

const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys-help"));
const openers = document.querySelectorAll("[data-keys-open]");

const isOn = () => {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage may be switched off; then the keys stay on for this page
  }
};

const remember = (/** @type {boolean} */ on) => {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, "off");
  } catch {
    // the choice then lasts for this page
  }
};

let on = isOn();

/** @param {EventTarget | null} target */
export const takesText = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"));

/** The key as a shortcut, or "" where it belongs to something else. @param {KeyboardEvent} event */
export const shortcutOf = (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return "";
  if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return "";
  return event.key.length === 1 ? event.key.toLowerCase() : "";
};

const showHelp = () => {
  if (!help || help.open) return;
  const choice = /** @type {HTMLInputElement | null} */ (help.querySelector("[data-keys-switch]"));
  if (choice) choice.checked = on;
  help.showModal();
};

const find = () => {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search-box]"));
  box?.focus();
  box?.select();
  return Boolean(box);
};

/** @param {string} letter */
const go = (letter) => {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-go]"));
  const link = [...links].find((each) => each.dataset.go === letter);
  if (link) location.assign(link.href);
  return Boolean(link);
};

let goUntil = 0;

document.addEventListener("keydown", (event) => {
  const key = shortcutOf(event);
  if (!key || !on || document.querySelector("dialog[open]")) return;
  const going = event.timeStamp < goUntil;
  goUntil = !going && key === "g" ? event.timeStamp + WAIT_MS : 0;
  let done = false;
  if (going) done = go(key);
  else if (key === "/") done = find();
  else if (key === "?") {
    showHelp();
    done = true;
  }
  if (done) event.preventDefault();
});

if (help) {
  help.querySelector("[data-keys-switch]")?.addEventListener("change", (event) => {
    on = /** @type {HTMLInputElement} */ (event.target).checked;
    remember(on);
  });
  for (const opener of openers) {
    /** @type {HTMLElement} */ (opener).hidden = false;
    opener.addEventListener("click", showHelp);
  }
}
