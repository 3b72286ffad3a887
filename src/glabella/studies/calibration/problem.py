"""The fit as a least-squares problem: records, beliefs, differences of trials."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.endpoints import first_below_half
from glabella.core.response.parameters import Constants
from glabella.core.response.population import DIMENSIONS
from glabella.core.response.sampling import standard_normals
from glabella.core.trials import Arm, Observation, TrialRecord, Use
from glabella.evidence.response import Prior
from glabella.studies.trials.answering import EFFECTS, Answer, Effect, answer

__all__ = ["PEOPLE", "Problem", "Record", "expected", "records_of"]

PEOPLE = 400
"""Virtual people per arm: enough that doubling moves a share by under 0.01."""

DAYS_A_WEEK = 7.0
HALF = 0.5
"""Standard deviation of one yes or no at a median."""
OURS_FACTOR = 1.5
"""Widening of the misfit where the size of an arm is our own guess."""
# Anscombe 1948: counts near 0 and n keep a steady variance on the angular scale.
_ADD, _ADD_TWICE = 0.375, 0.75

_PRODUCTS = ("abo", "inco", "prabo", "daxi", "rela", "leti", "nivo")
_MARKS = (
    *((f"potency_{one}b", f"{one}botulinumtoxinA") for one in _PRODUCTS),
    ("_forehead", "forehead"),
    ("_crows_feet", "crows_feet"),
    ("notice", "onset"),
    *((mark, "axilla") for mark in ("axilla", "sweat", "hdss")),
    *((mark, "masseter") for mark in ("masseter", "mmps")),
)
"""A parameter whose name holds the mark matters only where the word is found."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record that the model can be asked for, fitted or only compared."""

    id: str
    product: str
    area: str
    fit: Observation

    @property
    def is_duration(self) -> bool:
        """Whether the value is a number of days."""
        return self.fit.endpoint.kind == "median_duration_days"


def records_of(records: Iterable[TrialRecord], use: Use) -> tuple[Record, ...]:
    """The records of one use that the model can be asked for, by trial and id."""
    chosen = [
        Record(r.id, r.product, r.area, r.fit)
        for r in records
        if r.use == use and r.fit is not None
    ]
    return tuple(sorted(chosen, key=lambda r: (r.fit.trial, r.id)))


