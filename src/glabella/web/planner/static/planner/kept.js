// A plan that is only read: choosing pins, sources, zoom and layers.
// @ts-check

import { startSources } from "./sources.js";
import { startZoom } from "./zoom.js";

const stage = document.getElementById("stage");

const showLayers = () => {
  if (!document.querySelector('input[name="layer"]:checked')) return;
  for (const part of stage?.querySelectorAll(".layers") ?? []) {
    if (part.parentElement?.checkVisibility?.() ?? true) part.dispatchEvent(new CustomEvent("layers"));
  }
};

startSources();
if (stage) {
  const applyZoom = startZoom(stage);
  stage.addEventListener("htmx:afterSwap", applyZoom);
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !["view", "layer"].includes(target.name)) return;
    showLayers();
    applyZoom();
  });
}
document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest("[data-print]")) print();
});
