"""The numbers behind the pictures, as tables."""

from collections.abc import Sequence

from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import Outcome, Verdict
from glabella.core.regimens.optimise import Choice, Search
from glabella.drawing.regimens_wording import (
    SHAPE_HEADS,
    area_words,
    label_words,
    rest_words,
    shape_words,
    share_words,
    spread_words,
)
from glabella.drawing.wording import TECHNIQUES, number
from glabella.printing.markup import Html, element as el, joined

__all__ = ["numbers_table", "search_table"]

_DOES = (
    "Regimen", "Weeks at target", "Above target", "Too little movement", "Deepest fade",
    "Least movement", "Line at rest", "Muscle mass",
)  # fmt: skip
_TAKES = (
    "Regimen", "Visits a year", "Visits in all", "Units a year", "Units in all",
    "Label interval", "Antibodies",
)  # fmt: skip
_FOUND = (
    "Worth a look", "Every", "Doses", "Weeks at target", "Above target",
    "Too little movement", "Units a year", "Visits a year",
)  # fmt: skip

_KIND = {1: ""}
"""Doses are a sentence and may wrap; everything else is a number."""


def numbers_table(comparison: Comparison) -> Html:
    """What every regimen does and what it takes; means with the middle 90 %."""
    everyone = (comparison.untreated, *comparison.verdicts)
    does = [_row(v, comparison, _outcome(v.outcome)) for v in everyone]
    takes = [_row(v, comparison, _burden(v)) for v in comparison.verdicts]
    priced = any(v.visits.cost_a_year for v in comparison.verdicts)
    heads = (*_TAKES, "Cost a year") if priced else _TAKES
    said = (
        "Mean (of shares the median), and in brackets 90 % of virtual people. Deepest "
        f"fade: highest severity from week {comparison.question.rules.settled_after} on, "
        "0 to 3. Movement and mass: share of before any treatment. "
        "* Most weeks at target among those inside the label interval."
    )
    return joined(
        el(
            "section",
            el("h2", "The numbers: what it does"),
            _table(_DOES, does, "What each regimen does"),
            el("p", said, class_="quiet"),
        ),
        _shapes(comparison),
        el(
            "section",
            el("h2", "The numbers: what it takes"),
            _table(heads, takes, "What each regimen takes"),
        ),
    )


def _shapes(comparison: Comparison) -> Html:
    """Muscles that are treated for their shape; nothing where there are none."""
    rows = [
        _row(verdict, comparison, shape_words(shape))
        for verdict in comparison.verdicts
        for shape in verdict.shapes
    ]
    if not rows:
        return Html()
    said = (
        "The median and in brackets 90 % of virtual people, as a share of before any "
        "treatment. Movement is that of the treated muscle alone."
    )
    return el(
        "section",
        el("h2", "The numbers: muscles treated for their shape"),
        _table(("Regimen", *SHAPE_HEADS), rows, "Muscle mass and movement"),
        el("p", said, class_="quiet"),
    )


def _table(columns: Sequence[str], rows: Sequence[Html], name: str) -> Html:
    first, *rest = columns
    heads = [
        el("th", first, scope="col"),
        *(el("th", column, scope="col", class_="n") for column in rest),
    ]
    table = el(
        "table",
        el("thead", el("tr", *heads)),
        el("tbody", *rows),
        class_="numbers-table",
    )
    return el(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=name
    )


def _row(verdict: Verdict, comparison: Comparison, cells: Sequence[str]) -> Html:
    name = verdict.regimen.name
    if verdict.regimen.key == comparison.best:
        name += " *"
    told = [el("td", cell, class_="n") for cell in cells]
    return el("tr", el("th", name, scope="row"), *told)


def _burden(verdict: Verdict) -> tuple[str, ...]:
    visits = verdict.visits
    cost = visits.cost_a_year
    return (
        spread_words(visits.visits_a_year, 2),
        spread_words(visits.visits_in_all),
        spread_words(visits.units_a_year),
        spread_words(visits.units_in_all),
        label_words(verdict),
        verdict.antibodies.level,
        *((spread_words(cost),) if cost else ()),
    )


def _outcome(outcome: Outcome | None) -> tuple[str, ...]:
    if outcome is None:
        return ("not judged", "", "", "", "", "", "")
    return (
        spread_words(outcome.at_target),
        spread_words(outcome.above_target),
        spread_words(outcome.too_little_movement),
        spread_words(outcome.deepest_fade, 1),
        share_words(outcome.least_movement),
        rest_words(outcome),
        share_words(outcome.muscle_mass),
    )


def search_table(comparison: Comparison, search: Search) -> Html:
    """What the search found worth a look."""
    if search.refused:
        return el("section", el("h2", "Search"), el("p", search.refused))
    rows = [
        el("tr", el("th", pick.why, scope="row"), *_cells(pick.choice))
        for pick in search.picks
    ]
    said = (
        f"{search.combinations:,} combinations of doses and intervals inside the "
        f"planner's ranges, every ceiling and the label interval; {len(search.choices)} "
        "are beaten by no other in weeks above target, weeks with too little movement, "
        f"units and visits. All but the first row keep {search.close_to_best:.0%} of "
        "the most weeks at target. Only fixed intervals are searched: coming back when "
        "lines are back may do better. A search is no advice: the professional decides."
    )
    name = comparison.question.plan.product_name
    return el(
        "section",
        el("h2", "Least units and visits for the target"),
        _table(_FOUND, rows, f"Choices worth a look, units of {name}"),
        el("p", said, class_="quiet"),
    )


def _cells(choice: Choice) -> tuple[Html, ...]:
    doses = "; ".join(
        f"{area_words(dose.area)} {number(dose.units)} units ({TECHNIQUES[dose.technique]})"
        for dose in choice.doses
    )
    cells = (
        f"{choice.weeks} weeks",
        doses,
        f"{choice.at_target:.0f}",
        f"{choice.above_target:.0f}",
        f"{choice.too_little_movement:.0f}",
        f"{choice.units_a_year:.0f}",
        number(choice.visits_a_year, 2),
    )
    return tuple(
        el("td", cell, class_=_KIND.get(n, "n")) for n, cell in enumerate(cells)
    )
