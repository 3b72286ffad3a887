"""Protocols through their versions: drafted, approved, superseded, retired."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from glabella.clinic.accounts import rights, services as accounts
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.protocols.canonical import digest
from glabella.clinic.protocols.content import AreaTemplate, as_json, of_json
from glabella.clinic.protocols.models import Protocol, ProtocolVersion
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.clinic.shared.text import one_line
from glabella.evidence import catalogue

__all__ = [
    "Setting",
    "approve",
    "change_draft",
    "create",
    "drop_draft",
    "new_version",
    "retire",
    "signed_content",
]

LONGEST_NAME = 80
LONGEST_NOTES = 4000
TECHNIQUES = ("standard", "baby", "skin")
DRAFT, APPROVED = ProtocolVersion.Status.DRAFT, ProtocolVersion.Status.APPROVED


@dataclass(frozen=True, slots=True)
class Setting:
    """What a version of a protocol says."""

    product: str
    jurisdiction: str
    technique: str
    areas: tuple[AreaTemplate, ...]
    notes: str = ""


@transaction.atomic
def create(
    *, actor: User, at: datetime, name: str, setting: Setting
) -> ProtocolVersion:
    """Make a protocol with its first draft."""
    rights.require(actor, "protocol.write", at=at)
    name = one_line(name)
    if not name or len(name) > LONGEST_NAME:
        message = f"Give the protocol a name of at most {LONGEST_NAME} characters."
        raise Invalid.field("name", message)
    if Protocol.objects.filter(name=name).exists():
        message = "There is a protocol of this name: open it, or choose another name."
        raise Invalid.field("name", message)
    protocol = Protocol.objects.create(name=name, created_at=at)
    return _drafted(actor=actor, at=at, protocol=protocol, setting=setting)


@transaction.atomic
def new_version(
    *, actor: User, at: datetime, protocol: Protocol, setting: Setting | None = None
) -> ProtocolVersion:
    """Draft the next version: of ``setting``, or of what is in force now."""
    rights.require(actor, "protocol.write", at=at)
    row = _locked(protocol)
    newest = row.versions.order_by("-number").first()
    if newest is not None and newest.status == DRAFT:
        message = f"Version {newest.number} is still a draft: finish or drop it first."
        raise Blocked(message, where=_address(row))
    if setting is None:
        setting = _setting_of(newest) if newest else None
    if setting is None:
        raise Invalid.field("areas", "Say what the protocol sets.")
    return _drafted(actor=actor, at=at, protocol=row, setting=setting)


@transaction.atomic
def change_draft(
    *,
    actor: User,
    at: datetime,
    protocol_version: ProtocolVersion,
    version: int,
    setting: Setting,
) -> ProtocolVersion:
    """Change a draft; refused if somebody did so meanwhile, or approved it."""
    rights.require(actor, "protocol.write", at=at)
    row = _draft(protocol_version, version)
    before = _told(row)
    _set(row, setting)
    row.version += 1
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        before=before,
        after=_told(row),
    )
    return row


@transaction.atomic
def drop_draft(
    *, actor: User, at: datetime, protocol_version: ProtocolVersion, version: int
) -> None:
    """Take back a draft that nobody approved; a protocol without versions goes too."""
    rights.require(actor, "protocol.write", at=at)
    row = _draft(protocol_version, version)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=row,
        before=_told(row),
        reason="draft dropped",
    )
    protocol = row.protocol
    row.delete()
    if not protocol.versions.exists():
        protocol.delete()


@transaction.atomic
def approve(
    *,
    actor: User,
    at: datetime,
    protocol_version: ProtocolVersion,
    version: int,
    password: str = "",
    code: str = "",
) -> ProtocolVersion:
    """Put a draft into force; the version before it is superseded."""
    rights.require(actor, "protocol.approve", at=at)
    accounts.confirm_identity(actor=actor, at=at, password=password, code=code)
    row = _draft(protocol_version, version)
    row.protocol.versions.filter(status=APPROVED).update(
        status=ProtocolVersion.Status.SUPERSEDED
    )
    row.status = APPROVED
    row.approved_at, row.approved_by = at, actor
    row.content_hash = digest(signed_content(row))
    row.version += 1
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="approve",
        record=row,
        after={**_told(row), "hash": row.content_hash},
    )
    return row


@transaction.atomic
def retire(*, actor: User, at: datetime, protocol: Protocol, reason: str) -> Protocol:
    """Take a protocol out of use; plans that were made with it keep its name."""
    rights.require(actor, "protocol.approve", at=at)
    row = _locked(protocol)
    reason = one_line(reason)
    if not reason:
        raise Invalid.field("reason", "Say why it is taken out of use.")
    row.retired_at = at
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=row,
        after={"retired": at.isoformat()},
        reason=reason,
    )
    return row


def signed_content(row: ProtocolVersion) -> dict[str, Any]:
    """What a prescriber signs, and what the hash is of."""
    return {
        "protocol": row.protocol.name,
        "number": row.number,
        "product": row.product,
        "jurisdiction": row.jurisdiction,
        "technique": row.technique,
        "content": row.content,
        "notes": row.notes,
    }


def _drafted(
    *, actor: User, at: datetime, protocol: Protocol, setting: Setting
) -> ProtocolVersion:
    newest = protocol.versions.order_by("-number").first()
    row = ProtocolVersion(
        protocol=protocol,
        number=newest.number + 1 if newest else 1,
        created_at=at,
        created_by=actor,
    )
    _set(row, setting)
    row.save()
    audit.record(
        actor=actor.as_actor, at=at, action="create", record=row, after=_told(row)
    )
    return row


def _set(row: ProtocolVersion, setting: Setting) -> None:
    """Write what the version says; Invalid names what is wrong."""
    if setting.product not in catalogue.product_keys():
        raise Invalid.field("product", "Choose a product from the list.")
    if setting.jurisdiction not in catalogue.product(setting.product).authorised:
        message = "This product is not authorised here: choose another."
        raise Invalid.field("product", message)
    if setting.technique not in TECHNIQUES:
        raise Invalid.field("technique", "Choose a technique.")
    if not setting.areas:
        raise Invalid.field("areas", "Choose an area and give its fraction.")
    row.product, row.jurisdiction = setting.product, setting.jurisdiction
    row.technique, row.notes = setting.technique, setting.notes[:LONGEST_NOTES]
    row.content = as_json(setting.areas)
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Invalid.from_validation(error) from error


def _setting_of(row: ProtocolVersion) -> Setting:
    return Setting(
        row.product, row.jurisdiction, row.technique, of_json(row.content), row.notes
    )


def _told(row: ProtocolVersion) -> dict[str, Any]:
    return {
        **signed_content(row),
        "areas": _fractions(row.content.get("areas", ())),
    }


def _fractions(areas: Iterable[dict[str, Any]]) -> dict[str, float]:
    return {one["area"]: one["fraction"] for one in areas}


def _locked(protocol: Protocol) -> Protocol:
    row = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if row.retired_at is not None:
        message = "This protocol was taken out of use: make a new one."
        raise Blocked(message, where="/protocols/")
    return row


def _draft(protocol_version: ProtocolVersion, version: int) -> ProtocolVersion:
    """The draft as it is now, kept for this transaction with its protocol."""
    _locked(protocol_version.protocol)
    row = (
        ProtocolVersion.objects.select_related("protocol")
        .filter(pk=protocol_version.pk)
        .first()
    )
    if row is None or row.version != version:
        raise Stale
    if row.status != DRAFT:
        message = (
            "This version was approved and is never edited: make a new version of it."
        )
        raise Blocked(message, where=_address(row.protocol))
    return row


def _address(protocol: Protocol) -> str:
    return f"/protocols/{protocol.pk}/"
