"""From a request to an appointment: free times, the form, and booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import dateformat, timezone

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Free
from glabella.clinic.calendar.length import minutes_for
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.calendar.selectors import bookable, next_free
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.practice.selectors import practice, rooms
from glabella.clinic.requests import services
from glabella.clinic.requests.concerns import areas_of, suits
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.services import NewPatient, Visit
from glabella.clinic.shared.errors import Invalid
from glabella.web.account.http import StaffRequest
from glabella.web.requests.staff_forms import BookForm, TimesForm, WhoForm

__all__ = ["Sent", "book_in", "offer", "sent", "told"]

OFFERED: Final = 8
LOOKED_AT: Final = 400
"""Free times from which the offered ones are taken: about a week of two people."""
SUITING: Final = 5
"""At most so many of the offered times are those that the person asked for."""
CLOSE: Final = timedelta(minutes=60)
"""Two offers of one person's day are at least so far apart."""
FIRST_KIND: Final = Appointment.Kind.CONSULTATION
FIELDS: Final = {"starts_at": "slot", "injector": "other_injector", "room": "room"}


def offer(
    request: StaffRequest, one: TreatmentRequest, *, at: datetime
) -> dict[str, Any]:
    """Forms with the next free times, as far as they are narrowed."""
    people = bookable()
    wishes = TimesForm(request.GET, injectors=people)
    held = wishes.cleaned_data if wishes.is_valid() else {}
    kind = held.get("kind") or FIRST_KIND
    found = next_free(
        viewer=request.user,
        at=at,
        minutes=minutes_for(practice(), kind, areas_of(one.concerns)),
        from_day=max(
            held.get("from_day") or timezone.localdate(at), timezone.localdate(at)
        ),
        injectors=_narrowed(people, held),
        limit=LOOKED_AT,
    )
    times = _spread(found, one.preferred_times)
    slots = [(_value(free), _words(free)) for free in times]
    book = BookForm(
        slots=slots,
        injectors=people,
        rooms=rooms(),
        initial={"version": one.version, "kind": kind},
    )
    shown = TimesForm(
        injectors=people,
        initial={"kind": kind, "from_day": timezone.localdate(at)}
        | _given(request.GET),
    )
    return {"wishes": shown, "book": book, "who": _who(one), "free": slots}


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to be booked."""

    book: BookForm
    who: WhoForm | None
    context: dict[str, Any]

    @property
    def valid(self) -> bool:
        """Whether both forms are in order; both are looked over."""
        whole = self.book.is_valid()
        return (self.who is None or self.who.is_valid()) and whole

    def refuse(self, error: Invalid) -> None:
        """Put what the services refused beside its field."""
        for name, message in error.fields.items():
            if self.who is not None and name in self.who.fields:
                self.who.add_error(name, message)
            else:
                field = FIELDS.get(name)
                self.book.add_error(field, message)


def sent(request: StaffRequest, one: TreatmentRequest, *, at: datetime) -> Sent:
    """The forms as they were sent; the chosen time stays, whoever has it by now."""
    people = bookable()
    slot = request.POST.get("slot", "")
    words = _slot_words(slot, people)
    slots = [(slot, words)] if words else []
    book = BookForm(request.POST, slots=slots, injectors=people, rooms=rooms())
    who = WhoForm(request.POST) if one.patient is None else None
    wishes = TimesForm(
        injectors=people,
        initial={
            "kind": request.POST.get("kind") or FIRST_KIND,
            "from_day": timezone.localdate(at),
        },
    )
    context = {"wishes": wishes, "book": book, "who": who, "free": slots}
    return Sent(book, who, context)


def book_in(
    request: StaffRequest, one: TreatmentRequest, forms: Sent, *, at: datetime
) -> Appointment:
    """One call to the service; Invalid and Taken are shown beside the fields."""
    injector_id, start = forms.book.chosen()
    injector = next((p for p in bookable() if str(p.pk) == injector_id), None)
    if injector is None:
        raise Invalid.field("injector", "Choose somebody who can be booked.")
    held = forms.book.cleaned_data
    room = next((room for room in rooms() if str(room.pk) == held["room"]), None)
    new = NewPatient(**forms.who.cleaned_data) if forms.who else None
    return services.book_in(
        actor=request.user,
        at=at,
        request_id=one.id,
        version=held["version"],
        visit=Visit(
            Wanted(injector=injector, starts_at=start, room=room), held["kind"]
        ),
        new=new,
    )


def told(appointment: Appointment) -> str:
    """What the front desk reads out."""
    start = timezone.localtime(appointment.starts_at)
    return (
        f"Booked: {dateformat.format(start, 'l j F, H:i')} with "
        f"{appointment.injector.name}."
    )


def _spread(found: Sequence[Free], wished: Sequence[str]) -> list[Free]:
    """A choice over the days: what was asked for first, no quarter hours in a row."""
    suiting = [free for free in found if suits(_start(free), wished)] if wished else []
    chosen = _apart(suiting, [], SUITING)
    return sorted(_apart(found, chosen, OFFERED), key=lambda free: free.starts_at)


def _apart(found: Sequence[Free], chosen: Sequence[Free], most: int) -> list[Free]:
    """``chosen`` and the earliest others, an hour apart for each person."""
    kept = list(chosen)
    for free in found:
        if len(kept) >= most:
            break
        near = (
            one
            for one in kept
            if one.injector == free.injector
            and abs(one.starts_at - free.starts_at) < CLOSE
        )
        if next(near, None) is None:
            kept.append(free)
    return kept


def _start(free: Free) -> datetime:
    return timezone.localtime(free.starts_at)


def _given(query: Mapping[str, str]) -> dict[str, str]:
    names = ("kind", "injector", "from_day")
    return {name: query[name] for name in names if query.get(name)}


def _narrowed(people: list[User], held: Mapping[str, Any]) -> list[User]:
    wanted = held.get("injector")
    return [one for one in people if str(one.pk) == wanted] if wanted else people


def _who(one: TreatmentRequest) -> WhoForm | None:
    if one.patient is not None:
        return None
    names = ("given_name", "family_name", "born_on", "sex")
    return WhoForm(initial={name: getattr(one, name) for name in names})


def _value(free: Free) -> str:
    return f"{free.injector.pk}|{free.starts_at.isoformat()}"


def _words(free: Free) -> str:
    start, end = timezone.localtime(free.starts_at), timezone.localtime(free.ends_at)
    return (
        f"{dateformat.format(start, 'D j M, H:i')} to {end:%H:%M}, {free.injector.name}"
    )


def _slot_words(slot: str, people: list[User]) -> str:
    """A time that was offered a while ago, in words; "" if it never was."""
    injector_id, _, text = slot.partition("|")
    name = next((one.name for one in people if str(one.pk) == injector_id), "")
    try:
        start = timezone.localtime(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return ""
    return name and f"{dateformat.format(start, 'D j M, H:i')}, {name}"
