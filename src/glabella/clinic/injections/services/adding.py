"""Take one entry into the live record, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import Max

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.consents import selectors as consents
from glabella.clinic.injections import stocking
from glabella.clinic.injections.fold import fold
from glabella.clinic.injections.kinds import Wanted, cleaned
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.planned import area_name, planned_sites
from glabella.clinic.injections.reactions import REACTIONS, RED_FLAGS
from glabella.clinic.injections.reading import (
    answers_on,
    entries_of,
    happened_at,
    steps_of,
    tap_of,
)
from glabella.clinic.injections.rules import GIVING, refusal, touched, undo_refusal
from glabella.clinic.injections.services.beginning import approval_of
from glabella.clinic.injections.values import State
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound

__all__ = ["Answer", "add", "locked"]

PREPARING: Final = frozenset({"check", "vial", "draw", "note"})
"""What somebody who prepares may write; the rest is for who injects."""

Result = Literal["accepted", "duplicate", "conflict", "refused"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an entry; refused ones are not kept, and say why."""

    result: Result
    number: int | None = None
    message: str = ""
    needs_reason: bool = False
    """It is taken with the reason why it was given all the same (``despite``)."""


class _Refused(Exception):  # noqa: N818 - it says what happened
    """Leaves the transaction without a trace."""

    needs_reason = False


class _NotAllowedAnyMore(_Refused):
    """Nothing more may be given; what was given already is recorded with a reason."""

    needs_reason = True


def add(*, actor: User, at: datetime, session: Session, wanted: Wanted) -> Answer:
    """Add one entry, at most once: the same id again gets the same number again.

    Nothing is merged silently: where another device wrote about the same site since
    the writer last looked, both entries stand and the answer is "conflict".
    """
    action = "injection.prepare" if wanted.kind in PREPARING else "injection.record"
    rights.require(actor, action, at=at)
    try:
        return _add(actor, at, session, wanted)
    except _Refused as refused:
        return Answer(
            "refused", message=str(refused), needs_reason=refused.needs_reason
        )


@transaction.atomic
def _add(actor: User, at: datetime, session: Session, wanted: Wanted) -> Answer:
    row = locked(session)
    try:
        content = cleaned(wanted)
    except Invalid as error:
        raise _Refused(str(error)) from error
    if (known := _sent_before(row, wanted, content)) is not None:
        return Answer("duplicate", known.number)
    _must_be_open(row)
    entries = entries_of(row)
    state = _state(row, entries)
    content = {k: v for k, v in content.items() if k != "site"}
    when = happened_at(wanted.at_client, row, at)
    _must_stand(row, wanted, content, state, entries)
    if words := refusal(wanted, content, state, steps_of(row), answers_on(state, when)):
        raise _Refused(words)
    stopped = _why_not(row, when) if wanted.kind in GIVING else ""
    if stopped and not content.get("despite"):
        raise _NotAllowedAnyMore(stopped)
    entry = _write(actor, at, row, wanted, content)
    _follow(actor, at, row, entry, content)
    if stopped:
        _tell_of_deviation(actor, at, row, entry, stopped)
    after = _state(row, [*entries, entry])
    if any(site.in_conflict for site in touched(wanted, content, after)):
        return Answer("conflict", entry.number)
    return Answer("accepted", entry.number)


def locked(session: Session) -> Session:
    """The session as it is now, kept for this transaction."""
    # What the end of a session sets is read afterwards: a joined row would be that of
    # the moment before this one waited for the lock.
    rows = Session.objects.select_for_update(of=("self",)).select_related(
        "key", "patient__key", "plan_version__key", "plan"
    )
    row = rows.filter(pk=session.pk).first()
    if row is None:
        raise NotFound
    if row.patient.erased_at is not None:
        message = f"Patient {row.patient.number} was erased: nothing can be added."
        raise Blocked(message)
    return row


def _state(row: Session, entries: list[Entry]) -> State:
    planned = planned_sites(row.plan_version.content)
    return fold(planned, (tap_of(entry) for entry in entries))


def _sent_before(row: Session, wanted: Wanted, content: dict[str, Any]) -> Entry | None:
    found = (
        Entry.objects.select_related("key").filter(client_id=wanted.client_id).first()
    )
    if found is None:
        return None
    same = (found.session_id, found.kind) == (row.pk, wanted.kind)
    if not same or found.content != content:
        message = "This entry was sent before with another content: tap again."
        raise _Refused(message)
    return found


def _must_be_open(row: Session) -> None:
    if row.status == Session.Status.OPEN:
        return
    by = row.ended_by.name if row.ended_by else "somebody"
    if row.status == Session.Status.SIGNED:
        message = (
            f"This treatment was signed by {by}: nothing is added any more. What is "
            "missing is entered by an amendment of the treatment."
        )
    else:
        message = f"This session was given up by {by}: begin it anew from the plan."
    raise _Refused(message)


