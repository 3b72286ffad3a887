// The camera on the page: the earlier photograph over it, grid, level, shutter by button or space.
// Where there is no camera, or none is allowed, the form for a file below does the same.
// @ts-check

const QUALITY = 0.95;
const LEVEL_DEGREES = 3;
const WANTED = { width: { ideal: 3840 }, height: { ideal: 2880 } };

const box = /** @type {HTMLElement} */ (document.querySelector("[data-camera]"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-take-form]"));
const fileWay = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-file-way]"));
/** @template {Element} T @param {string} name @returns {T} */
const part = (name) => /** @type {T} */ (/** @type {unknown} */ (document.querySelector(`[${name}]`)));
const video = /** @type {HTMLVideoElement} */ (part("data-video"));
const still = /** @type {HTMLCanvasElement} */ (part("data-still"));
const shutter = /** @type {HTMLButtonElement} */ (part("data-shutter"));
const keep = /** @type {HTMLButtonElement} */ (part("data-keep-it"));
const again = /** @type {HTMLButtonElement} */ (part("data-again"));
const pick = /** @type {HTMLSelectElement} */ (part("data-pick"));
const level = /** @type {HTMLElement} */ (part("data-level"));
const ghost = /** @type {HTMLElement | null} */ (document.querySelector("[data-ghost]"));
/** @type {MediaStream | null} */
let stream = null;

/** @param {string} text */
const fault = (text) => {
  part("data-fault-text").textContent = text;
  /** @type {HTMLElement} */ (part("data-fault")).hidden = !text;
};

/** @param {string} text */
const without = (text) => {
  box.hidden = true;
  fileWay.open = true;
  part("data-no-camera-text").textContent = `${text} Send a file instead, or use the tablet's own camera below.`;
  /** @type {HTMLElement} */ (part("data-no-camera")).hidden = false;
};

const stop = () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
};

/** @param {unknown} error */
const why = (error) => {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError")
    return "The browser does not allow this page to use the camera. Allow it in the browser's settings for this site.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "This device has no camera.";
  if (name === "NotReadableError") return "Another program uses the camera.";
  return "The camera could not be started.";
};

const open = async () => {
  stop();
  const chosen = pick.value ? { deviceId: { exact: pick.value } } : { facingMode: "environment" };
  stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, ...chosen } });
  video.srcObject = stream;
  await video.play();
  box.hidden = false;
  fileWay.open = false;
};

const list = async () => {
  const found = (await navigator.mediaDevices.enumerateDevices()).filter(
    (one) => one.kind === "videoinput",
  );
  const inUse = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  pick.replaceChildren(
    ...found.map((one, n) => new Option(one.label || `Camera ${n + 1}`, one.deviceId, false, one.deviceId === inUse)),
  );
  /** @type {HTMLElement} */ (part("data-pick-label")).hidden = found.length < 2;
};

/** @param {boolean} taken */
const showStill = (taken) => {
  still.hidden = !taken;
  video.hidden = taken;
  shutter.hidden = taken;
  keep.hidden = again.hidden = !taken;
  keep.disabled = false;
  (taken ? keep : shutter).focus();
};

const take = () => {
  if (!video.videoWidth) return;
  fault("");
  still.width = video.videoWidth;
  still.height = video.videoHeight;
  still.getContext("2d")?.drawImage(video, 0, 0);
  showStill(true);
};

/** @returns {Promise<Blob | null>} */
const picture = () => new Promise((done) => still.toBlob(done, "image/jpeg", QUALITY));

const send = async () => {
  keep.disabled = true;
  const blob = await picture();
  if (!blob) return fault("The picture could not be made. Take it again.");
  const data = new FormData(form);
  data.set("picture", blob, "camera.jpg");
  try {
    const answer = await fetch(window.location.href, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
    });
    const typed = answer.headers.get("Content-Type")?.startsWith("application/json");
    const told = typed ? await answer.json() : {};
    if (answer.ok && told.next) {
      stop();
      return window.location.assign(told.next);
    }
    fault(told.fault || "The server refused it. Reload this page: you may have been signed off, or consent was withdrawn.");
  } catch {
    fault("The server cannot be reached. The picture is still here: try again in a moment.");
  }
  keep.disabled = false;
};

/** @param {DeviceOrientationEvent} event */
const tilt = (event) => {
  if (event.beta === null || event.gamma === null) return;
  const upright = Math.abs(event.beta) > 45;
  const sideways = Math.round(event.gamma);
  level.hidden = !upright;
  level.textContent =
    Math.abs(sideways) <= LEVEL_DEGREES ? "Level" : `Tilted ${Math.abs(sideways)}° to the ${sideways > 0 ? "right" : "left"}`;
};

shutter.addEventListener("click", take);
again.addEventListener("click", () => showStill(false));
keep.addEventListener("click", send);
pick.addEventListener("change", () => open().catch((error) => without(why(error))));
document.querySelector("[data-opacity]")?.addEventListener("input", (event) => {
  const share = Number(/** @type {HTMLInputElement} */ (event.target).value) / 100;
  if (ghost) ghost.style.opacity = String(share);
});
document.querySelector("[data-grid-on]")?.addEventListener("change", (event) => {
  part("data-grid").toggleAttribute("hidden", !(/** @type {HTMLInputElement} */ (event.target).checked));
});
document.addEventListener("keydown", (event) => {
  const inField = /** @type {HTMLElement} */ (event.target).closest("input, select, textarea, button, summary, a");
  if (event.key !== " " || inField || box.hidden || !still.hidden) return;
  event.preventDefault();
  take();
});
window.addEventListener("deviceorientation", tilt);
window.addEventListener("pagehide", stop);

if (!navigator.mediaDevices?.getUserMedia) {
  without("This browser gives no camera to a page that is not served by HTTPS.");
} else {
  open().then(list, (error) => without(why(error)));
}
