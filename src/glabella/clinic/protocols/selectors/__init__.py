"""Reads of protocols and of saved points."""

from glabella.clinic.protocols.selectors.protocols import (
    Change,
    difference,
    get_protocol,
    get_version,
    in_force,
    library_of,
    named,
    point_libraries,
    protocols,
    waiting_versions,
)

__all__ = [
    "Change",
    "difference",
    "get_protocol",
    "get_version",
    "in_force",
    "library_of",
    "named",
    "point_libraries",
    "protocols",
    "waiting_versions",
]
