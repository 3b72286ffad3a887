// Says how strong a vial becomes with another volume, while it is typed; the server
// computes it again.
// @ts-check

/** Units in 0.1 mL, without zeros at the end; "" where the volume is none.
 * @param {number} units  @param {number} ml */
export const strength = (units, ml) =>
  units > 0 && ml > 0 ? String(Number((units / ml / 10).toFixed(3))) : "";

const form = document.querySelector("form[data-units]");
const volume = /** @type {HTMLInputElement | null} */ (form?.querySelector("[data-volume]"));
const out = form?.querySelector("[data-strength]");
if (form instanceof HTMLFormElement && volume && out) {
  const units = Number(form.dataset.units);
  const say = () => {
    const found = strength(units, volume.valueAsNumber);
    out.textContent = found ? `${volume.value} mL: ${found} units per 0.1 mL` : "";
  };
  const typed = () => {
    const other = form.querySelector('input[name="mix"][value="other"]');
    if (other instanceof HTMLInputElement && volume.value) other.checked = true;
    say();
  };
  volume.addEventListener("input", typed);
  // Somebody quick has typed before this script came.
  if (volume.value === volume.defaultValue) say();
  else typed();
}
