// Reads a pack's square code with the camera, where the browser can; a hand scanner
// needs none of this: it types into the field and presses Enter.
// @ts-check

const FORMATS = ["data_matrix", "qr_code", "code_128", "ean_13"];
const EVERY_MS = 250;

/** @param {string} text  @returns {HTMLButtonElement} */
const button = (text) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  return made;
};

/** @param {HTMLInputElement} field  @param {any} detector */
const offer = (field, detector) => {
  const start = button("Use the camera");
  const view = document.createElement("video");
  view.className = "scan-view";
  view.muted = true;
  view.playsInline = true;
  view.hidden = true;
  /** @type {MediaStream | null} */
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    view.hidden = true;
    start.textContent = "Use the camera";
  };

  const look = async () => {
    if (!stream) return;
    const found = await detector.detect(view).catch(() => []);
    if (found.length) {
      field.value = found[0].rawValue;
      stop();
      field.focus();
      return;
    }
    setTimeout(look, EVERY_MS);
  };

  start.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      start.textContent = "The camera is not open to this page";
      start.disabled = true;
      return;
    }
    view.srcObject = stream;
    view.hidden = false;
    start.textContent = "Stop the camera";
    await view.play();
    look();
  });
  field.after(start, view);
};

const prepare = async () => {
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  if (!Detector || !navigator.mediaDevices?.getUserMedia) return;
  const known = await Detector.getSupportedFormats().catch(() => []);
  const formats = FORMATS.filter((one) => known.includes(one));
  if (!formats.includes("data_matrix")) return;
  const detector = new Detector({ formats });
  for (const field of document.querySelectorAll("input[data-scan]")) {
    offer(/** @type {HTMLInputElement} */ (field), detector);
  }
};

prepare();
