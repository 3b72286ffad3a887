// The forecasts: asked for after every plan, never left beside a plan that they are not of.
// @ts-check

const asker = document.getElementById("reforecast");
/* One request at a time; an answer that a newer plan overtook is not shown. */
let asking = false;
let again = false;

/** Asks for the forecasts of the plan as it stands now. */
export const askForecasts = () => {
  again = asking;
  if (!asking) asker?.dispatchEvent(new CustomEvent("reforecast"));
};

const failed = () => {
  const told = document.getElementById("forecast-failed");
  if (!(told instanceof HTMLTemplateElement)) return;
  for (const slot of document.querySelectorAll(".forecast")) {
    slot.replaceChildren(told.content.cloneNode(true));
  }
};

/** @param {(part: Element) => void} arrived  called with each part that was replaced */
export const startForecasts = (arrived) => {
  asker?.addEventListener("htmx:beforeRequest", () => {
    asking = true;
  });
  asker?.addEventListener("htmx:beforeSwap", (event) => {
    if (again) /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
  });
  asker?.addEventListener("htmx:afterRequest", () => {
    asking = false;
    if (again) askForecasts();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    asker?.addEventListener(name, failed);
  }
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    const { target } = /** @type {CustomEvent} */ (event).detail;
    if (target instanceof Element) arrived(target);
  });
};
