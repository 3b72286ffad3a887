"""The regimens that are compared, made from the planner's own plans.

Every unit comes from a plan's line, so its sources are the plan's; a regimen
only says when a plan is repeated.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from glabella.core.case import Technique
from glabella.core.planner.model import Line
from glabella.core.regimens.intervals import LabelInterval
from glabella.core.regimens.model import AreaDose, Regimen, Rule
from glabella.core.regimens.rules import RegimenRules

__all__ = ["UNTREATED", "Menu", "regimens", "step_of"]

UNTREATED = Regimen("untreated", "No treatment", (), Rule("none"), ())

_MONTH = 4
"""Weeks that people call a month."""

_Doses = tuple[AreaDose, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """What regimens are made from: lines by technique, the product's step, rules.

    ``seen``: areas with a forecast; without one nobody knows when lines are back.
    """

    lines: Mapping[Technique, tuple[Line, ...]]
    step_units: float
    label: LabelInterval | None
    rules: RegimenRules
    seen: tuple[str, ...]

    def doses(self, technique: Technique) -> _Doses:
        """One visit of a technique; empty where it plans no area."""
        return tuple(
            AreaDose(line.area, line.units, line.technique, line.sources)
            for line in self.lines.get(technique, ())
        )

    @property
    def rest_weeks(self) -> int:
        """The shortest interval that keeps the label."""
        return self.label.weeks if self.label else self.rules.usual_weeks


def regimens(menu: Menu) -> tuple[Regimen, ...]:
    """All regimens that this person's plans allow, without the untreated course."""
    return (
        *_low_dose(menu),
        *_standard(menu),
        *_both(menu),
        *_skin(menu),
    )


def _low_dose(menu: Menu) -> Iterator[Regimen]:
    doses = menu.doses("baby")
    if not doses:
        return
    weeks = (menu.rules.top_up_weeks, *menu.rules.low_dose_weeks, menu.rest_weeks)
    for each in sorted(set(weeks)):
        name = f'Low dose ("baby") {_every(each)}'
        yield Regimen(f"baby-{each}", name, ("baby",), Rule("fixed", each), (doses,))
    yield from _on_fade(menu, "baby", 'Low dose ("baby")', doses)


def _every(weeks: int) -> str:
    return f"every {weeks} weeks" + (" (monthly)" if weeks == _MONTH else "")


def _standard(menu: Menu) -> Iterator[Regimen]:
    doses = menu.doses("standard")
    if not doses:
        return
    weeks = {*menu.rules.standard_weeks, menu.rest_weeks}
    for each in sorted(weeks):
        name, rule = f"Standard dose every {each} weeks", Rule("fixed", each)
        yield Regimen(f"standard-{each}", name, ("standard",), rule, (doses,))
    yield from _on_fade(menu, "standard", "Standard dose", doses)


def _on_fade(
    menu: Menu, technique: Technique, words: str, doses: _Doses
) -> Iterator[Regimen]:
    """When lines are back; without a forecast nobody knows when that is."""
    if not any(dose.area in menu.seen for dose in doses):
        return
    name = f"{words} when lines are back, {menu.rest_weeks} weeks or more apart"
    rule = Rule("fade", menu.rest_weeks)
    yield Regimen(f"{technique}-fade", name, (technique,), rule, (doses,))


def _both(menu: Menu) -> Iterator[Regimen]:
    full, small = menu.doses("standard"), menu.doses("baby")
    if not full or not small:
        return
    each = menu.rules.top_up_weeks
    name = f'Standard dose, then a low dose ("baby") {_every(each)}'
    kinds: tuple[Technique, ...] = ("standard", "baby")
    yield Regimen("top-ups", name, kinds, Rule("fixed", each), (full, small))
    up = _taper(menu, full, small)
    rest, rule = menu.rest_weeks, Rule("fixed", menu.rest_weeks)
    visits = f"over {len(up)} visits, {rest} weeks apart"
    yield Regimen("taper-up", f"Low dose up to standard {visits}", kinds, rule, up)
    name = f"Standard down to low dose {visits}"
    yield Regimen("taper-down", name, kinds, rule, tuple(reversed(up)))


def _skin(menu: Menu) -> Iterator[Regimen]:
    doses = menu.doses("skin")
    if doses:
        each = menu.rest_weeks
        name = f'Intradermal micro-dose ("skin") every {each} weeks'
        yield Regimen(f"skin-{each}", name, ("skin",), Rule("fixed", each), (doses,))


def _taper(menu: Menu, full: _Doses, small: _Doses) -> tuple[_Doses, ...]:
    """Visits from the low to the standard dose in equal parts, in whole steps."""
    lines = {line.area: line for line in menu.lines["standard"]}
    low = {dose.area: dose for dose in small}
    last = menu.rules.taper_visits - 1
    return tuple(
        tuple(
            _between(
                low.get(dose.area, dose),
                dose,
                Fraction(visit, last),
                step_of(lines[dose.area], menu.step_units),
            )
            for dose in full
        )
        for visit in range(last + 1)
    )


def _between(low: AreaDose, full: AreaDose, part: Fraction, step: Fraction) -> AreaDose:
    """The dose a ``part`` of the way up; the ends are the plans' own doses."""
    if part in (0, 1):
        return full if part else low
    start, end = Fraction(str(low.units)), Fraction(str(full.units))
    steps = round((start + part * (end - start)) / step)
    units = min(max(start, end), max(min(start, end), steps * step))
    sources = tuple(dict.fromkeys((*low.sources, *full.sources)))
    return AreaDose(full.area, float(units), full.technique, sources)


def step_of(line: Line, step_units: float) -> Fraction:
    """Smallest change of an area's units that keeps mirror sites alike."""
    sizes: dict[str, int] = {}
    for planned in line.sites:
        sizes[planned.site.id] = sizes.get(planned.site.id, 0) + 1
    return Fraction(str(step_units)) * gcd(*sizes.values())
