"""The published trial results: every record, what is done with it, and why.

The response model is fitted to the records with ``use = "used"`` alone; their
hash stands beside the fitted parameters. Records with ``use = "compared"`` are of
the same form and are only predicted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from glabella.core.errors import CaseError, EvidenceError
from glabella.core.trials import (
    N_BASES,
    TRIAL_AREAS,
    USES,
    Endpoint,
    NBasis,
    Observation,
    TrialRecord,
    Use,
)
from glabella.evidence.catalogue import area_keys
from glabella.evidence.files import DATA, Table, name_of, read_toml
from glabella.evidence.schema import is_number, required, typed
from glabella.evidence.trial_text import read_endpoint

__all__ = ["fitted_hash", "trial_faults", "trial_records"]

DAYS_A_WEEK = 7

# Printed numbers are compared after a product of two decimal fractions.
_NEAR = 1e-6

# Places that are no treatment area: more than one, a laboratory's muscle, a vial.
_OTHER_PLACES = ("several", "foot_muscle", "none")

_TEXTS = (
    *("id", "study", "product", "area", "population", "dose", "measure"),
    *("endpoint", "time", "address", "quality", "reason"),
)
_FIELDS = {
    *(*_TEXTS, "year", "value", "unit", "note", "n", "n_basis", "use", "fit"),
}
_ENDPOINT = (
    *("kind", "rater", "criterion", "state", "day", "until", "among"),
    "visit_every_days",
)
_ASKED: tuple[Use, ...] = ("used", "compared")
_FIT = {
    *(*_ENDPOINT, "trial", "arm", "dose_units", "observed"),
    *("severe_share", "lower_bound", "repeat"),
}


@cache
def trial_records(root: Path = DATA) -> tuple[TrialRecord, ...]:
    """Every record of ``trials/``, ordered by file and place in it."""
    return tuple(
        _record(row, name_of(path, root))
        for path in sorted((root / "trials").glob("*.toml"))
        for row in _rows(path, root)
    )


def fitted_hash(records: Iterable[TrialRecord]) -> str:
    """The sha256 of what the fit sees of ``records``, whatever their order.

    It changes with any number or word that enters the fit, not with a note.
    """
    lines = sorted(_canonical(record) for record in records if record.use == "used")
    return sha256("\n".join(lines).encode()).hexdigest()


def trial_faults(records: Iterable[TrialRecord], root: Path = DATA) -> Iterator[str]:
    """What is wrong among ``records``, each fault with the record's id."""
    records = tuple(records)
    for record_id, count in Counter(record.id for record in records).items():
        if count > 1:
            yield f"{record_id}: is there {count} times"
    places = {*TRIAL_AREAS, *area_keys(root), *_OTHER_PLACES}
    for record in records:
        if record.area not in places:
            yield f"{record.id}: unknown area {record.area!r}"
        yield from (f"{record.id}: {fault}" for fault in _fit_faults(record))
    yield from _arm_faults(records)


def _rows(path: Path, root: Path) -> list[Table]:
    file = name_of(path, root)
    table = read_toml(path)
    if unknown := sorted(set(table) - {"records"}):
        raise EvidenceError.at(file, unknown[0], "unknown field")
    return required(table, "records", list, where=file)


def _record(table: Table, file: str) -> TrialRecord:
    where = f"{file}: {table.get('id', 'a record without id')}"
    if unknown := sorted(set(table) - _FIELDS):
        raise EvidenceError.at(where, unknown[0], "unknown field")
    text = {key: required(table, key, str, where=where) for key in _TEXTS}
    if empty := [key for key in _TEXTS if not text[key].strip()]:
        raise EvidenceError.at(where, empty[0], "is empty")
    use = _one_of(table, "use", USES, where)
    if (use in _ASKED) != ("fit" in table):
        uses = " or ".join(_ASKED)
        raise EvidenceError.at(where, "fit", f"stands where use is {uses}, only there")
    n, n_basis = _size(table, where)
    return TrialRecord(
        **text,
        year=required(table, "year", int, where=where),
        value=_value(table, where),
        unit=typed(table, "unit", str, "", where=where),
        note=typed(table, "note", str, "", where=where),
        n=n,
        n_basis=n_basis,
        use=use,
        fit=_fit(table, where) if use in _ASKED else None,
    )


def _size(table: Table, where: str) -> tuple[int | None, NBasis | None]:
    if "n" not in table and "n_basis" not in table:
        return None, None
    n = required(table, "n", int, where=where)
    if n < 1:
        raise EvidenceError.at(where, "n", f"is not positive: {n}")
    return n, _one_of(table, "n_basis", N_BASES, where)