def _must_stand(
    row: Session,
    wanted: Wanted,
    content: dict[str, Any],
    state: State,
    entries: list[Entry],
) -> None:
    if wanted.kind == "check":
        step = next((s for s in steps_of(row) if s.key == content["step"]), None)
        if step is None or step.answer(content["answer"]) is None:
            message = "This answer is not one of the preparation's."
            raise _Refused(message)
    if wanted.kind == "undo":
        _must_be_undoable(wanted, content, state, entries)
    typed, product = content.get("lot", ""), row.plan_version.product
    if typed and (words := stocking.typed_lot_refusal(typed, product)):
        raise _Refused(words)


def _why_not(row: Session, when: datetime) -> str:
    """Why nothing could be given then, by approval and consent; empty: it could."""
    if approval_of(row.plan_version, when) is None:
        return (
            "The plan's approval is void: nothing more is given by it. Sign what was "
            "given, and skip the rest with the reason."
        )
    missing = consents.missing_for(
        patient=row.patient, content=row.plan_version.content, at=when
    )
    if missing and not consents.withdrawn_after(row.patient, when):
        return (
            f"{missing.says} Until then nothing more is given: sign what was given, "
            "and skip the rest with the reason."
        )
    return ""


def _tell_of_deviation(
    actor: User, at: datetime, row: Session, entry: Entry, stopped: str
) -> None:
    """What was given is in the record whatever happens; a prescriber is to know."""
    raise_alert(
        actor=actor.as_actor,
        at=at,
        kind=Alert.Kind.DEVIATION,
        text=f"{row.patient}: given although nothing allowed it any more. {stopped} "
        f"The reason that was told: {entry.content['despite']}",
        for_role="prescriber",
        key=row.key,
        link=f"/patients/{row.patient_id}/sessions/{row.pk}/",
    )


def _must_be_undoable(
    wanted: Wanted, content: dict[str, Any], state: State, entries: list[Entry]
) -> None:
    target = next((e for e in entries if str(e.client_id) == content["of"]), None)
    if target is None:
        message = "There is nothing to take back."
        raise _Refused(message)
    told = target.content
    of_a_site = bool(told.get("site") or told.get("sites")) or target.kind == "undo"
    places = touched(wanted, content, state)
    if words := undo_refusal(target.kind, places, of_a_site=of_a_site):
        raise _Refused(words)


def _write(
    actor: User,
    at: datetime,
    row: Session,
    wanted: Wanted,
    content: dict[str, Any],
) -> Entry:
    last = Entry.objects.filter(session=row).aggregate(last=Max("number"))["last"] or 0
    place = {"site": wanted.site} if wanted.site else {}
    entry = Entry.objects.create(
        session=row,
        key=row.key,
        number=last + 1,
        client_id=wanted.client_id,
        device=wanted.device,
        kind=wanted.kind,
        content={**content, **place},
        seen=min(max(wanted.seen, 0), last),
        at_client=happened_at(wanted.at_client, row, at),
        at=at,
        by=actor,
    )
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        after={"number": entry.number, "kind": wanted.kind, **content, **place},
    )
    return entry


def _follow(
    actor: User, at: datetime, row: Session, entry: Entry, content: dict[str, Any]
) -> None:
    """What an entry sets going elsewhere: the stock's books, an alert."""
    if entry.kind in {"vial", "draw"} and content.get("vial"):
        try:
            product = row.plan_version.product
            vial = stocking.get_vial(actor, at, content["vial"], product)
            if entry.kind == "draw":
                stocking.draw_up(
                    actor=actor,
                    at=at,
                    session=row,
                    vial=vial,
                    units=Decimal(content["units"]),
                    once=entry.client_id,
                )
        except Blocked as error:
            raise _Refused(error.what) from error
    for kind, text in _alarms(row, entry, content):
        raise_alert(
            actor=actor.as_actor,
            at=at,
            kind=kind,
            text=text,
            for_role="prescriber",
            key=row.key,
            link=f"/patients/{row.patient_id}/sessions/{row.pk}/",
        )


def _alarms(
    row: Session, entry: Entry, content: dict[str, Any]
) -> Iterator[tuple[Alert.Kind, str]]:
    """What a prescriber is to know at once."""
    if entry.kind == "reaction" and content["reaction"] in RED_FLAGS:
        words = REACTIONS[content["reaction"]]
        yield Alert.Kind.RED_FLAG, f"At the treatment: {words}."
    typed = content.get("lot", "")
    if typed and stocking.lot_in_books(typed, row.plan_version.product):
        text = (
            f"{row.patient}: lot {typed} was typed, and the stock's books have no vial "
            "of it left. Find out where the vial came from."
        )
        yield Alert.Kind.DEVIATION, text
    planned = {site.area for site in planned_sites(row.plan_version.content)}
    if entry.kind == "add" and content["area"] not in planned:
        where = area_name(content["area"])
        text = (
            f"{row.patient}: a site was given in {where}, an area that neither the "
            "approved plan nor its consent names."
        )
        yield Alert.Kind.DEVIATION, text
