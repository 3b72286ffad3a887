"""A plan in plain words for the patient: what, where, what to expect; no dose.

A dose is the professional's: no number of units, volume or strength stands here, and
nothing is advice. The range of what to expect is that of the forecast.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from glabella.core.planner.model import Line, Plan
from glabella.drawing.outlook import Outlook, at, in_ten, window
from glabella.evidence import catalogue
from glabella.printing.forecasts import Outlooks
from glabella.printing.pdf import fonts_for
from glabella.printing.sheet import day_text

__all__ = [
    "PlainArea",
    "PlainSummary",
    "SideEffect",
    "SourceLine",
    "source_line",
    "summary_of",
    "summary_pdf",
]

_TEMPLATE = Path(__file__).parent / "summary.typ"
_BROW = {"glabella", "forehead", "brow_lift", "hh_forehead", "micro_upper", "migraine"}
_EYE = _BROW | {"crows_feet", "infraorbital"}
_JAW = {"masseter_slim", "masseter_brux", "parotid"}
_MOUTH = {
    *("lip_flip", "perioral", "gummy", "dao", "chin", "bunny", "platysma"),
    *("micro_lower", *_JAW),
}
_NECK = {"platysma", "micro_lower", "trapezius", "migraine"}
_PLAIN: tuple[tuple[str, str, frozenset[str] | None, str], ...] = (
    (
        "bruise, swelling, pain",
        "A bruise, swelling or soreness where the needle went in",
        None,
        "injection site bruising",
    ),
    ("headache", "A headache", None, "headache"),
    (
        "upper-lid ptosis",
        "An upper eyelid that hangs lower",
        frozenset(_EYE),
        "eyelid ptosis",
    ),
    (
        "brow ptosis",
        "Brows that feel heavy or sit lower",
        frozenset(_BROW),
        "eyebrow ptosis",
    ),
    (
        "Spock brow, lateral lift",
        "Outer brows that rise too high",
        frozenset(_BROW),
        "",
    ),
    (
        "double vision, dry eye, ectropion",
        "Double vision, a dry eye, or a lower lid that turns outwards",
        frozenset({"crows_feet", "infraorbital"}),
        "",
    ),
    (
        "uneven smile or lip, drooling, speech",
        "An uneven smile or lip, trouble with drinking or some sounds",
        frozenset(_MOUTH),
        "",
    ),
    (
        "weak chewing, bulge, sunken cheek",
        "Weaker chewing, a bulge on clenching, or a hollow cheek",
        frozenset(_JAW),
        "",
    ),
    (
        "trouble swallowing, hoarseness, weak neck",
        "Trouble with swallowing, a hoarse voice, or a weak neck",
        frozenset(_NECK),
        "",
    ),
    (
        "distant spread, like botulism",
        "Rarely: weakness elsewhere, trouble swallowing or breathing. Get help at once",
        None,
        "",
    ),
    (
        "allergy, anaphylaxis",
        "Rarely: an allergic reaction. Get medical help at once",
        None,
        "",
    ),
    (
        "loss of effect, neutralising antibodies",
        "After many treatments it may work less well",
        None,
        "",
    ),
)
"""(event of the evidence, plain words, areas or None for all, term of its rates)."""

_TECHNIQUES = {
    "standard": "A usual treatment of the whole area",
    "baby": "A lighter treatment that keeps more movement",
    "skin": "Many tiny points in the skin, for its texture",
}
_SUITS = {"yes": "would suit you", "maybe": "may suit you", "no": "suits you less"}
_NOTHING = (
    "No treatment at all, or waiting: the lines change slowly, and you can decide "
    "at any later time"
)
_OTHER = (
    "Other ways: care of the skin, treatment with light, peeling or fillers; ask us "
    "what they can do for what you wish"
)
_SEEN_DAY = 28
"""Four weeks after the treatment, when trials look at the result."""


@dataclass(frozen=True, slots=True)
class PlainArea:
    """One area in plain words: what is treated, where, and what to expect."""

    name: str
    where: str
    expect: tuple[str, ...]
    off_label: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideEffect:
    """What may go wrong, when it comes and how long it stays."""

    text: str
    begins: str
    lasts: str
    often: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One document behind the summary."""

    key: str
    title: str
    address: str
    grade: str


@dataclass(frozen=True, slots=True)
class PlainSummary:
    """Everything that a patient is given to read."""

    product: str
    jurisdiction: str
    on: str
    on_iso: str
    technique: str
    areas: tuple[PlainArea, ...]
    off_label: str
    side_effects: tuple[SideEffect, ...]
    alternatives: tuple[str, ...]
    next_on: str
    sentence: str
    sources: tuple[SourceLine, ...]


def summary_of(plan: Plan, outlooks: Outlooks) -> PlainSummary:
    """The summary of a plan that is not blocked; ``outlooks`` by area."""
    areas = tuple(_area(line, outlooks.get(line.area)) for line in plan.lines)
    effects = tuple(_side_effects(plan))
    off = [area for area in areas if area.off_label]
    keys = dict.fromkeys(
        (
            *(key for area in areas for key in area.sources),
            *(key for effect in effects for key in effect.sources),
        )
    )
    following = plan.next_treatment
    return PlainSummary(
        product=plan.product_name,
        jurisdiction=plan.case.jurisdiction,
        on=day_text(plan.case.on),
        on_iso=plan.case.on.isoformat(),
        technique=_techniques(plan),
        areas=areas,
        off_label=_off_label(off, plan),
        side_effects=effects,
        alternatives=(*_alternatives(plan), _NOTHING, _OTHER),
        next_on=day_text(following.not_before) if following else "",
        sentence="These are results of groups of people in trials; yours may differ.",
        sources=tuple(source_line(key) for key in keys),
    )