def _value(table: Table, where: str) -> float | str | None:
    value = table.get("value")
    if value is None or isinstance(value, str):
        return value
    if not is_number(value):
        raise EvidenceError.at(where, "value", f"is no number and no text: {value!r}")
    return float(value)


def _fit(record: Table, where: str) -> Observation:
    table = typed(record, "fit", dict, {}, where=where)
    if unknown := sorted(set(table) - _FIT):
        raise EvidenceError.at(where, unknown[0], "unknown field")
    asked = {key: table[key] for key in _ENDPOINT if key in table}
    try:
        endpoint = read_endpoint({"id": record["id"], **asked}, "fit")
    except CaseError as error:
        raise EvidenceError.at(where, "fit", str(error)) from error
    n, n_basis = _size(record, where)
    if n is None or n_basis is None:
        raise EvidenceError.at(where, "n", "is missing, and the model is asked for it")
    return Observation(
        trial=required(table, "trial", str, where=where),
        arm=required(table, "arm", str, where=where),
        dose_units=_number(table, "dose_units", where),
        n=n,
        n_basis=n_basis,
        endpoint=endpoint,
        observed=_number(table, "observed", where),
        severe_share=_number(table, "severe_share", where)
        if "severe_share" in table
        else None,
        lower_bound=typed(table, "lower_bound", bool, default=False, where=where),
        repeat=typed(table, "repeat", bool, default=False, where=where),
    )


def _number(table: Table, key: str, where: str) -> float:
    value = table.get(key)
    if not is_number(value) or value < 0:
        raise EvidenceError.at(where, key, f"is no number of 0 or more: {value!r}")
    return float(value)


def _one_of[T: str](table: Table, key: str, allowed: Iterable[T], where: str) -> T:
    value = required(table, key, str, where=where)
    for choice in allowed:
        if value == choice:
            return choice
    raise EvidenceError.at(where, key, f"unknown: {value!r}")


def _fit_faults(record: TrialRecord) -> Iterator[str]:
    """Where a used or compared record contradicts itself."""
    fit = record.fit
    if fit is None:
        return
    if record.area not in TRIAL_AREAS:
        yield f"{record.use}, but no trial file can name the area {record.area!r}"
    if (record.product == "placebo") != (fit.dose_units == 0):
        yield f"{fit.dose_units:g} units of {record.product}"
    if fit.severe_share is not None and fit.severe_share > 1:
        yield f"a severe share of {fit.severe_share:g}"
    if fit.endpoint.kind != "median_duration_days":
        yield from _fraction_faults(fit)
    if not _agrees(record, fit):
        yield f"observed {fit.observed:g}, printed {record.value} {record.unit}"


def _fraction_faults(fit: Observation) -> Iterator[str]:
    if fit.observed > 1:
        yield f"a fraction of {fit.observed:g}"
    if fit.lower_bound:
        yield "a lower bound that is no duration"
    if fit.endpoint.among != "all":
        yield "a fraction of responders only"


def _agrees(record: TrialRecord, fit: Observation) -> bool:
    """Whether what is fitted is what is printed, weeks counted in days.

    A printed lower bound is a text, "at least 24.0".
    """
    printed = record.value
    if isinstance(printed, str) and fit.lower_bound:
        printed = float(printed.removeprefix("at least "))
    if not isinstance(printed, float):
        return False
    days = DAYS_A_WEEK if record.unit == "weeks" else 1
    return abs(printed * days - fit.observed) < _NEAR


def _arm_faults(records: Iterable[TrialRecord]) -> Iterator[str]:
    """Where records that share patients differ in what these were given."""
    given: dict[tuple[str, str], tuple[str, str, float]] = {}
    for record in records:
        if (fit := record.fit) is None:
            continue
        mine = (record.product, record.area, fit.dose_units)
        first = given.setdefault((fit.trial, fit.arm), mine)
        if first != mine:
            yield f"{record.id}: arm {fit.trial}/{fit.arm} has two treatments"


def _canonical(record: TrialRecord) -> str:
    """The parts of a used record that the fit sees, as one line of text."""
    fit = record.fit
    if fit is None:
        raise EvidenceError.at(record.id, "fit", "is missing, and the record is used")
    parts = (
        *(record.id, record.product, record.area, fit.trial, fit.arm),
        *(repr(fit.dose_units), str(fit.n), fit.n_basis, repr(fit.observed)),
        *(repr(fit.severe_share), str(fit.lower_bound), str(fit.repeat)),
        _asked(fit.endpoint),
    )
    return "|".join(parts)


def _asked(endpoint: Endpoint) -> str:
    return "|".join(
        (
            *(endpoint.kind, endpoint.rater, str(endpoint.criterion), endpoint.state),
            *(repr(endpoint.day), str(endpoint.until), endpoint.among),
            repr(endpoint.visit_every_days),
        )
    )
