"""Points that injectors keep under a name, to put them into another plan."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.protocols.models import PointLibrary
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.clinic.shared.text import one_line

__all__ = ["SavedPoint", "forget_points", "save_points"]

LONGEST_NAME = 80
LONGEST_NOTE = 1000
MOST_POINTS = 200


@dataclass(frozen=True, slots=True)
class SavedPoint:
    """One site: its key ("glabella/procerus-M"), units, and where it was put.

    ``units`` are those of the library's unit family; ``position`` (cm on the canonical
    face) only where the point was moved.
    """

    key: str
    units: float
    position: tuple[float, float, float] | None = None


@transaction.atomic
def save_points(
    *,
    actor: User,
    at: datetime,
    name: str,
    unit_family: str,
    points: Iterable[SavedPoint],
    note: str = "",
) -> PointLibrary:
    """Keep points under a name; the same name again replaces them."""
    rights.require(actor, "plan.write", at=at)
    name, kept = one_line(name), list(points)
    if not name or len(name) > LONGEST_NAME:
        message = f"Give the points a name of at most {LONGEST_NAME} characters."
        raise Invalid.field("name", message)
    if not 0 < len(kept) <= MOST_POINTS:
        raise Invalid.field("points", f"Choose 1 to {MOST_POINTS} sites to keep.")
    row = PointLibrary.objects.select_for_update().filter(user=actor, name=name).first()
    before = _told(row) if row else None
    if row is None:
        row = PointLibrary(user=actor, name=name, created_at=at)
    else:
        row.version += 1
    row.unit_family, row.note = unit_family, note[:LONGEST_NOTE]
    row.points = [_as_json(point) for point in kept]
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change" if before else "create",
        record=row,
        before=before,
        after=_told(row),
    )
    return row


@transaction.atomic
def forget_points(*, actor: User, at: datetime, library: PointLibrary) -> None:
    """Give up saved points; plans that were made with them do not change."""
    rights.require(actor, "plan.write", at=at)
    row = PointLibrary.objects.filter(pk=library.pk, user=actor).first()
    if row is None:
        raise NotFound
    audit.record(
        actor=actor.as_actor, at=at, action="void", record=row, before=_told(row)
    )
    row.delete()


def _as_json(point: SavedPoint) -> dict[str, Any]:
    told = asdict(point)
    told["position"] = list(point.position) if point.position else None
    return told


def _told(row: PointLibrary) -> dict[str, Any]:
    return {"name": row.name, "unit_family": row.unit_family, "points": row.points}