def _area(line: Line, outlook: Outlook | None) -> PlainArea:
    file = catalogue.area_values(line.area)
    return PlainArea(
        name=file.plain_name,
        where=_where(line),
        expect=tuple(_expect(outlook)),
        off_label=line.label_status != "approved",
        sources=outlook.sources if outlook else line.sources[:3],
    )


def _where(line: Line) -> str:
    """How many points, and on which sides; never how much goes in."""
    count = len(line.sites)
    droplets = sum(site.site.droplets for site in line.sites)
    sides = {site.site.side for site in line.sites}
    both = "on both sides" if {"R", "L"} <= sides else "in the middle"
    if "R" in sides and "L" not in sides:
        both = "on the right"
    if "L" in sides and "R" not in sides:
        both = "on the left"
    if droplets:
        return f"about {droplets} tiny points in the skin, {both}"
    return f"{count} point{'' if count == 1 else 's'}, {both}"


def _expect(outlook: Outlook | None) -> Iterator[str]:
    if outlook is None or not outlook.has_curve:
        reason = outlook.reason if outlook else "it was not worked out"
        yield f"No forecast: {reason}"
        return
    for moment, words in (
        (outlook.onset, "First change"),
        (outlook.gone, "Gone again"),
    ):
        if (
            moment is not None
            and moment.low50 is not None
            and moment.high50 is not None
        ):
            span = window(moment.low50, moment.high50)
            yield f"{words}: {span}, for half of people"
    if outlook.chance:
        share = in_ten(at(outlook.days, outlook.chance, _SEEN_DAY))
        yield f"After 4 weeks no or only mild lines: {share} people"
    mild = outlook.weeks_mild
    if mild is not None and mild.low50 is not None and mild.high50 is not None:
        yield f"No or only mild lines for {mild.low50:.0f} to {mild.high50:.0f} weeks, for half of people"


def _off_label(off: list[PlainArea], plan: Plan) -> str:
    if not off:
        return ""
    names = ", ".join(area.name.lower() for area in off)
    return (
        f"Off label: the product's approved text ({plan.case.jurisdiction}) does not "
        f"cover it as planned for: {names}. Doctors may use a medicine so when they "
        "judge it right; what is known is then less certain. Ask us."
    )


def _techniques(plan: Plan) -> str:
    used = dict.fromkeys(line.technique for line in plan.lines)
    return "; ".join(_TECHNIQUES[one] for one in used)


def _alternatives(plan: Plan) -> Iterator[str]:
    used = {line.technique for line in plan.lines}
    for fit in plan.suitability:
        if fit.technique not in used:
            yield f"{_TECHNIQUES[fit.technique]}: {_SUITS[fit.suits]}"


def _side_effects(plan: Plan) -> Iterator[SideEffect]:
    known = _events()
    planned = {line.area for line in plan.lines}
    for event, text, areas, term in _PLAIN:
        if areas is not None and not areas & planned:
            continue
        told, sources = known[event]
        often, more = _often(plan, term)
        yield SideEffect(
            text=text,
            begins=told["onset"],
            lasts=told["lasts"],
            often=often,
            sources=tuple(dict.fromkeys((*sources, *more))),
        )


def _events() -> Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]]:
    return {
        table["event"]: (table, value.sources)
        for value in catalogue.values("adverse_events")
        if value.key == "adverse_event"
        and (table := cast("Mapping[str, str]", value.value))
    }


def _often(plan: Plan, term: str) -> tuple[str, tuple[str, ...]]:
    """How often in trials of this product and area, beside placebo; empty if unread."""
    if not term:
        return "", ()
    areas = {line.area for line in plan.lines}
    for value in catalogue.values("adverse_reaction_rates"):
        table = cast("Mapping[str, Any]", value.value)
        if value.area not in areas or value.basis != "read":
            continue
        rows = [
            row
            for row in table.get("rows", ())
            if row["product"] == plan.case.product and row["term"].startswith(term)
        ]
        treated = [row for row in rows if row["arm"] != "placebo"]
        placebo = [row for row in rows if row["arm"] == "placebo"]
        if treated:
            name = catalogue.area_values(value.area).plain_name.lower()
            text = f"{treated[0]['percent']:g} % of people in trials ({name})"
            if placebo:
                text += f"; without the medicine {placebo[0]['percent']:g} %"
            return text, value.sources
    return "", ()


def source_line(key: str) -> SourceLine:
    """The document of a key, as a patient's paper names it."""
    source = catalogue.source(key)
    return SourceLine(key, source.title, source.address, source.grade)


def summary_pdf(
    told: PlainSummary, *, clinic: str, patient: str = "", note: str = ""
) -> bytes:
    """The summary as PDF; ``note`` heads the page. The file's title names nobody.

    Nothing of it is written to a file on the way.
    """
    from typst import compile as set_pages  # noqa: PLC0415  only who prints loads it

    data = {**asdict(told), "clinic": clinic, "patient": patient, "made_up": note}
    return set_pages(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=fonts_for(data),
        sys_inputs={"summary": json.dumps(data)},
    )
