"""Reports of side effects: drafted, edited, reviewed by a person, handed out, followed.

Nothing is ever sent by this program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import Report
from glabella.clinic.followups.reporting import drafted, fields_of
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.clinic.shared.signing import content_digest
from glabella.clinic.shared.text import one_line
from glabella.clinic.treatments.models import SideEffect

__all__ = [
    "KINDS",
    "Sending",
    "close_report",
    "export_report",
    "mark_sent",
    "review_report",
    "save_report",
    "start_report",
]

RIGHT: Final = "report.write"
LONGEST: Final = 6000
LONGEST_REFERENCE: Final = 80
KINDS: Final = ("pdf", "json", "text", "csv")
DRAFT, REVIEWED = Report.Status.DRAFT, Report.Status.REVIEWED
SENT, CLOSED = Report.Status.SENT, Report.Status.CLOSED
NEEDED: Final = ("product", "event", "reporter")
"""Without a product, an event and somebody who reports it is no report."""


@transaction.atomic
def start_report(
    *, actor: User, at: datetime, effect: SideEffect, scheme: str
) -> Report:
    """Draft a report from the record; an open one of the same form comes back."""
    rights.require(actor, RIGHT, at=at)
    if scheme not in Report.Scheme.values:
        raise Invalid.field("scheme", "Choose the form.")
    row = (
        SideEffect.objects.select_for_update(of=("self",))
        .select_related("key", "follow_up__treatment__patient__key", "follow_up__key")
        .filter(pk=effect.pk)
        .first()
    )
    if row is None:
        raise NotFound
    treatment = row.follow_up.treatment
    treatment.key = row.follow_up.key = treatment.patient.key = row.key
    if treatment.patient.erased_at is not None:
        message = "This record was erased: there is nothing to report from."
        raise Blocked(message)
    held = _rows().filter(side_effect=row, scheme=scheme, status__in=(DRAFT, REVIEWED))
    if (open_one := held.first()) is not None:
        return open_one
    report = Report.objects.create(
        key=row.key,
        patient=treatment.patient,
        treatment=treatment,
        side_effect=row,
        scheme=scheme,
        content=drafted(row, scheme=scheme, reporter=actor, at=at),
        created_at=at,
        created_by=actor,
    )
    _note(actor, at, "create", report, after={"scheme": scheme})
    return report


@transaction.atomic
def save_report(
    *,
    actor: User,
    at: datetime,
    report: Report,
    version: int,
    content: Mapping[str, str],
) -> Report:
    """Keep what was edited; a review that it had is void with the change."""
    rights.require(actor, RIGHT, at=at)
    row = _locked(report, version, (DRAFT, REVIEWED))
    kept = _cleaned(row.scheme, content)
    if kept == row.content:
        return row
    before = dict(row.content)
    row.content = kept
    row.status, row.reviewed_at, row.reviewed_by = DRAFT, None, None
    row.reviewed_hash = ""
    _save(row)
    changed = {name: text for name, text in kept.items() if before.get(name) != text}
    _note(
        actor,
        at,
        "change",
        row,
        before={name: before.get(name, "") for name in changed},
        after=changed,
    )
    return row


@transaction.atomic
def review_report(
    *, actor: User, at: datetime, report: Report, version: int, read: bool
) -> Report:
    """A person has read every field: only then does the report leave the record."""
    rights.require(actor, RIGHT, at=at)
    row = _locked(report, version, (DRAFT,))
    if not read:
        raise Invalid.field("read", "Read every field first, and say so here.")
    missing = [one for one in fields_of(row.scheme) if one.name in NEEDED]
    missing = [one for one in missing if not row.content.get(one.name, "").strip()]
    if missing:
        names = ", ".join(one.label for one in missing)
        raise Invalid.field("read", f"This cannot be left open: {names}.")
    row.status, row.reviewed_at, row.reviewed_by = REVIEWED, at, actor
    row.reviewed_hash = content_digest({"scheme": row.scheme, **row.content})
    _save(row)
    _note(actor, at, "sign", row, after={"hash": row.reviewed_hash})
    return row


@transaction.atomic
def export_report(*, actor: User, at: datetime, report: Report, kind: str) -> Report:
    """Hand the reviewed report out as a file; the audit tells of each time."""
    rights.require(actor, RIGHT, at=at)
    if kind not in KINDS:
        raise NotFound
    row = _rows().filter(pk=report.pk).first()
    if row is None:
        raise NotFound
    if not row.reviewed_hash:
        message = (
            "Nobody has reviewed this report yet. Read it and say so, then export."
        )
        raise Blocked(message, _address(row))
    _note(actor, at, "export", row, after={"kind": kind, "hash": row.reviewed_hash})
    return row


@dataclass(frozen=True, slots=True)
class Sending:
    """When a person sent it, the authority's number, and when to ask again."""

    sent_on: date | None
    reference: str = ""
    follow_up_due: date | None = None


