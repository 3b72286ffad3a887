"""Outcomes as a table for other programs: no names, and numbers of this export only."""

import csv
import io
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.outcomes.courses import AreaCourse, courses_of
from glabella.clinic.outcomes.filters import Filters, counted
from glabella.clinic.outcomes.names import protocol_name
from glabella.clinic.outcomes.rates import treatment_rows

__all__ = ["COLUMNS", "Export", "export"]

Kind = Literal["csv", "parquet"]
COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "patient": ("int64", "number of a patient in this export; another export differs"),
    "treatment": ("int64", "number of a treatment in this export"),
    "month": ("string", "month of the treatment, as year-month"),
    "product": ("string", "key of the product in the evidence"),
    "technique": ("string", "standard, baby or skin; empty where it was not said"),
    "protocol": ("string", "clinic protocol with its version, or no protocol"),
    "area": ("string", "key of the area in the evidence; lines only"),
    "units": ("float64", "given in the area, in the product's own units"),
    "grade_before": ("int64", "in contraction, 0 to 3, before any treatment on record"),
    "days_working": ("int64", "days until it was last seen below that grade"),
    "days_over": ("int64", "days until that grade was seen again; empty: not seen"),
    "reviewed": ("bool_", "a follow-up on a later day exists"),
    "touched_up": ("bool_", "a touch-up was signed"),
    "satisfaction": ("int64", "1, very dissatisfied, to 5, very satisfied"),
    "result": ("string", "the patient's word: too_little, as_wished or too_much"),
    "lid_droop": ("bool_", "drooping upper lid was entered"),
    "brow_droop": ("bool_", "heavy or drooping brow was entered"),
    "asymmetry": ("bool_", "an uneven result was entered"),
    "serious": ("bool_", "a serious side effect was entered"),
}
"""Column -> (type, what it holds with its unit)."""
FLAGS: Final = (
    "reviewed",
    "touched_up",
    "lid_droop",
    "brow_droop",
    "asymmetry",
    "serious",
)


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand out."""

    content: bytes
    media_type: str
    name: str
    rows: int


@transaction.atomic
def export(*, actor: User, at: datetime, filters: Filters, kind: Kind) -> Export:
    """Write the treated line areas of the filter as a table, and note who took it.

    One row for each area of a treatment. Names, birth dates, days and record numbers
    stay here: patients are numbered at random for this one file.
    """
    rights.require(actor, "outcome.export", at=at)
    rows = list(_rows(filters))
    made = _parquet(rows) if kind == "parquet" else _csv(rows)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="export",
        record_type="outcomes.table",
        after={
            "kind": kind,
            "rows": len(rows),
            "from": filters.first.isoformat(),
            "to": filters.last.isoformat(),
        },
    )
    return made


def _rows(filters: Filters) -> Iterator[dict[str, Any]]:
    chosen = counted(filters)
    flags = {row["pk"]: row for row in treatment_rows(chosen)}
    about = {
        key: (patient, day)
        for key, patient, day in chosen.values_list("pk", "patient", "day")
    }
    people = _numbers({patient for patient, _ in about.values()})
    numbers = _numbers(set(about))
    for one in courses_of(chosen):
        if filters.area in {"", one.area}:
            patient, day = about[one.treatment]
            yield {
                "patient": people[patient],
                "treatment": numbers[one.treatment],
                "month": f"{day:%Y-%m}",
                **_course(one),
                **_happened(flags[one.treatment]),
            }


def _numbers(keys: set[UUID]) -> dict[UUID, int]:
    """Numbers from 1 in an order that nobody can guess."""
    order = sorted(keys)
    secrets.SystemRandom().shuffle(order)
    return {key: number for number, key in enumerate(order, 1)}


def _course(one: AreaCourse) -> dict[str, Any]:
    return {
        "area": one.area,
        "units": one.units,
        "grade_before": one.grade_before,
        "days_working": one.better_day,
        "days_over": one.back_day,
    }


def _happened(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "product": row["product"],
        "technique": row["technique"],
        "protocol": protocol_name(row["protocol_name"], row["protocol_number"]),
        "satisfaction": row["satisfaction"],
        "result": row["said_result"] or "",
        **{flag: bool(row[flag]) for flag in FLAGS},
    }


def _csv(rows: list[dict[str, Any]]) -> Export:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(COLUMNS))
    writer.writeheader()
    writer.writerows({name: _plain(row[name]) for name in COLUMNS} for row in rows)
    return Export(
        text.getvalue().encode(), "text/csv; charset=utf-8", "outcomes.csv", len(rows)
    )


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    # A spreadsheet runs what begins so; a protocol's name is somebody's own text.
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return "" if value is None else value


def _parquet(rows: list[dict[str, Any]]) -> Export:
    # Loaded only here: 60 MB that no other page needs.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema(
        pa.field(name, getattr(pa, kind)(), metadata={"about": about})
        for name, (kind, about) in COLUMNS.items()
    )
    table = pa.Table.from_pylist(
        [{name: row[name] for name in COLUMNS} for row in rows], schema=schema
    )
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return Export(
        stream.getvalue(),
        "application/vnd.apache.parquet",
        "outcomes.parquet",
        len(rows),
    )