@dataclass(frozen=True, eq=False)
class Problem:
    """Records by trial, beliefs and fixed numbers; all residuals have spread 1."""

    records: tuple[Record, ...]
    beliefs: tuple[Prior, ...]
    fixed: Constants
    normals: FloatArray

    @classmethod
    def of(
        cls,
        records: Sequence[TrialRecord],
        beliefs: Sequence[Prior],
        fixed: Constants,
        *,
        people: int = PEOPLE,
    ) -> "Problem":
        """The problem of the records whose use is ``used``."""
        return cls(
            records=records_of(records, "used"),
            beliefs=tuple(beliefs),
            fixed=fixed,
            normals=standard_normals(people, DIMENSIONS),
        )

    @cached_property
    def trials(self) -> tuple[str, ...]:
        """Keys of the trials, sorted."""
        return tuple(sorted({record.fit.trial for record in self.records}))

    @cached_property
    def by_trial(self) -> Mapping[str, tuple[Record, ...]]:
        """Records of each trial."""
        return {
            trial: tuple(r for r in self.records if r.fit.trial == trial)
            for trial in self.trials
        }

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of the vector."""
        return tuple(belief.name for belief in self.beliefs)

    @cached_property
    def mean(self) -> FloatArray:
        """Means of the beliefs."""
        return np.array([belief.mean for belief in self.beliefs])

    @cached_property
    def spread(self) -> FloatArray:
        """Spreads of the beliefs."""
        return np.array([belief.spread for belief in self.beliefs])

    @cached_property
    def effect_spread(self) -> FloatArray:
        """Spreads of the differences between trials, in the order of EFFECTS."""
        return np.array(
            [getattr(self.fixed, f"trial_{name}_spread") for name in EFFECTS]
        )

    def bears_on(self, trial: str) -> list[int]:
        """Places of the parameters that the records of a trial can depend on."""
        records = self.by_trial[trial]
        words = {record.product for record in records}
        words |= {record.area for record in records}
        words |= {record.fit.endpoint.kind for record in records}
        return [
            place
            for place, name in enumerate(self.names)
            if all(mark not in name or word in words for mark, word in _MARKS)
        ]

    def without(self, trial: str) -> "Problem":
        """The same problem without one trial."""
        kept = tuple(r for r in self.records if r.fit.trial != trial)
        return Problem(kept, self.beliefs, self.fixed, self.normals)

    def predicted(
        self, theta: FloatArray, trial: str, effect: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Expected values of a trial's records and chance errors of durations."""
        values = dict(zip(self.names, map(float, theta), strict=True))
        return expected(values, self.fixed, self.by_trial[trial], effect, self.normals)

    def residuals(
        self, theta: FloatArray, trial: str, effect: FloatArray
    ) -> FloatArray:
        """Said minus seen, in standard deviations, for the records of a trial."""
        said, chance = self.predicted(theta, trial, effect)
        return np.array(
            [
                self.residual(record, float(value), float(error))
                for record, value, error in zip(
                    self.by_trial[trial], said, chance, strict=True
                )
            ]
        )

    def residual(self, record: Record, said: float, chance: float) -> float:
        """One residual; a lower bound pulls only from below."""
        seen, scale = record.fit.observed, self.scale(record, chance)
        if not record.is_duration:
            share = (seen * record.fit.n + _ADD) / (record.fit.n + _ADD_TWICE)
            return (_angle(said) - _angle(share)) / scale
        weeks = (said - seen) / DAYS_A_WEEK
        if record.fit.lower_bound:
            weeks = min(weeks, 0.0)
        return weeks / scale

    def scale(self, record: Record, chance: float) -> float:
        """Standard deviation of a record: chance and misfit (angle or weeks)."""
        if record.is_duration:
            return float(
                np.hypot(max(chance / DAYS_A_WEEK, 1.0), self.fixed.record_weeks)
            )
        misfit = self.fixed.record_spread
        if record.fit.n_basis == "ours":
            misfit *= OURS_FACTOR
        return float(np.hypot(0.5 / np.sqrt(record.fit.n + 0.5), misfit))


def expected(
    theta: Mapping[str, float],
    fixed: Constants,
    records: Sequence[Record],
    effect: FloatArray,
    normals: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Expected values (shares, days) of ``records`` and chance errors in days."""
    said, chance = np.empty(len(records)), np.zeros(len(records))
    shift = Effect(*map(float, effect))
    arms: dict[tuple[object, ...], list[int]] = {}
    for index, record in enumerate(records):
        fit = record.fit
        key = (record.product, record.area, fit.dose_units, fit.severe_share)
        arms.setdefault(key, []).append(index)
    for indices in arms.values():
        arm = _arm([records[i] for i in indices])
        for i, found in zip(
            indices, answer(theta, fixed, arm, shift, normals), strict=True
        ):
            said[i], chance[i] = _value(found, records[i])
    return said, chance


def _arm(records: Sequence[Record]) -> Arm:
    first = records[0]
    return Arm(
        id=first.fit.arm,
        product=first.product,
        area=first.area,  # type: ignore[arg-type]  # the loader checked it
        dose_units=first.fit.dose_units,
        n=first.fit.n,
        endpoints=tuple(record.fit.endpoint for record in records),
        severe_share=first.fit.severe_share,
    )


def _value(found: Answer, record: Record) -> tuple[float, float]:
    if found.still is not None and found.visits is not None:
        shares = np.array([found.still])
        days = first_below_half(shares, found.visits, since=found.since)
        error = HALF / np.sqrt(max(record.fit.n * found.counted, 1.0))
        early = first_below_half(shares - error, found.visits, since=found.since)
        return float(days[0]), float(days[0] - early[0])
    if found.share is None:
        message = f"{record.id}: the model cannot say this: {found.note}"
        raise ValueError(message)
    return found.share, 0.0


def _angle(share: float) -> float:
    return float(np.arcsin(np.sqrt(min(max(share, 0.0), 1.0))))