@transaction.atomic
def mark_sent(
    *, actor: User, at: datetime, report: Report, version: int, sending: Sending
) -> Report:
    """Note that a person sent it; the number may be completed later."""
    rights.require(actor, RIGHT, at=at)
    row = _locked(report, version, (REVIEWED, SENT))
    if wrong := _sending_faults(sending, day_of(at)):
        raise Invalid(wrong)
    before = _sending(row)
    row.status, row.sent_on, row.sent_by = SENT, sending.sent_on, actor
    row.reference = one_line(sending.reference)
    row.follow_up_due = sending.follow_up_due
    _save(row)
    _note(actor, at, "change", row, before=before, after=_sending(row))
    return row


def _sending_faults(sending: Sending, today: date) -> dict[str, str]:
    found = {}
    if sending.sent_on is None:
        found["sent_on"] = "Give the day."
    elif sending.sent_on > today:
        found["sent_on"] = "That day is still to come."
    if len(sending.reference) > LONGEST_REFERENCE:
        found["reference"] = f"At most {LONGEST_REFERENCE} letters."
    return found


@transaction.atomic
def close_report(
    *, actor: User, at: datetime, report: Report, version: int, reason: str
) -> Report:
    """Nothing more is to do: it was answered, or it will not be sent, and why."""
    rights.require(actor, RIGHT, at=at)
    row = _locked(report, version, (DRAFT, REVIEWED, SENT))
    reason = one_line(reason)
    if not reason:
        raise Invalid.field("reason", "Say why it is closed.")
    before = {"status": str(row.status)}
    row.status, row.close_reason, row.follow_up_due = CLOSED, reason, None
    _save(row)
    _note(actor, at, "void", row, before=before, reason=reason)
    return row


def _sending(row: Report) -> dict[str, Any]:
    return {
        "status": str(row.status),
        "sent_on": row.sent_on,
        "reference": row.reference,
        "follow_up_due": row.follow_up_due,
    }


def _cleaned(scheme: str, content: Mapping[str, str]) -> dict[str, str]:
    kept = {one.name: content.get(one.name, "").strip() for one in fields_of(scheme)}
    too_long = {
        name: f"At most {LONGEST} letters."
        for name, text in kept.items()
        if len(text) > LONGEST
    }
    if too_long:
        raise Invalid(too_long)
    return kept


def _rows() -> QuerySet[Report]:
    return Report.objects.select_related(
        "key", "patient__key", "treatment__key", "side_effect__key", "reviewed_by"
    )


def _locked(report: Report, version: int, states: tuple[str, ...]) -> Report:
    row = _rows().select_for_update(of=("self",)).filter(pk=report.pk).first()
    if row is None:
        raise NotFound
    if row.version != version:
        raise Stale
    if row.status not in states:
        message = (
            f"This report is {row.get_status_display()}: that cannot be done any more. "
            "Begin a new one from the side effect if something is to be added."
        )
        raise Blocked(message, _address(row))
    return row


def _save(row: Report) -> None:
    row.version += 1
    row.save()


def _address(row: Report) -> str:
    return f"/patients/{row.patient_id}/reports/{row.pk}/"


class Told(TypedDict, total=False):
    """What an entry of the audit may hold beside its record."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str


def _note(
    actor: User, at: datetime, action: str, row: Report, **told: Unpack[Told]
) -> None:
    audit.record(
        actor=actor.as_actor, at=at, action=action, record=row, subject=row.key, **told
    )
