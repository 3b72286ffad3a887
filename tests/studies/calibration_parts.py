"""A small calibration whose answer is known."""

from dataclasses import replace

import numpy as np

from glabella.core.response.population import DIMENSIONS
from glabella.core.response.sampling import standard_normals
from glabella.core.trials import Endpoint, Observation
from glabella.evidence.response import constants, priors
from glabella.studies.calibration.problem import Problem, Record, expected
from glabella.studies.trials.answering import EFFECTS

__all__ = ["QUIET", "TRUE", "WANTED", "record", "small_problem"]

PEOPLE = 40

QUIET = replace(
    constants(),
    record_spread=0.01,
    record_weeks=0.2,
    **{f"trial_{name}_spread": 0.01 for name in EFFECTS},
)
"""The fixed numbers, with trials that hardly differ and records that hardly err."""

WANTED = {
    "ln_half_effect_glabella": np.log(5.0),
    "ln_half_life_days": np.log(26.0),
    "ln_potency_abobotulinumtoxinA": np.log(0.3),
}
"""Parameters to be found, away from where their beliefs put them."""

_OTHER_PLACES = ("axilla", "sweat", "hdss", "masseter", "mmps")
_BELIEFS = tuple(
    replace(one, spread=1.0 if one.name in WANTED else 1e-3)
    for one in priors()
    if not any(place in one.name for place in _OTHER_PLACES)
)
TRUE = {one.name: WANTED.get(one.name, one.mean) for one in _BELIEFS}


def record(name, *, trial="one", product="onabotulinumtoxinA", dose=20.0, **changes):
    """A record of 400 people with one grade better on day 28, unless changed."""
    endpoint = changes.pop("endpoint", None) or Endpoint(
        name, "responder", "investigator", "improved_1", day=changes.pop("day", 28.0)
    )
    plain = Observation(
        trial=trial,
        arm=f"{trial} {dose:g}",
        dose_units=dose,
        n=400,
        n_basis="read",
        endpoint=endpoint,
        observed=0.5,
    )
    return Record(name, product, "glabella", replace(plain, **changes))


def small_problem():
    """Two trials, two doses on three days, and a median; values as the truth has them."""
    median = Endpoint(
        "m", "median_duration_days", "investigator", until="baseline", criterion=None
    )
    rows = [
        record(
            f"{trial}-{dose:g}-{day:g}",
            trial=trial,
            product=product,
            dose=dose,
            day=day,
        )
        for trial, product, doses in (
            ("ona", "onabotulinumtoxinA", (4.0, 30.0)),
            ("abo", "abobotulinumtoxinA", (8.0, 60.0)),
        )
        for dose in doses
        for day in (28.0, 98.0, 168.0)
    ]
    rows.append(record("median", trial="ona", dose=10.0, endpoint=median))
    normals = standard_normals(PEOPLE, DIMENSIONS)
    values, _ = expected(TRUE, QUIET, rows, np.zeros(len(EFFECTS)), normals)
    rows = [
        replace(row, fit=replace(row.fit, observed=float(value)))
        for row, value in zip(rows, values, strict=True)
    ]
    rows.sort(key=lambda row: (row.fit.trial, row.id))
    return Problem(tuple(rows), _BELIEFS, QUIET, normals)
