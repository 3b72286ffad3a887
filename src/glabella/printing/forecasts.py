"""The forecasts of a plan for print: a small chart and a sentence for each area."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glabella.core.planner.model import Plan
from glabella.drawing.forecast import Calendar, chart, compact, main_kind
from glabella.drawing.forecast_words import (
    LEGEND,
    TABLE_NOTE,
    columns,
    days_note,
    split_text,
    summary,
    table,
)
from glabella.drawing.outlook import Outlook, outlook_of, together
from glabella.drawing.svg import SERIES
from glabella.printing.markup import Html, element as el

__all__ = ["ForecastCard", "Outlooks", "cards_of", "forecast_section", "outlooks_of"]

type Outlooks = Mapping[str, Outlook]
"""A plan's forecasts by area; areas without one are not told of."""

_HEADING = "What trials let one expect"


@dataclass(frozen=True, slots=True)
class ForecastCard:
    """One area in print; ``svg`` is empty where there is no curve."""

    name: str
    colour: str
    words: str
    badge: str
    sources: tuple[str, ...]
    svg: str
    alt: str


def outlooks_of(
    plan: Plan, forecasts: Mapping[str, Mapping[str, Any]] | None = None
) -> Outlooks:
    """The forecast of each line of a plan, on one axis of days.

    ``forecasts`` are documents that were made of this plan already, by area; None
    makes them now.
    """
    if forecasts is None:
        # The model's numerics take their time to load: only who forecasts waits.
        from glabella.evidence.forecasting import forecasts_of  # noqa: PLC0415

        forecasts = forecasts_of(plan)
    told = {area: outlook_of(document) for area, document in forecasts.items()}
    return together(told)


def cards_of(plan: Plan, outlooks: Outlooks) -> tuple[ForecastCard, ...]:
    """A card for each line that was forecast, in the order of the plan."""
    return tuple(
        _card(outlooks[line.area], line.area_name, series, _calendar(plan))
        for series, line in enumerate(plan.lines)
        if line.area in outlooks
    )


def _calendar(plan: Plan) -> Calendar:
    following = plan.next_treatment
    return Calendar(plan.case.on, following.not_before if following else None)


def _card(outlook: Outlook, name: str, series: int, calendar: Calendar) -> ForecastCard:
    drawn = outlook.has_curve
    words = f"{summary(outlook)}." if drawn else f"No forecast. {outlook.reason}"
    words = f"{words} {outlook.warning}".strip()
    words = f"{words} {_asked(outlook)}".strip()
    return ForecastCard(
        name=name,
        colour=SERIES[series % len(SERIES)],
        words=words,
        badge=outlook.badge,
        sources=outlook.sources,
        svg=compact(outlook, calendar, area=name) if drawn else "",
        alt=f"{name}: {words}",
    )


def _asked(outlook: Outlook) -> str:
    """One sentence on an earlier result that was too little; the rest is on the page."""
    asked = outlook.non_response
    if asked is None:
        return ""
    return f"Earlier result too little: ask about {', '.join(asked.topics)}."


def forecast_section(plan: Plan, outlooks: Outlooks) -> Html:
    """The section of the HTML page: chart, words and table of each area."""
    cards = cards_of(plan, outlooks)
    if not cards:
        return Html()
    told = [outlooks[line.area] for line in plan.lines if line.area in outlooks]
    blocks = [
        _block(card, outlook, _calendar(plan))
        for card, outlook in zip(cards, told, strict=True)
    ]
    sentence = next(outlook.sentence for outlook in told)
    said = f"{sentence[:1].upper()}{sentence[1:]}. {LEGEND}"
    return el(
        "section",
        el("h2", _HEADING),
        el("p", said, class_="quiet"),
        el("div", *blocks, class_="forecasts"),
    )


def _block(card: ForecastCard, outlook: Outlook, calendar: Calendar) -> Html:
    mark = el("span", f" {card.badge}", class_="weak") if card.badge else Html()
    dot = el("span", class_="dot", style=f"background: {card.colour}")
    parts = [el("h3", dot, card.name, mark), el("p", card.words)]
    if card.svg:
        drawn = chart(outlook, main_kind(outlook), calendar, area=card.name, rail=True)
        parts.append(el("figure", Html(drawn)))
        parts.append(el("p", days_note(outlook), class_="quiet"))
        parts.append(_split(outlook))
        parts.append(_table(card, outlook, calendar))
    parts += _questions(outlook)
    parts += [el("p", said, class_="quiet") for said in outlook.notes]
    parts.append(el("p", f"[{', '.join(card.sources)}]", class_="keys"))
    return el("div", *parts, class_="forecast")


def _questions(outlook: Outlook) -> list[Html]:
    asked = outlook.non_response
    if asked is None:
        return []
    told = [
        el("li", one.text, el("span", f" [{', '.join(one.sources)}]", class_="keys"))
        for one in asked.questions
    ]
    head = f"An earlier result was too little. {asked.sentence}"
    return [el("p", head), el("ul", *told)]


def _split(outlook: Outlook) -> Html:
    said = split_text(outlook)
    return el("p", said, class_="quiet") if said else Html()


def _table(card: ForecastCard, outlook: Outlook, calendar: Calendar) -> Html:
    heads = [el("th", name, scope="col", class_="n") for _, name in columns(outlook)]
    rows = [
        el(
            "tr",
            el("th", row.week, el("span", row.on, class_="facts"), scope="row"),
            *(
                el(
                    "td",
                    cell.middle,
                    el("span", cell.half, class_="facts"),
                    el("span", cell.most, class_="facts"),
                    class_="n",
                )
                for cell in row.cells
            ),
        )
        for row in table(outlook, calendar)
    ]
    caption = TABLE_NOTE
    body = el(
        "table",
        el("caption", f"{card.name}. {caption}"),
        el("thead", el("tr", el("th", "Week", scope="col"), *heads)),
        el("tbody", *rows),
    )
    return el("details", el("summary", "As a table"), body)
