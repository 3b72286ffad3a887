"""The response model's evidence: beliefs, fixed numbers, and the fitted result."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numpy as np

from glabella.core.errors import EvidenceError
from glabella.core.response.entry import baseline_mean
from glabella.core.response.parameters import SEVERE_SHARE, Constants, Posterior
from glabella.core.sources import Value
from glabella.evidence import catalogue
from glabella.evidence.files import DATA, name_of, read_toml
from glabella.evidence.schema import is_number, required

__all__ = ["FITTED", "Prior", "belief_hash", "constants", "posterior", "priors"]

FITTED = "response/fitted.toml"
"""Written by ``glabella calibrate``; never edited by hand."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A normal belief about one parameter before the fit, with its sources."""

    name: str
    mean: float
    spread: float
    sources: tuple[str, ...]
    note: str


@cache
def priors(root: Path = DATA) -> tuple[Prior, ...]:
    """Beliefs in the order of the parameter vector."""
    return tuple(
        Prior(
            name=str(table["name"]),
            mean=float(table["mean"]),
            spread=float(table["spread"]),
            sources=value.sources,
            note=value.note,
        )
        for value, table in _tables("response/priors", "response_prior", root)
    )


@cache
def constants(root: Path = DATA) -> Constants:
    """What the fit holds fixed; raises where one is missing or unknown."""
    numbers = {
        str(table["name"]): float(table["number"])
        for _, table in _tables("response/constants", "response_constant", root)
    }
    try:
        mean = baseline_mean(
            SEVERE_SHARE,
            spread=numbers["baseline_spread"],
            investigator=numbers["entry_investigator_spread"],
            subject=numbers["entry_subject_spread"],
        )
        return Constants(**numbers, baseline_mean=mean)
    except (KeyError, TypeError) as error:
        raise EvidenceError.at("response/constants.toml", "name", str(error)) from error


def belief_hash(root: Path = DATA) -> str:
    """The sha256 of the beliefs and fixed numbers that a fit starts from."""
    lines = [f"{one.name} {one.mean!r} {one.spread!r}" for one in priors(root)]
    fixed = constants(root)
    lines += [f"{one.name} {getattr(fixed, one.name)!r}" for one in fields(fixed)]
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()


@cache
def posterior(root: Path = DATA) -> Posterior:
    """Means and covariance of the fit; raises where the file is broken."""
    path = root / FITTED
    table = read_toml(path)
    where = name_of(path, root)
    rows = [
        row if isinstance(row, dict) else {}
        for row in required(table, "parameters", list, where=where)
    ]
    names = tuple(required(row, "name", str, where=where) for row in rows)
    spread = np.array([_number(row, "spread", where) for row in rows])
    correlation = np.eye(len(names))
    for index, row in enumerate(rows):
        given = required(row, "correlation", list, where=where)
        if len(given) != index + 1 or not all(map(is_number, given)):
            raise EvidenceError.at(where, names[index], "has a broken correlation")
        correlation[index, : index + 1] = given
        correlation[: index + 1, index] = given
    return Posterior(
        names=names,
        mean=np.array([_number(row, "value", where) for row in rows]),
        covariance=correlation * np.outer(spread, spread),
        constants=constants(root),
        records_hash=required(table, "records_sha256", str, where=where),
    )


def _number(row: Mapping[str, object], key: str, where: str) -> float:
    value = row.get(key)
    if not is_number(value):
        raise EvidenceError.at(where, key, f"is no number: {value!r}")
    return float(value)


def _tables(file: str, key: str, root: Path) -> list[tuple[Value, dict[str, Any]]]:
    return [
        (value, cast("dict[str, Any]", value.value))
        for value in catalogue.values(file, root)
        if value.key == key
    ]
