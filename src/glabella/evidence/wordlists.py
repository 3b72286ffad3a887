"""Lists of words of the evidence: grades of a scale, categories of a form."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from glabella.core.errors import EvidenceError
from glabella.core.sources import Value
from glabella.evidence import catalogue

__all__ = ["named_values", "scale_grades", "values_of"]


@cache
def values_of(file: str, key: str) -> tuple[Value, ...]:
    """The values of one key in one file, in the file's order."""
    return tuple(value for value in catalogue.values(file) if value.key == key)


@cache
def named_values(file: str, key: str) -> Mapping[str, str]:
    """Tables with ``id`` and ``name`` as id -> name, in the file's order."""
    tables = (cast("Mapping[str, str]", value.value) for value in values_of(file, key))
    return {table["id"]: table["name"] for table in tables}


@cache
def scale_grades(scale: str) -> Mapping[str, str]:
    """The grades of a scale of ``scales.toml`` as grade -> words."""
    for value in values_of("scales", "scale"):
        table = cast("Mapping[str, object]", value.value)
        if table["id"] == scale:
            return cast("Mapping[str, str]", table["grades"])
    message = f"scales.toml: no scale {scale}"
    raise EvidenceError(message)
