"""A comparison of regimens as readable tables in a terminal."""

import io
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glabella.core.intended_use import INTENDED_USE
from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import Verdict
from glabella.core.regimens.optimise import Choice, Search
from glabella.core.regimens.wording import NOTES, SENTENCE, in_short
from glabella.drawing.regimens_wording import (
    SHAPE_HEADS,
    area_words,
    doses_words,
    label_words,
    movement_words,
    rest_words,
    shape_words,
    share_words,
    spread_words,
    target_words,
)
from glabella.drawing.wording import number

__all__ = ["print_comparison"]

_LEFT = {"Regimen", "Worth a look", "Units"}


def print_comparison(
    comparison: Comparison, search: Search | None, console: Console | None = None
) -> None:
    """Print target, regimens, what was found by the search, notes and sources."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    out = console or Console()
    _print_head(comparison, out)
    _print_doses(comparison, out)
    out.print(_outcomes(comparison))
    if any(verdict.shapes for verdict in comparison.verdicts):
        out.print(_shapes(comparison))
    out.print(_burdens(comparison))
    for text in _remarks(comparison):
        out.print(text, markup=False, highlight=False)
    if search is not None:
        _print_search(search, out)
    for note in NOTES:
        out.print(Text(note, style="dim"))
    _print_sources(comparison, search, out)
    out.print(Text(INTENDED_USE, style="dim"))


def _print_head(comparison: Comparison, out: Console) -> None:
    question = comparison.question
    years = "1 year" if question.years == 1 else f"{question.years} years"
    head = (
        f"{question.plan.product_name}, {question.case.jurisdiction}, "
        f"{question.case.on}: {years}"
    )
    out.print(Text(head, style="bold"))
    out.print(Text(SENTENCE, style="bold"))
    for text in in_short(comparison):
        out.print(text, markup=False, highlight=False)
    for finding in question.plan.findings:
        if finding.severity == "caution":
            out.print(Text(f"caution  {finding.message}", style="yellow"))
    for text in filter(None, (*target_words(comparison), movement_words(comparison))):
        out.print(text, markup=False, highlight=False)


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in columns:
        if name in _LEFT:
            table.add_column(name, no_wrap=name == "Regimen")
        else:
            table.add_column(name, justify="right")
    return table


def _name(verdict: Verdict, best: str) -> Text:
    own = verdict.regimen.key
    name = Text(own)
    if own == best:
        name.append(" *", style="bold green")
    if verdict.label_interval_kept is False:
        name.append(" !", style="bold red")
    return name


def _outcomes(comparison: Comparison) -> Table:
    names = (
        "Regimen", "At target", "Above target", "Too little movement",
        "Deepest fade", "Muscle mass", "Line at rest",
    )  # fmt: skip
    table = _table("What it does, in weeks a year", names)
    for verdict in (comparison.untreated, *comparison.verdicts):
        told = verdict.outcome
        if told is None:
            table.add_row(_name(verdict, comparison.best), "not judged", *[""] * 5)
            continue
        table.add_row(
            _name(verdict, comparison.best),
            spread_words(told.at_target),
            spread_words(told.above_target),
            spread_words(told.too_little_movement),
            spread_words(told.deepest_fade, 1),
            share_words(told.muscle_mass),
            rest_words(told),
        )
    table.caption = (
        "Mean (90 % of virtual people). * most weeks at target among those inside the "
        "label interval. ! breaks the label interval: shown, not recommended."
    )
    table.caption_justify = "left"
    return table


def _shapes(comparison: Comparison) -> Table:
    title = "Muscles treated for their shape, as shares of before any treatment"
    table = _table(title, ("Regimen", *SHAPE_HEADS))
    for verdict in comparison.verdicts:
        for shape in verdict.shapes:
            table.add_row(_name(verdict, comparison.best), *shape_words(shape))
    return table


def _burdens(comparison: Comparison) -> Table:
    priced = any(v.visits.cost_a_year for v in comparison.verdicts)
    names = ("Regimen", "Visits a year", "Visits in all", "Units a year",
             "Units in all",
             *(("Cost a year",) if priced else ()),
             "Label interval", "Antibodies")  # fmt: skip
    table = _table("What it takes", names)
    for verdict in comparison.verdicts:
        visits = verdict.visits
        cost = visits.cost_a_year
        table.add_row(
            _name(verdict, comparison.best),
            spread_words(visits.visits_a_year, 2),
            spread_words(visits.visits_in_all),
            spread_words(visits.units_a_year),
            spread_words(visits.units_in_all),
            *((spread_words(cost),) if cost else ()),
            label_words(verdict),
            verdict.antibodies.level,
        )
    return table


def _print_doses(comparison: Comparison, out: Console) -> None:
    """What each key stands for; each set of doses once, with who gives it."""
    for verdict in comparison.verdicts:
        told = f"{verdict.regimen.key}: {verdict.regimen.name}."
        out.print(told, markup=False, highlight=False)
    by_doses: dict[str, list[str]] = {}
    for verdict in comparison.verdicts:
        by_doses.setdefault(doses_words(verdict.regimen), []).append(
            verdict.regimen.key
        )
    for doses, keys in by_doses.items():
        out.print(f"{', '.join(keys)}: {doses}.", markup=False, highlight=False)


def _remarks(comparison: Comparison) -> Iterator[str]:
    """What the tables do not show, each sentence once."""
    told: dict[str, list[str]] = {}
    for verdict in comparison.verdicts:
        concern = verdict.antibodies
        antibodies = f"Antibodies: {concern.text} [{', '.join(concern.sources)}]"
        for text in (*verdict.notes, *verdict.ceiling_warnings, antibodies):
            told.setdefault(text, []).append(verdict.regimen.key)
    for text, keys in told.items():
        yield f"{', '.join(keys)}: {text}"


def _print_search(search: Search, out: Console) -> None:
    if search.refused:
        out.print(f"Nothing was searched: {search.refused}", markup=False)
        return
    names = ("Worth a look", "Every", "Units", "At target", "Above target",
             "Too little movement", "Units a year", "Visits a year")  # fmt: skip
    title = (
        f"Best of {search.combinations:,} combinations of doses and intervals inside "
        f"all ranges, ceilings and the label interval ({len(search.choices)} that no "
        "other beats)"
    )
    table = _table(title, names)
    for pick in search.picks:
        table.add_row(pick.why, *_cells(pick.choice))
    table.caption = (
        f"All but the first keep {search.close_to_best:.0%} of the most weeks at "
        "target. Only fixed intervals are searched."
    )
    table.caption_justify = "left"
    out.print(table)


def _cells(choice: Choice) -> tuple[str, ...]:
    return (
        f"{choice.weeks} weeks",
        "; ".join(f"{area_words(d.area)} {d.units:g}" for d in choice.doses),
        f"{choice.at_target:.0f}",
        f"{choice.above_target:.0f}",
        f"{choice.too_little_movement:.0f}",
        f"{choice.units_a_year:.0f}",
        number(choice.visits_a_year, 2),
    )


def _print_sources(comparison: Comparison, search: Search | None, out: Console) -> None:
    table = Table(title="Sources", title_justify="left")
    for name in ("Key", "Grade", "Title", "Address"):
        table.add_column(name, overflow="fold")
    for source in comparison.cited(search.sources if search else ()):
        table.add_row(
            source.key, source.grade, Text(source.title), Text(source.address or "none")
        )
    out.print(table)
