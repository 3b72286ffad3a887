"""Virtual patients as standard normals: the same ones every time, without chance.

A person is a column of independent standard normals; everything else follows
from them and from a parameter vector. A counter-based generator with a fixed key
only permutes strata, so that equal questions have equal answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.forecast.model import Settings
from glabella.core.response.normal import normal_quantile
from glabella.core.response.parameters import Posterior

__all__ = [
    "ENTRY",
    "HALF_LIFE",
    "NOTICE",
    "OWN",
    "REST",
    "SENSITIVITY",
    "SEVERITY",
    "SHARED",
    "State",
    "Vectors",
    "draw_state",
    "draw_vectors",
    "join_vectors",
    "take",
    "take_vectors",
    "vectors_of",
    "with_clinic",
]

SHARED = 3
SENSITIVITY, HALF_LIFE, ENTRY = range(SHARED)
"""Normals that all areas of a person share."""

OWN = 4
SEVERITY, REST, NOTICE = range(1, OWN)
"""Normals of a person in one area; the first is the area's own sensitivity."""

_CLINIC = 4
"""Normals of the difference between clinics."""

_STREAM_VECTORS, _STREAM_SHARED, _STREAM_OWN, _STREAM_VISIT = range(4)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Parameter vectors: arrays of shape (vectors,), areas in ``area`` by id.

    ``exposure``, ``leniency``, ``half_life`` and ``notice`` are normals of the
    difference between clinics: a new clinic is like a new trial. ``normals``
    (dimensions, vectors) is what all of them were made of.
    """

    theta: Mapping[str, FloatArray]
    exposure: FloatArray
    leniency: FloatArray
    half_life: FloatArray
    notice: FloatArray
    area: Mapping[str, FloatArray]
    normals: FloatArray


@dataclass(frozen=True, slots=True)
class State:
    """People as the normals they are made of.

    ``vector`` (people,), ``shared`` (SHARED, people), ``own`` (areas, OWN, people),
    ``occasion`` (visits, areas, people).
    """

    vector: IntArray
    shared: FloatArray
    own: FloatArray
    occasion: FloatArray

    def __len__(self) -> int:
        """Number of people."""
        return self.vector.size


def draw_vectors(
    posterior: Posterior, areas: Sequence[str], settings: Settings
) -> Vectors:
    """Parameter vectors from the posterior, with the differences between clinics."""
    count = settings.vectors
    normals = _strata(_STREAM_VECTORS, 0, 1, count, len(posterior.names) + _CLINIC)
    places = [_strata(_STREAM_VECTORS, _number(area), 1, count, 1) for area in areas]
    return vectors_of(posterior, areas, np.concatenate([normals, *places]))


def vectors_of(
    posterior: Posterior, areas: Sequence[str], normals: FloatArray
) -> Vectors:
    """Parameter vectors from ``normals``: clinic, parameters, then one an area."""
    places = _CLINIC + len(posterior.names)
    return Vectors(
        theta={
            name: np.ascontiguousarray(values)
            for name, values in posterior.draw(normals[_CLINIC:places].T).items()
        },
        exposure=normals[0],
        leniency=normals[1],
        half_life=normals[2],
        notice=normals[3],
        area=dict(zip(areas, normals[places:], strict=True)),
        normals=normals,
    )


def take_vectors(vectors: Vectors, which: IntArray) -> Vectors:
    """These parameter vectors, in this order, a vector as often as named."""
    normals = vectors.normals[:, which]
    return Vectors(
        theta={name: values[which] for name, values in vectors.theta.items()},
        exposure=normals[0],
        leniency=normals[1],
        half_life=normals[2],
        notice=normals[3],
        area={area: values[which] for area, values in vectors.area.items()},
        normals=normals,
    )


def join_vectors(first: Vectors, second: Vectors) -> Vectors:
    """Those of ``second`` behind those of ``first``; both know the same areas."""
    both = np.concatenate([first.normals, second.normals], axis=1)
    return Vectors(
        theta={
            name: np.concatenate([values, second.theta[name]])
            for name, values in first.theta.items()
        },
        exposure=both[0],
        leniency=both[1],
        half_life=both[2],
        notice=both[3],
        area={
            area: np.concatenate([values, second.area[area]])
            for area, values in first.area.items()
        },
        normals=both,
    )


def with_clinic(
    vectors: Vectors, *, exposure: FloatArray, half_life: FloatArray
) -> Vectors:
    """The same parameters in clinics that differ so."""
    normals = vectors.normals.copy()
    normals[0], normals[2] = exposure, half_life
    return replace(vectors, exposure=exposure, half_life=half_life, normals=normals)


def draw_state(areas: Sequence[str], visits: int, settings: Settings) -> State:
    """The same people whatever else is planned: each area has its own stream.

    Visits are numbered back from the last one, so that an older one changes nothing
    of the others.
    """
    groups, size = settings.vectors, settings.people
    own = [_strata(_STREAM_OWN, _number(area), groups, size, OWN) for area in areas]
    occasion = [
        [
            _strata(_STREAM_VISIT, _number(area) ^ back, groups, size, 1)[0]
            for area in areas
        ]
        for back in reversed(range(visits))
    ]
    count = settings.draws
    return State(
        vector=np.repeat(np.arange(groups), size),
        shared=_strata(_STREAM_SHARED, 0, groups, size, SHARED),
        own=np.array(own).reshape(len(areas), OWN, count),
        occasion=np.array(occasion).reshape(visits, len(areas), count),
    )


def take(state: State, people: IntArray) -> State:
    """These people, in this order, a person as often as named."""
    return replace(
        state,
        vector=state.vector[people],
        shared=state.shared[:, people],
        own=state.own[..., people],
        occasion=state.occasion[..., people],
    )


def _number(name: str) -> int:
    """A number of eight bytes for a name, the same on every machine."""
    number = 0
    for byte in name.encode():
        number = (number * 257 + byte) % (1 << 61)
    return number


# Bounded: a server lives long. The last question but few is kept, 32 KiB a row.
@lru_cache(maxsize=256)
def _strata(
    stream: int, key: int, groups: int, size: int, dimensions: int
) -> FloatArray:
    """Normals (dimensions, groups * size); each group fills ``size`` equal strata."""
    chooser = np.random.Generator(np.random.Philox(key=(stream << 62) ^ key))
    within = chooser.random((dimensions, groups, size))
    order = chooser.random((dimensions, groups, size)).argsort(axis=-1)
    normals = normal_quantile((order + within) / size).reshape(dimensions, -1)
    normals.flags.writeable = False
    return normals
