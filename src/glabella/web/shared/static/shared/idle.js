// Says a minute before the server signs this person off for being idle, so that nothing is lost.
// Typing, tapping and scrolling count as work: then the server is told, and nobody is asked.
// @ts-check

const WARN_MS = 60_000;
const RECENT_MS = 120_000;
const CHANNEL = "glabella-contact";

const meta = /** @type {HTMLMetaElement | null} */ (
  document.querySelector('meta[name="glabella-idle"]')
);
const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("idle-warning"));

if (meta && dialog && Number(meta.content) > 0) {
  const limit = Number(meta.content) * 1000;
  const alive = meta.dataset.alive ?? "";
  // The server ends a session a little later. A page that came anew before that would itself
  // count as work, and nobody would ever be signed off.
  const grace = Number(meta.dataset.grace) * 1000 || 0;
  const left = dialog.querySelector("[data-idle-left]");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
  let contact = Date.now();
  let work = 0;

  const touched = (/** @type {boolean} */ tell) => {
    contact = Date.now();
    if (dialog.open) dialog.close();
    if (tell) tabs?.postMessage("contact");
  };

  const stay = async () => {
    const token = /** @type {HTMLInputElement | null} */ (
      dialog.querySelector("[name=csrfmiddlewaretoken]")
    );
    try {
      const response = await fetch(alive, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": token?.value ?? "" },
        redirect: "manual",
      });
      if (response.ok) touched(true);
      else if (response.type === "opaqueredirect" || response.status === 401) location.reload();
    } catch {
      // the server cannot be reached: the warning stays, and the copies of forms are kept
    }
  };

  const look = () => {
    const remaining = limit - (Date.now() - contact);
    if (remaining <= -grace) {
      // The server signs off by itself; this page must not go on showing a record.
      location.reload();
      return;
    }
    if (remaining > Math.min(WARN_MS, limit / 2)) return;
    const seconds = Math.max(Math.ceil(remaining / 1000), 0);
    if (left) left.textContent = `${seconds} seconds`;
    if (dialog.open) return;
    document.dispatchEvent(new CustomEvent("glabella:save-now"));
    if (alive && work > contact && Date.now() - work < Math.min(RECENT_MS, limit / 2)) {
      work = 0;
      void stay();
    } else dialog.showModal();
  };

  for (const sign of ["keydown", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(sign, () => (work = Date.now()), { passive: true, capture: true });
  }
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const detail = /** @type {CustomEvent} */ (event).detail;
    const background = detail.requestConfig?.headers?.["X-Glabella-Background"];
    if (detail.successful && !background) touched(true);
  });
  document.addEventListener("glabella:contact", () => touched(true));
  tabs?.addEventListener("message", () => touched(false));
  tabs?.postMessage("contact"); // this very page was a request of its own
  dialog.querySelector("[data-idle-stay]")?.addEventListener("click", () => void stay());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape is an answer too: somebody is here
    void stay();
  });
  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
}
