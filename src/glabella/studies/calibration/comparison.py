"""Published results that were never fitted, beside what the fitted model says.

They are records with ``use = "compared"``. Where other records of the same trial
were fitted, the model has met its patients: such records are told apart.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import groupby

from glabella.core.response.parameters import Posterior
from glabella.core.trials import TrialRecord
from glabella.studies.calibration.cross_validation import (
    DAYS_A_WEEK,
    Seen,
    predicted,
    scores,
)
from glabella.studies.calibration.problem import Record, records_of

__all__ = ["BEGIN", "END", "compare", "comparison_table", "copied", "never_met"]

BEGIN, END = "<!-- never met: begin -->", "<!-- never met: end -->"
"""Marks around the tables: what stands between them is written by the program."""


def compare(
    records: Iterable[TrialRecord], posterior: Posterior, pool: Executor | None = None
) -> tuple[Seen, ...]:
    """Predict every compared record, trial by trial."""
    run = map if pool is None else pool.map
    trials = [
        tuple(rows)
        for _, rows in groupby(
            records_of(records, "compared"), key=lambda record: record.fit.trial
        )
    ]
    return tuple(
        one
        for rows in run(partial(predicted, posterior=posterior), trials)
        for one in rows
    )


def never_met(seen: Iterable[Seen], fitted: Collection[str]) -> tuple[Seen, ...]:
    """Those of trials without any fitted record; ``fitted`` names the others."""
    return tuple(one for one in seen if one.record.fit.trial not in fitted)


def comparison_table(seen: Sequence[Seen], fitted: Collection[str]) -> list[str]:
    """Errors by kind of end point and one row a record, in Markdown, marked."""
    fresh = never_met(seen, fitted)
    further = [one for one in seen if one not in fresh]
    lines = [BEGIN, "", *score_table(fresh), "", *_rows(fresh)]
    if further:
        lines += [
            "",
            "Not counted above: further end points of trials that were fitted.",
            "",
            *_rows(further),
        ]
    return [*lines, "", END]


def score_table(seen: Sequence[Seen]) -> list[str]:
    """Mean absolute error and coverage by kind of end point, in Markdown."""
    lines = [
        "| end points | records | trials | mean absolute error | within 90 % |",
        "| --- | --- | --- | --- | --- |",
    ]
    for score in scores(seen):
        error = "" if math.isnan(score.error) else f"{score.error:.1f} {score.unit}"
        lines.append(
            f"| {score.name} | {score.records} | {score.trials} "
            f"| {error} | {score.coverage:.0%} |"
        )
    return lines


def copied(page: str, report: str) -> str:
    """``page`` with what the report says between the marks; ValueError without them."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    _, start, told = report.partition(BEGIN)
    table, end, _ = told.partition(END)
    if not rest or END not in rest or not start or not end:
        message = f"{BEGIN} and {END} must stand in both, in this order"
        raise ValueError(message)
    return before + BEGIN + table + END + after


def _rows(seen: Iterable[Seen]) -> list[str]:
    lines = [
        "| trial | record | arm | asked | seen | said | 90 % |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in seen:
        record = one.record
        values = (record.fit.observed, one.said, one.low, one.high)
        printed, said, low, high = (_shown(record, value) for value in values)
        unit = " weeks" if record.is_duration else " %"
        lines.append(
            f"| {record.fit.trial} | {record.id} | {_arm(record)} | {_asked(record)} "
            f"| {printed}{unit} | {said}{unit} | {low} to {high} |"
        )
    return lines


def _shown(record: Record, value: float) -> str:
    """Weeks with one decimal, a share in whole per cent."""
    return f"{value / DAYS_A_WEEK:.1f}" if record.is_duration else f"{100 * value:.0f}"


def _arm(record: Record) -> str:
    area = record.area.replace("_", " ")
    if record.fit.dose_units == 0:
        return f"{area}, placebo"
    return f"{area}, {record.fit.dose_units:g} units of {record.product}"


def _asked(record: Record) -> str:
    """What was asked, by whom and when, in the words of a trial file."""
    end = record.fit.endpoint
    when = "median" if end.day is None else f"day {end.day:g}"
    words = end.until or end.criterion or end.kind
    return f"{words.replace('_', ' ')}, {end.rater}, {when}"
