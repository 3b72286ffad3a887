"""Protocols and their versions, and what changed between two of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.protocols.content import AreaTemplate, of_json
from glabella.clinic.protocols.models import PointLibrary, Protocol, ProtocolVersion
from glabella.clinic.shared.errors import NotFound
from glabella.drawing.wording import TECHNIQUES, number
from glabella.evidence import catalogue

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

READ = "protocol.write"
"""Whoever may write protocols may read them: the clinicians."""
APPROVED = ProtocolVersion.Status.APPROVED


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs, with the words before and now; empty: was not there."""

    what: str
    before: str
    now: str


def protocols(
    *, viewer: User, at: datetime, retired: bool = False
) -> QuerySet[Protocol]:
    """Every protocol by name with its versions, newest first."""
    if not rights.may(viewer, READ, at=at):
        raise NotFound
    versions = ProtocolVersion.objects.select_related("approved_by", "created_by")
    found = Protocol.objects.filter(retired_at__isnull=not retired)
    return found.prefetch_related(
        Prefetch("versions", versions.order_by("-number"))
    ).order_by("name")


def get_protocol(*, viewer: User, at: datetime, protocol_id: int) -> Protocol:
    """One protocol with its versions."""
    if not rights.may(viewer, READ, at=at):
        raise NotFound
    versions = ProtocolVersion.objects.select_related("approved_by", "created_by")
    found = (
        Protocol.objects.filter(pk=protocol_id)
        .prefetch_related(Prefetch("versions", versions.order_by("-number")))
        .first()
    )
    if found is None:
        message = "There is no such protocol. The list shows those in use."
        raise NotFound(message)
    return found


def named(*, viewer: User, at: datetime, name: str) -> Protocol | None:
    """The protocol in use of this name."""
    if not rights.may(viewer, READ, at=at):
        raise NotFound
    return Protocol.objects.filter(name=name, retired_at=None).first()


def get_version(*, viewer: User, at: datetime, version_id: int) -> ProtocolVersion:
    """One version of a protocol."""
    if not rights.may(viewer, READ, at=at):
        raise NotFound
    found = (
        ProtocolVersion.objects.select_related("protocol", "approved_by", "created_by")
        .filter(pk=version_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def in_force(
    *, viewer: User, at: datetime, jurisdiction: str
) -> QuerySet[ProtocolVersion]:
    """The approved versions that a plan may start from here."""
    if not rights.may(viewer, READ, at=at):
        return ProtocolVersion.objects.none()
    return (
        ProtocolVersion.objects.select_related("protocol", "approved_by")
        .filter(status=APPROVED, protocol__retired_at=None, jurisdiction=jurisdiction)
        .order_by("protocol__name")
    )


def waiting_versions(*, viewer: User, at: datetime) -> QuerySet[ProtocolVersion]:
    """Drafts that a prescriber may approve."""
    if not rights.may(viewer, "protocol.approve", at=at):
        return ProtocolVersion.objects.none()
    return (
        ProtocolVersion.objects.select_related("protocol", "created_by")
        .filter(status=ProtocolVersion.Status.DRAFT, protocol__retired_at=None)
        .order_by("created_at")
    )


def point_libraries(
    *, viewer: User, at: datetime, unit_family: str = ""
) -> QuerySet[PointLibrary]:
    """One's own saved points, of one unit family or of all."""
    if not rights.may(viewer, "plan.write", at=at):
        return PointLibrary.objects.none()
    found = PointLibrary.objects.filter(user=viewer)
    return found.filter(unit_family=unit_family) if unit_family else found


def library_of(*, viewer: User, at: datetime, library_id: int) -> PointLibrary:
    """One of one's own libraries."""
    found = point_libraries(viewer=viewer, at=at).filter(pk=library_id).first()
    if found is None:
        raise NotFound
    return found


def difference(old: ProtocolVersion, new: ProtocolVersion) -> tuple[Change, ...]:
    """What ``new`` says differently from ``old``."""
    found = []
    if old.product != new.product:
        names = [catalogue.product(key).name for key in (old.product, new.product)]
        found.append(Change("Product", *names))
    if old.technique != new.technique:
        words = [TECHNIQUES[name] for name in (old.technique, new.technique)]
        found.append(Change("Technique", words[0], words[1]))
    before = {one.area: one for one in of_json(old.content)}
    now = {one.area: one for one in of_json(new.content)}
    for area in dict.fromkeys((*before, *now)):
        found += _area_changes(before.get(area), now.get(area))
    if old.notes != new.notes:
        found.append(Change("Notes", old.notes, new.notes))
    return tuple(found)


def _area_changes(
    before: AreaTemplate | None, now: AreaTemplate | None
) -> list[Change]:
    name = (now or before).name  # type: ignore[union-attr]  # one of them is there
    if before is None or now is None:
        return [Change(name, _fraction(before), _fraction(now))]
    found = []
    if before.fraction != now.fraction:
        found.append(Change(name, _fraction(before), _fraction(now)))
    elif before.shares != now.shares:
        found.append(Change(f"{name}: shares of the sites", "", "changed"))
    if before.places != now.places:
        found.append(Change(f"{name}: places of the sites", "", "changed"))
    if before.note != now.note:
        found.append(Change(f"{name}: note", before.note, now.note))
    return found


def _fraction(one: AreaTemplate | None) -> str:
    return f"{number(one.fraction * 100, 1)} % of the standard dose" if one else ""
