"""Label intervals in whole weeks, and what a rhythm does to ceilings."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from glabella.core.case import Case, EarlierTreatment
from glabella.core.dosing.intervals import add_interval, interval_for
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.ceilings import check_ceilings
from glabella.core.planner.model import Line
from glabella.core.products import Interval
from glabella.core.regimens.model import WEEKS_A_YEAR, AreaDose, Regimen

__all__ = [
    "LabelInterval",
    "ceiling_warnings",
    "dosed",
    "first_visit",
    "keeps",
    "label_interval",
]

_STARTS = tuple(date(2027, month, 1) for month in range(1, 13))
"""Days from which calendar months are counted: a common year."""


@dataclass(frozen=True, slots=True)
class LabelInterval:
    """The longest label interval of the areas, in weeks that always keep it."""

    interval: Interval
    weeks: int


def label_interval(
    knowledge: Knowledge, areas: tuple[str, ...], jurisdiction: str
) -> LabelInterval | None:
    """None where no interval was read for any of ``areas``."""
    found = [
        LabelInterval(interval, _whole_weeks(interval))
        for area in areas or ("",)
        if (interval := interval_for(knowledge.product, area, jurisdiction))
    ]
    return max(found, key=lambda label: label.weeks, default=None)


def _whole_weeks(interval: Interval) -> int:
    """Least whole weeks that keep the interval whenever it starts.

    Three calendar months are up to 92 days, so 14 weeks.
    """
    days = max((add_interval(start, interval) - start).days for start in _STARTS)
    return -(-days // 7)


def keeps(regimen: Regimen, label: LabelInterval | None) -> bool | None:
    """Whether every visit waits for the label; None where no interval was read."""
    if regimen.rule.kind == "none":
        return True
    return None if label is None else regimen.rule.weeks >= label.weeks


def first_visit(case: Case, label: LabelInterval | None) -> date:
    """The day of planning, or later where an earlier treatment's interval runs."""
    if label is None:
        return case.on
    ends = [add_interval(t.on, label.interval) for t in case.history.previous or ()]
    return max((case.on, *ends))


def dosed(line: Line, units: float) -> Line:
    """The line with its sites scaled to ``units`` in all."""
    factor = units / line.units
    sites = tuple(replace(site, units=site.units * factor) for site in line.sites)
    return replace(line, sites=sites)


def ceiling_warnings(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...], regimen: Regimen
) -> tuple[Finding, ...]:
    """Cautions about ceilings that the visits of the first year together raise.

    A regimen on fade is taken at its shortest interval.
    """
    by_area = {line.area: line for line in lines}
    found: dict[tuple[str, ...], Finding] = {}
    for on, doses, earlier in _visits(case, regimen):
        history = replace(
            case.history, previous=(*(case.history.previous or ()), *earlier)
        )
        planned = tuple(dosed(by_area[d.area], d.units) for d in doses)
        then = replace(case, on=on, history=history)
        for finding in check_ceilings(then, knowledge, planned):
            if finding.severity == "caution":
                found.setdefault((finding.rule, *finding.sources), finding)
    return tuple(found.values())


def _visits(
    case: Case, regimen: Regimen
) -> Iterator[tuple[date, tuple[AreaDose, ...], tuple[EarlierTreatment, ...]]]:
    """Day and doses of each visit of the first year, with the visits before it."""
    earlier: tuple[EarlierTreatment, ...] = ()
    if regimen.rule.kind == "none":
        return
    for number, week in enumerate(range(0, WEEKS_A_YEAR, regimen.rule.weeks)):
        on, doses = case.on + timedelta(weeks=week), regimen.at_visit(number)
        yield on, doses, earlier
        units = tuple((dose.area, dose.units) for dose in doses)
        earlier = (*earlier, EarlierTreatment(on, case.product, units))
