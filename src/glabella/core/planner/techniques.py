"""Which technique suits this person and this wish, and which one is planned."""

from dataclasses import dataclass, replace

from glabella.core.areas import Area
from glabella.core.case import AreaWish, Case, Technique
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Fit, Suitability
from glabella.core.sources import OURS

__all__ = ["Choice", "choose", "suitability", "told_choice"]

YOUNG_ADULT_BELOW = 40
"""Upper end of "20s to 30s", the candidates named in BAB1 and BAB3."""

_LOW_DOSE = ("BAB1", "BAB3", "GAC")
_SKIN = ("PK50", "WU15", "KAN")
_STANDARD = ("BC-DOSE", "GAC")
_MEDICAL = ("sweat", "medical")
_WORDS: dict[Technique, str] = {
    "standard": "standard dose",
    "baby": 'low dose ("baby")',
    "skin": 'micro-dose ("skin")',
}
_MODERATE = 2
"""Grade of a facial line (FWS): deep from here at rest, subtle up to here in motion."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The wish as it is planned: perhaps another area, a settled technique."""

    wish: AreaWish
    technique: Technique


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Reasons for (+) and against (-) a technique, and what rules it out (!)."""

    good: tuple[str, ...]
    bad: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def suits(self) -> Fit:
        if self.never:
            return "no"
        if self.bad and not self.good:
            return "no"
        return "yes" if self.good and not self.bad else "maybe"

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """No technique with a reason against it wins over one without."""
        return (not self.never, not self.bad, len(self.good))

    @property
    def reasons(self) -> tuple[str, ...]:
        told = (*self.never, *self.good, *self.bad)
        return told or ("nothing in this case speaks for it or against it",)


def suitability(
    case: Case, areas: tuple[Area, ...], family: str
) -> tuple[tuple[Suitability, ...], Technique]:
    """The three techniques with reasons, and the one that suits best.

    On a tie the standard dose wins over the low dose, and both over the skin
    technique, because that is the order of their evidence.
    """
    weighed: tuple[tuple[Technique, _Weighing, tuple[str, ...]], ...] = (
        ("standard", _standard(case, areas), _STANDARD),
        ("baby", _low_dose(case, areas, family), _LOW_DOSE),
        ("skin", _skin(case, areas), _SKIN),
    )
    best = max(weighed, key=lambda row: row[1].rank)[0]
    told = tuple(
        Suitability(name, weighing.suits, weighing.reasons, sources)
        for name, weighing, sources in weighed
    )
    return told, best


def _subtle(case: Case, areas: tuple[Area, ...]) -> bool:
    lines = {area.id for area in areas if area.scale == "FWS"}
    graded = [
        wish
        for wish in case.areas
        if wish.severity_at_rest is not None and wish.id in lines
    ]
    return bool(graded) and all(
        wish.severity_at_rest == 0 and (wish.severity_at_contraction or 0) <= _MODERATE
        for wish in graded
    )


def _deep(case: Case, areas: tuple[Area, ...]) -> bool:
    lines = {area.id for area in areas if area.scale == "FWS"}
    return case.goals.deep_folds or any(
        (wish.severity_at_rest or 0) >= _MODERATE
        for wish in case.areas
        if wish.id in lines
    )


def _standard(case: Case, areas: tuple[Area, ...]) -> _Weighing:
    goals = case.goals
    full_effect = goals.drastic_change or goals.movement == "maximal"
    good, bad = [], []
    if _deep(case, areas):
        good.append(
            "lines are deep or stand at rest: the labelled dose was tested on them"
        )
    if full_effect:
        good.append("the fullest reduction of movement is wished")
    if any(area.kind in _MEDICAL for area in areas):
        good.append("a medical protocol is among the areas; it has no other form")
    if any(area.kind == "shape" for area in areas):
        good.append("a muscle is to be relaxed for its shape or pull")
    if goals.prevention and _subtle(case, areas) and not good:
        bad.append(
            "subtle lines and a wish to prevent: a full dose is more than is asked for"
        )
    if not good and not bad:
        good.append("the labelled dose has the strongest evidence")
    return _Weighing(tuple(good), tuple(bad), _only_droplets(areas))


def _only_droplets(areas: tuple[Area, ...]) -> tuple[str, ...]:
    if areas and all(area.kind == "droplet" for area in areas):
        return ("the areas are droplet areas; they have no other form",)
    return ()


def _low_dose(case: Case, areas: tuple[Area, ...], family: str) -> _Weighing:
    no_form = areas and not any(_takes_low_dose(a, family) for a in areas)
    never = ("none of the areas has a low-dose form",) if no_form else ()
    return _Weighing(_for_low_dose(case, areas), _against_low_dose(case, areas), never)


def _takes_low_dose(area: Area, family: str) -> bool:
    """A facial line, or an area for which a low figure was read in these units."""
    return area.kind == "line" or family in area.low_doses


def _for_low_dose(case: Case, areas: tuple[Area, ...]) -> tuple[str, ...]:
    good = []
    if case.patient.first_treatment:
        good.append("first treatment: a small dose shows how this person responds")
    if _subtle(case, areas):
        good.append("lines are subtle and appear only in motion")
    if case.goals.prevention:
        good.append(
            "the wish is to prevent lines; no randomised trial of that was found"
        )
    young = case.patient.age_years < YOUNG_ADULT_BELOW
    if case.goals.movement == "natural" and young:
        good.append("a young adult who wishes to keep natural expression")
    return tuple(good)


def _against_low_dose(case: Case, areas: tuple[Area, ...]) -> tuple[str, ...]:
    bad = []
    if _deep(case, areas):
        bad.append("deep or resting lines: a low dose may disappoint")
    if case.goals.drastic_change:
        bad.append("a drastic change is wished: a low dose may disappoint")
    if case.goals.movement == "maximal":
        bad.append("the fullest reduction is wished; a low dose keeps movement")
    return tuple(bad)


def _skin(case: Case, areas: tuple[Area, ...]) -> _Weighing:
    good, bad, never = [], [], []
    if areas and all(area.kind == "droplet" for area in areas):
        good.append(
            "pores, oil, sweat or texture of the skin are the aim (droplet areas)"
        )
    elif any(area.kind == "droplet" for area in areas):
        good.append("a droplet area is among the wishes")
    if any(area.kind in {"line", "shape"} for area in areas):
        bad.append(
            "lines of movement lie in muscle; droplets in the skin reach it little"
        )
    if _deep(case, areas) or case.goals.drastic_change:
        bad.append("deep folds or a drastic change are beyond droplets in the skin")
    if areas and all(area.kind in _MEDICAL for area in areas):
        never.append("the areas are medical protocols with a fixed technique")
    return _Weighing(tuple(good), tuple(bad), tuple(never))


def told_choice(
    case: Case, suits: tuple[Suitability, ...], best: Technique
) -> tuple[Finding, ...]:
    """Why the automatic choice fell as it did; nothing where one was asked for."""
    if case.goals.technique != "auto":
        return ()
    chosen = next(s for s in suits if s.technique == best)
    message = (
        f"Technique chosen for this person and wish: {_WORDS[best]}, because "
        f"{'; '.join(chosen.reasons)}. You may ask for another."
    )
    return (Finding("technique", "info", message, chosen.sources),)


def choose(
    case: Case, knowledge: Knowledge, best: Technique
) -> tuple[tuple[Choice, ...], tuple[Finding, ...]]:
    """Settle area and technique of every wish; say so where it is not as asked."""
    asked = case.goals.technique
    technique: Technique = best if asked == "auto" else asked
    choices: dict[str, Choice] = {}
    findings: list[Finding] = []
    for wish in case.areas:
        choice, said = _settle(wish, knowledge, technique, asked == "auto")
        findings.extend(said)
        if choice is not None and choice.wish.id not in choices:
            choices[choice.wish.id] = choice
    return tuple(choices.values()), tuple(findings)


def _settle(
    wish: AreaWish,
    knowledge: Knowledge,
    technique: Technique,
    auto: bool,  # noqa: FBT001
) -> tuple[Choice | None, tuple[Finding, ...]]:
    area = knowledge.area(wish.id)
    if area.kind == "droplet":
        said = () if auto or technique == "skin" else (_droplets(area, technique),)
        return Choice(wish, "skin"), said
    if technique == "standard":
        return Choice(wish, "standard"), ()
    if area.kind in _MEDICAL:
        return Choice(wish, "standard"), () if auto else (_protocol(area, technique),)
    if technique == "baby":
        return _settle_low_dose(wish, area, knowledge, auto)
    return _settle_skin(wish, area, knowledge, auto)


def _droplets(area: Area, technique: Technique) -> Finding:
    message = (
        f"{area.name}: droplets in the skin are its only technique; it is planned so, "
        f"not as {_WORDS[technique]}."
    )
    return Finding("technique", "info", message, (OURS,), (area.id,))


def _protocol(area: Area, technique: Technique) -> Finding:
    message = (
        f"{area.name}: a medical protocol takes no {_WORDS[technique]}; the standard protocol is "
        "planned and kept out of the aesthetic total."
    )
    return Finding("technique", "caution", message, (OURS,), (area.id,))


def _settle_low_dose(
    wish: AreaWish,
    area: Area,
    knowledge: Knowledge,
    auto: bool,  # noqa: FBT001
) -> tuple[Choice | None, tuple[Finding, ...]]:
    if _takes_low_dose(area, knowledge.product.unit_family):
        return Choice(wish, "baby"), ()
    why = (
        f'{area.name}: low dose ("baby") is not offered, because no low figure was '
        f"read for {knowledge.product.name} here and the area is not a facial line"
    )
    if auto:
        finding = Finding(
            "technique",
            "info",
            f"{why}; the standard dose is planned.",
            (OURS,),
            (area.id,),
        )
        return Choice(wish, "standard"), (finding,)
    message = f"{why}. Ask for the standard technique or leave the area out."
    return None, (Finding("no-dose", "caution", message, (OURS,), (area.id,)),)


def _skins(area: Area) -> tuple[str, ...]:
    """The patches of skin in which a droplet area lies."""
    sites = area.patterns[0].sites if area.patterns else ()
    return tuple(dict.fromkeys(site.part for site in sites))


def _settle_skin(
    wish: AreaWish,
    area: Area,
    knowledge: Knowledge,
    auto: bool,  # noqa: FBT001
) -> tuple[Choice | None, tuple[Finding, ...]]:
    if auto:
        return Choice(wish, "standard"), ()
    cover = knowledge.covered_by.get(area.id)
    if cover is None:
        message = (
            f'{area.name}: no droplet area covers it, so micro-dose ("skin") is not '
            "planned here. Ask for the standard technique or leave the area out."
        )
        return None, (Finding("no-dose", "caution", message, (OURS,), (area.id,)),)
    covering = knowledge.area(cover)
    message = (
        f'{area.name}: asked for as micro-dose ("skin"); the droplet area that covers '
        f"it is planned instead: {covering.name}. Its droplets lie in the "
        f"{', '.join(_skins(covering))}; lines away from there are reached little."
    )
    finding = Finding("technique", "info", message, (OURS,), (area.id, cover))
    return Choice(replace(wish, id=cover), "skin"), (finding,)
