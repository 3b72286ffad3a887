"""Keep what patients say of their health: as they go, then sent, then confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.links import services as links
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox import services as outbox
from glabella.clinic.patients.models import HistoryDraft, MedicalHistory, Patient
from glabella.clinic.patients.questions import NOT_APPLICABLE, QUESTIONS, cleaned
from glabella.clinic.patients.services.addresses import refuse_new_address
from glabella.clinic.patients.services.people import locked
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, Stale

__all__ = [
    "LINK_DAYS",
    "confirm_history",
    "save_draft",
    "send_history",
    "send_link",
    "take_history",
]

LINK_DAYS: Final = 14
MOST_LETTERS: Final = 20_000
LINK, STAFF = MedicalHistory.Source.LINK, MedicalHistory.Source.STAFF

MAIL: Final = """\
{clinic} asks you a few questions before your visit.

Please answer them here, on a phone or a computer:
{address}

The link is yours alone and opens for {days} days. You will be asked for a code, which
we then send to this address. What you write is saved as you go.
"""


@transaction.atomic
def send_link(
    *, actor: User, at: datetime, patient: Patient, address: str
) -> SignedLink:
    """Mail the patient a link to the health questions; an older link ends.

    ``address`` is the page's full address with ``{token}`` in the token's place.
    """
    rights.require(actor, "history.send_link", at=at)
    row = locked(patient)
    if not row.email:
        message = (
            "There is no e-mail address to send the link to. Enter one, or ask the "
            "questions here."
        )
        raise Blocked(message)
    if row.histories.exists():
        refuse_new_address(patient=row, at=at)
    link, token = links.renew(
        actor=actor,
        at=at,
        purpose=PURPOSE,
        key=row.key,
        record_id=row.id,
        days=LINK_DAYS,
    )
    clinic = practice().name
    outbox.send(
        actor=actor,
        at=at,
        kind="history_link",
        to=row.email,
        key=row.key,
        subject_line=f"Questions before your visit to {clinic}",
        body=MAIL.format(
            clinic=clinic, address=address.format(token=token), days=LINK_DAYS
        ),
    )
    return link


PURPOSE: Final = SignedLink.Purpose.HISTORY


@transaction.atomic
def save_draft(
    *,
    actor: User | Actor,
    at: datetime,
    patient: Patient,
    fields: Mapping[str, Sequence[str]],
    version: int,
) -> HistoryDraft:
    """Keep a half-filled form as it is; ``version`` is 0 for the first time.

    The audit tells of the first save and of the sending, not of each save between.
    """
    source = _source(actor, at, patient)
    row = locked(patient)
    kept = {name: list(values) for name, values in fields.items()}
    if sum(len(one) for values in kept.values() for one in values) > MOST_LETTERS:
        message = "This is too long to be kept: shorten it, or tell us when you come."
        raise Invalid.field("", message)
    draft = (
        HistoryDraft.objects.select_for_update(of=("self",))
        .select_related("key")
        .filter(patient=row, source=source)
        .first()
    )
    if version != (draft.version if draft else 0):
        raise Stale
    if draft is None:
        draft = HistoryDraft(key=row.key, patient=row, source=source, version=0)
        audit.record(
            actor=_as_actor(actor),
            at=at,
            action="create",
            record=draft,
            subject=row.key,
        )
    draft.answers = {"fields": kept}
    draft.saved_at = at
    draft.version += 1
    draft.save()
    return draft


@transaction.atomic
def send_history(
    *,
    actor: Actor,
    at: datetime,
    patient: Patient,
    answers: Mapping[str, Any],
    link: SignedLink | None = None,
) -> MedicalHistory:
    """Take over what the patient sends; a clinician confirms it later.

    The ``link`` by which it came ends with that.
    """
    source = _source(actor, at, patient)
    row = locked(patient)
    history = _keep(row, at, answers, source=source, actor=actor, taken_by=None)
    if link is not None:
        links.end(actor=actor, at=at, link=link)
    return history


@transaction.atomic
def take_history(
    *, actor: User, at: datetime, patient: Patient, answers: Mapping[str, Any]
) -> MedicalHistory:
    """Record what a clinician asked; it is confirmed with that."""
    _source(actor, at, patient)
    row = locked(patient)
    return _keep(row, at, answers, source=STAFF, actor=actor.as_actor, taken_by=actor)


@transaction.atomic
def confirm_history(
    *, actor: User, at: datetime, history: MedicalHistory
) -> MedicalHistory:
    """A clinician went through what the patient had sent."""
    rights.require(actor, "history.write", at=at)
    row = locked(history.patient)
    newest = row.histories.select_related("key").order_by("-number").first()
    if newest is None or newest.pk != history.pk:
        message = (
            "The patient has sent newer answers meanwhile. Go through those, and "
            "confirm them."
        )
        raise Stale(message)
    if newest.confirmed_at is not None:
        return newest
    newest.confirmed_at, newest.confirmed_by = at, actor
    newest.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="sign",
        record=newest,
        subject=row.key,
        after={"confirmed": True},
    )
    return newest


def _source(
    actor: User | Actor, at: datetime, patient: Patient
) -> MedicalHistory.Source:
    """Whose answers these are: staff with the right, or the patient by their link."""
    if isinstance(actor, Actor):
        if actor != Actor.patient(patient.id):
            raise Blocked(_FOREIGN)
        return LINK
    rights.require(actor, "history.write", at=at)
    return STAFF


_FOREIGN = "This link belongs to somebody else. Ask the clinic for a new one."


def _as_actor(actor: User | Actor) -> Actor:
    return actor if isinstance(actor, Actor) else actor.as_actor


def _keep(
    patient: Patient,
    at: datetime,
    answers: Mapping[str, Any],
    *,
    source: MedicalHistory.Source,
    actor: Actor,
    taken_by: User | None,
) -> MedicalHistory:
    kept = cleaned(_with_the_obvious(answers, patient), day=day_of(at))
    if not set(kept) - {"habits", "remarks", *_OBVIOUS}:
        raise Invalid.field("", "No question is answered yet: nothing was sent.")
    last = patient.histories.aggregate(last=Max("number"))["last"] or 0
    history = MedicalHistory.objects.create(
        key=patient.key,
        patient=patient,
        number=last + 1,
        answers=kept,
        source=source,
        given_at=at,
        taken_by=taken_by,
        confirmed_at=at if taken_by else None,
        confirmed_by=taken_by,
    )
    HistoryDraft.objects.filter(patient=patient, source=source).delete()
    patient.allergies = "; ".join(kept.get("allergies", ())) or (
        "none" if "allergies" in kept else ""
    )
    patient.save(update_fields=["allergies"])
    audit.record(
        actor=actor,
        at=at,
        action="create",
        record=history,
        subject=patient.key,
        after={"number": history.number, "answers": kept},
    )
    return history


_OBVIOUS = [question.key for question in QUESTIONS if question.for_women]


def _with_the_obvious(answers: Mapping[str, Any], patient: Patient) -> dict[str, Any]:
    """What need not be asked of a man."""
    found = dict(answers)
    if patient.sex == "male":
        found |= dict.fromkeys(_OBVIOUS, NOT_APPLICABLE)
    return found
