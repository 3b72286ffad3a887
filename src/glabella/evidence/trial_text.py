"""From the tables of a trial file to a ``Trial``, or one clear refusal.

Every refusal is a ``CaseError`` on one line that names the key, the value and
what is allowed there; a word that is nearly right is answered with the right one.
The bytes are read by ``glabella.evidence.case_text.tables_of``.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from glabella.core.errors import CaseError
from glabella.core.trials import (
    AMONG,
    CRITERIA,
    KINDS,
    LAST_DAY,
    RATERS,
    STATES,
    TRIAL_AREAS,
    UNTILS,
    Arm,
    Criterion,
    Endpoint,
    Kind,
    Rater,
    Trial,
    Until,
)

__all__ = ["DEFAULT_N", "DEFAULT_VISIT_DAYS", "read_endpoint", "read_trial"]

type Table = Mapping[str, Any]

DEFAULT_N = 100
"""Patients of an arm whose size the file does not give."""

DEFAULT_VISIT_DAYS = 28.0
"""Days from one visit to the next where the file does not say."""

# Who says it, where no other could: sweat is weighed, its burden is the patient's.
_TOXIN = re.compile(r"([a-z]+)botulinumtoxina(?:-[a-z]{4})?")
_OWN_RATER: Mapping[object, Rater] = {
    "sweat_halved": "investigator",
    "hdss_improved_2": "subject",
}

_MOST_UNITS = 100_000
_MOST_PATIENTS = 1_000_000
_ARM_KEYS = (
    *("id", "product", "area", "dose_units", "n", "severe_share", "endpoints"),
)
_ENDPOINT_KEYS = (
    *("id", "kind", "rater", "criterion", "state", "day", "until", "among"),
    "visit_every_days",
)


def read_trial(tables: Table) -> Trial:
    """Read the top table of a trial file; ``CaseError`` on the first fault."""
    _only(tables, "", ("arms",))
    arms = tuple(_arm(row, path) for row, path in _rows(tables, "", "arms"))
    _no_twins((arm.id for arm in arms), "arms")
    return Trial(arms)


def read_endpoint(table: Table, path: str) -> Endpoint:
    """Read one end point; ``path`` leads to it in the file, for refusals."""
    _only(table, path, _ENDPOINT_KEYS)
    name = _text(table, path, "id")
    kind = _word(table, path, "kind", KINDS)
    among = _word(table, path, "among", AMONG, "all")
    return Endpoint(
        id=name,
        kind=kind,
        rater=_rater(table, path, kind),
        criterion=_criterion(table, path, kind, responders=among == "responders"),
        state=_word(table, path, "state", STATES, "contraction"),
        day=_day(table, path, kind),
        until=_until(table, path, kind),
        among=among,
        visit_every_days=_number(
            table, path, "visit_every_days", (1, LAST_DAY), DEFAULT_VISIT_DAYS
        ),
    )


def _arm(table: Table, path: str) -> Arm:
    _only(table, path, _ARM_KEYS)
    rows = _rows(table, path, "endpoints")
    endpoints = tuple(read_endpoint(row, where) for row, where in rows)
    _no_twins((endpoint.id for endpoint in endpoints), f"{path}.endpoints")
    return Arm(
        id=_text(table, path, "id"),
        product=_product(_text(table, path, "product")),
        area=_word(table, path, "area", TRIAL_AREAS),
        dose_units=_number(table, path, "dose_units", (0, _MOST_UNITS)),
        n=_patients(table, path),
        endpoints=endpoints,
        severe_share=_number(table, path, "severe_share", (0.01, 0.99))
        if "severe_share" in table
        else None,
    )


def _product(text: str) -> str:
    """The non-proprietary name as the evidence spells it.

    Capitals do not matter, nor does the suffix of four letters that the US adds.
    """
    found = _TOXIN.fullmatch(text.strip().lower())
    return f"{found[1]}botulinumtoxinA" if found else text


def _rater(table: Table, path: str, kind: Kind) -> Rater:
    """Onset is what the patient notices, unless the file says otherwise."""
    criterion = table.get("criterion")
    default = _OWN_RATER.get(criterion) if isinstance(criterion, str) else None
    if kind == "onset":
        default = "subject"
    return _word(table, path, "rater", RATERS, default)


def _criterion(
    table: Table, path: str, kind: Kind, *, responders: bool
) -> Criterion | None:
    if kind == "responder" or "criterion" in table:
        return _word(table, path, "criterion", CRITERIA)
    return "none_or_mild" if responders else None


def _day(table: Table, path: str, kind: Kind) -> float | None:
    if kind != "median_duration_days":
        return _number(table, path, "day", (0, LAST_DAY))
    if "day" in table:  # means nothing to a duration, but must not be nonsense
        _number(table, path, "day", (0, LAST_DAY))
    return None


def _until(table: Table, path: str, kind: Kind) -> Until | None:
    if kind != "median_duration_days" and "until" not in table:
        return None
    return _word(table, path, "until", UNTILS)


def _patients(table: Table, path: str) -> int:
    value = table.get("n", DEFAULT_N)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not 1 <= value <= _MOST_PATIENTS:
        what = f"allowed: a whole number from 1 to {_MOST_PATIENTS:,}"
        raise CaseError.impossible(_key(path, "n"), value, what)
    return int(value)


def _key(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _only(table: Table, path: str, allowed: Sequence[str]) -> None:
    for name in table:
        if name not in allowed:
            what = f"unknown key; {_allowed(str(name), allowed)}"
            raise CaseError.impossible(_key(path, str(name)), table[name], what)


def _need(table: Table, path: str, name: str, allowed: str) -> object:
    if name not in table:
        raise CaseError.missing(_key(path, name), allowed)
    return table[name]


def _text(table: Table, path: str, name: str) -> str:
    what = "allowed: a text in quotes"
    value = _need(table, path, name, what)
    if not isinstance(value, str) or not value.strip():
        raise CaseError.impossible(_key(path, name), value, what)
    return value


def _word[Word: str](
    table: Table,
    path: str,
    name: str,
    options: Sequence[Word],
    default: Word | None = None,
) -> Word:
    """One of ``options``; the ``default`` where the key is absent, else refused."""
    if default is not None and name not in table:
        return default
    value = _need(table, path, name, _allowed("", options))
    for option in options:
        if value == option:
            return option
    what = _allowed(value if isinstance(value, str) else "", options)
    raise CaseError.impossible(_key(path, name), value, what)


def _number(
    table: Table,
    path: str,
    name: str,
    span: tuple[float, float],
    default: float | None = None,
) -> float:
    """A finite number in ``span``, both ends allowed."""
    what = f"allowed: a number from {span[0]:g} to {span[1]:g}"
    if default is not None and name not in table:
        return default
    value = _need(table, path, name, what)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CaseError.impossible(_key(path, name), value, what)
    # A not-a-number fails the comparison, and so does a number too large to hold.
    if not span[0] <= value <= span[1] or not math.isfinite(value):
        raise CaseError.impossible(_key(path, name), value, what)
    return float(value)


def _rows(table: Table, path: str, name: str) -> tuple[tuple[Table, str], ...]:
    """The tables of a list, each with its path; an empty list is refused."""
    where = _key(path, name)
    shown = f"[[{where.split('[')[0]}{'.endpoints' if path else ''}]]"
    what = f"give at least one {shown}"
    rows = _need(table, path, name, what)
    if not isinstance(rows, list | tuple) or not rows:
        raise CaseError.impossible(where, rows, what)
    found = tuple((row, f"{where}[{number}]") for number, row in enumerate(rows))
    for row, place in found:
        if not isinstance(row, Mapping):
            raise CaseError.impossible(place, row, what)
    return found


def _no_twins(ids: Iterable[str], path: str) -> None:
    seen: set[str] = set()
    for number, one in enumerate(ids):
        if one in seen:
            where = f"{path}[{number}].id"
            what = "the same id stands twice; give each its own"
            raise CaseError.impossible(where, one, what)
        seen.add(one)


def _allowed(value: str, options: Sequence[str]) -> str:
    """What is allowed, after the option that ``value`` was most likely meant to be."""
    told = f"allowed: {', '.join(options)}"
    plain = value[:100].strip().lower().replace("-", "_").replace(" ", "_")
    close = get_close_matches(plain, options, n=1)
    return f"did you mean {close[0]}? {told}" if close else told
