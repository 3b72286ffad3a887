"""The forecast of one line as it is shown: words, sparkline, charts, table."""

from dataclasses import dataclass

from glabella.core.planner.model import Plan
from glabella.drawing.forecast import (
    GREY,
    KINDS,
    Calendar,
    Kind,
    chart,
    main_kind,
    name_of,
    sparkline,
)
from glabella.drawing.forecast_words import (
    LEGEND,
    TABLE_NOTE,
    TableRow,
    columns,
    days_note,
    split_text,
    summary,
    table,
)
from glabella.drawing.outlook import Outlook, number_of_people, weeks
from glabella.printing.markup import Html
from glabella.web.planner.citing import Cited, Citer

__all__ = [
    "AskedView",
    "ChartView",
    "ForecastView",
    "SplitView",
    "calendar_of",
    "forecast_view",
]

_UNITS: dict[Kind, str] = {
    "contraction": "grades 0 to 3, as graded at full contraction",
    "rest": "grades 0 to 3, face at rest",
    "movement": "% of the force before treatment",
    "mass": "% of before treatment",
    "chance": "% of people, as a clinician would grade them; bands: other clinics",
    "skin": "% of before treatment",
}


@dataclass(frozen=True, slots=True)
class ChartView:
    """One curve with its name and unit."""

    title: str
    unit: str
    svg: Html


@dataclass(frozen=True, slots=True)
class AskedView:
    """Asked where an earlier result was too little; each question with its sources."""

    sentence: str
    questions: tuple[tuple[str, Cited], ...]


@dataclass(frozen=True, slots=True)
class SplitView:
    """How the spread divides; ``people`` is a length on a bar of 100."""

    text: str
    people: int
    knowledge: int


@dataclass(frozen=True, slots=True)
class ForecastView:
    """One line's forecast; without a curve ``reason`` says why there is none."""

    words: str
    reason: str
    badge: str
    sentence: str
    cited: Cited
    spark: Html
    charts: tuple[ChartView, ...]
    legend: str
    days_note: str
    table_note: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    split: SplitView | None
    explanation: tuple[str, ...]
    asked: AskedView | None
    notes: tuple[str, ...]
    drawn: str
    warning: str


def calendar_of(plan: Plan) -> Calendar:
    """The day of planning, and the label's earliest next day."""
    following = plan.next_treatment
    return Calendar(plan.case.on, following.not_before if following else None)


def forecast_view(
    outlook: Outlook, calendar: Calendar, area: str, cite: Citer
) -> ForecastView:
    """Show one forecast; every source joins the list of the page."""
    has_curve = outlook.has_curve
    words = summary(outlook) if has_curve else ""
    spark = sparkline(outlook, f"{area}: {words}") if has_curve else ""
    return ForecastView(
        words=words,
        reason=outlook.reason,
        badge=outlook.badge,
        sentence=outlook.sentence,
        cited=cite.cite(_sources_text(outlook.sources), outlook.sources),
        spark=Html(spark),
        charts=_charts(outlook, calendar, area) if has_curve else (),
        legend=LEGEND,
        days_note=days_note(outlook),
        table_note=TABLE_NOTE,
        columns=tuple(name for _, name in columns(outlook)),
        rows=table(outlook, calendar) if has_curve else (),
        split=_split(outlook),
        explanation=outlook.explanation,
        asked=_asked(outlook, cite),
        notes=outlook.notes,
        drawn=number_of_people(outlook),
        warning=outlook.warning,
    )


def _charts(outlook: Outlook, calendar: Calendar, area: str) -> tuple[ChartView, ...]:
    """The main curve first, with the days that matter; then the others."""
    main = main_kind(outlook)
    shown = {kind for kind, _ in columns(outlook)}
    kinds = [main, *(kind for kind in KINDS if kind in shown and kind != main)]
    return tuple(
        ChartView(
            title=name_of(outlook, kind),
            unit=_unit(outlook, kind),
            svg=Html(chart(outlook, kind, calendar, area=area, rail=kind == main)),
        )
        for kind in kinds
    )


def _unit(outlook: Outlook, kind: Kind) -> str:
    """What is counted, and up to which day it rests on little."""
    unit = _UNITS[kind]
    if kind not in GREY or outlook.weak_before is None:
        return unit
    return f"{unit}; grey before {weeks(outlook.weak_before)}: rests on little"


def _asked(outlook: Outlook, cite: Citer) -> AskedView | None:
    asked = outlook.non_response
    if asked is None:
        return None
    return AskedView(
        sentence=asked.sentence,
        questions=tuple(
            (one.text, cite.cite(_sources_text(one.sources), one.sources))
            for one in asked.questions
        ),
    )


def _sources_text(keys: tuple[str, ...]) -> str:
    return f"{len(keys)} source{'' if len(keys) == 1 else 's'}"


def _split(outlook: Outlook) -> SplitView | None:
    if outlook.split is None:
        return None
    people = round(outlook.split.people * 100)
    return SplitView(
        text=split_text(outlook),
        people=people,
        knowledge=100 - people,
    )
