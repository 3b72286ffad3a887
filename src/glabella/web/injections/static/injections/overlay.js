// What the screen shows before the server has answered: its last word, with the taps that wait laid over.
// Pure: the server alone decides how the record stands; this is only what a person sees meanwhile.
// @ts-check

/** @typedef {{key: string, number: number, area: string, area_name: string, name: string, units: string, planned_units: string, depth: string, reason: string, state: string, state_word?: string, departure: string, vial_label: string, also?: string, entry: string, entries?: string[], conflict: boolean, moved?: boolean, waits?: boolean}} Site */
/** @typedef {{key: string, given: string, planned: string}} Total */
/** @typedef {{session: string, status: string, number: number, has_conflict: boolean, sites: Site[], vial: {id: string, label: string}, totals: Total[], ceilings: {key: string, text: string, over: boolean}[], checks: Record<string, string>, reactions: {text: string}[], notes: {text: string}[], short: string[][], to_draw: string, missing: string[], stopped: string, waits?: boolean}} State */
/** @typedef {{id: string, kind: string, content: Record<string, any>}} Entry */

/** A number without trailing zeros: "4", "2.5". @param {number} value */
export const plain = (value) => String(Math.round(value * 100) / 100);

const WORDS = { check: "step", reaction: "reaction" };

/** @param {Site} site @param {Entry} entry @returns {Site} */
const siteAfter = (site, { id, kind, content }) => {
  const next = { ...site, waits: true, entry: id, entries: [id] };
  if (kind === "give" || (kind === "give_all" && site.state === "open")) return { ...next, state: "given" };
  if (kind === "give_all") return site;
  if (kind === "skip") return { ...next, state: "skipped", reason: content.reason };
  if (kind === "change")
    return {
      ...next,
      units: content.units ? plain(Number(content.units)) : site.units,
      depth: content.depth || site.depth,
      reason: content.reason,
      moved: site.moved || Boolean(content.place || content.point),
    };
  // How an undo or a choice turns out only the server knows: until then it just waits.
  return { ...next, entry: site.entry, entries: site.entries };
};

/** @param {Entry} entry @param {Site} site */
const concerns = ({ kind, content }, site) =>
  content.site === site.key ||
  (kind === "give_all" && content.sites.includes(site.key)) ||
  // Two hands that entered the same stand as one: an undo names either of them.
  (kind === "undo" && (site.entries ?? [site.entry]).includes(content.of));

/** @param {Entry} entry @returns {Site} */
const added = ({ id, content }) => ({
  key: content.site,
  number: 0,
  area: content.area,
  area_name: "",
  name: `added site, ${{ R: "right", L: "left", M: "midline" }[/** @type {"R"|"L"|"M"} */ (content.side)] ?? ""}`,
  units: plain(Number(content.units)),
  planned_units: "",
  depth: content.depth ?? "",
  reason: content.reason,
  state: "given",
  departure: "not in the plan",
  vial_label: "",
  entry: id,
  conflict: false,
  waits: true,
});

/** @param {State} state @param {Entry} entry @returns {State} */
const after = (state, entry) => {
  const { kind, content } = entry;
  const waits = { ...state, waits: true };
  if (kind === "add") {
    // The server may have it already, and only its answer got lost: no unit counts twice.
    const isThere = state.sites.some(({ key }) => key === content.site);
    return isThere ? waits : { ...waits, sites: [...state.sites, added(entry)] };
  }
  if (kind === "note") return { ...waits, notes: [...state.notes, { text: content.text }] };
  if (kind === "reaction")
    return { ...waits, reactions: [...state.reactions, { text: [content.reaction, content.note].filter(Boolean).join(" ") }] };
  if (kind === "check") return { ...waits, checks: { ...state.checks, [content[WORDS.check]]: content.answer } };
  if (kind === "vial" && !content.site && content.lot) return { ...waits, vial: { id: "", label: content.lot } };
  return { ...waits, sites: state.sites.map((site) => (concerns(entry, site) ? siteAfter(site, entry) : site)) };
};

/** Units given, by the sites' rows. @param {Site[]} sites */
const given = (sites) =>
  plain(sites.filter((site) => site.state === "given").reduce((sum, site) => sum + Number(site.units), 0));

/** @param {State} state @returns {Total[]} */
const totals = (state) =>
  state.totals.map((total) => {
    if (total.key === "all") return { ...total, given: given(state.sites) };
    const area = total.key.replace(/^area-/u, "");
    if (area === total.key) return total;
    return { ...total, given: given(state.sites.filter((site) => site.area === area)) };
  });

/** @param {State} state  what the server last told @param {Entry[]} pending  in order @returns {State} */
export const overlay = (state, pending) => {
  if (!pending.length) return state;
  const shown = pending.reduce(after, state);
  return { ...shown, totals: totals(shown) };
};
