"""The calendar: a day by people or rooms, or a week of one of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.calendar import selectors
from glabella.clinic.calendar.availability import Diary
from glabella.clinic.calendar.grid import day_span
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.practice.models import Room
from glabella.clinic.practice.selectors import clinic_zone, rooms
from glabella.web.account.http import StaffRequest
from glabella.web.calendar.board import Board, Lane, build
from glabella.web.calendar.words import Booked

__all__ = ["page"]

WEEK: Final = 7
SATURDAY: Final = 5
FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    day: date
    week: bool
    by_room: bool
    injector: User | None
    room: Room | None

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self.day - timedelta(days=self.day.weekday()) if self.week else self.day

    @property
    def days(self) -> int:
        """How many days are shown."""
        return WEEK if self.week else 1

    @property
    def of_one(self) -> bool:
        """Whether this is the week of one person."""
        return self.week and not self.by_room

    def address(self, **others: Any) -> str:
        """The query that shows this, changed in some part."""
        held = {
            "day": self.day.isoformat(),
            "view": "week" if self.week else "",
            "by": "room" if self.by_room else "",
            "who": str(self.injector.pk) if self.injector else "",
            "room": str(self.room.pk) if self.room else "",
            **others,
        }
        return "?" + urlencode({name: word for name, word in held.items() if word})


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Show a day or a week."""
    at = timezone.now()
    people = selectors.bookable()
    places = rooms()
    asked = _asked(request, people, places, timezone.localdate(at))
    start = day_span(asked.first, clinic_zone())[0]
    end = day_span(asked.first + timedelta(days=asked.days - 1), clinic_zone())[1]
    visits = selectors.appointments_between(
        viewer=request.user,
        at=at,
        start=start,
        end=end,
        injector=asked.injector if asked.of_one else None,
        room=asked.room if asked.week and asked.by_room else None,
    )
    diary = selectors.diary(
        viewer=request.user,
        at=at,
        people=[asked.injector] if asked.of_one and asked.injector else people,
        days=(asked.first, asked.days),
        in_rooms=asked.by_room,
    )
    lanes = _lanes(asked, people, places, visits)
    board = build(lanes, visits, diary, at) if not asked.week else None
    context = {
        "asked": asked,
        "board": board or _week(lanes, visits, diary, at),
        "list": [Booked(one) for one in visits],
        "people": people,
        "rooms": places,
        "closed": diary.is_closed(asked.day),
        "zone": clinic_zone().key,
        "may_book": rights.may(request.user, "calendar.book", at=at),
        **_ways(asked, people, places, timezone.localdate(at)),
    }
    return render(request, "calendar/page.html", context)


def _asked(
    request: StaffRequest, people: list[User], places: list[Room], today: date
) -> Asked:
    query = request.GET
    week = query.get("view") == "week"
    by_room = query.get("by") == "room" and bool(places)
    injector = next((one for one in people if str(one.pk) == query.get("who")), None)
    room = next((one for one in places if str(one.pk) == query.get("room")), None)
    if week and not by_room and injector is None:
        own = next((one for one in people if one.pk == request.user.pk), None)
        injector = own or next(iter(people), None)
    if week and by_room and room is None:
        room = places[0]
    return Asked(
        day=_day(query.get("day", ""), today),
        week=week,
        by_room=by_room,
        injector=injector,
        room=room,
    )


def _day(text: str, today: date) -> date:
    """The day that was asked for; today for anything that is none."""
    try:
        day = parse_date(text)
    except ValueError:
        return today
    return day if day is not None and FIRST <= day <= LAST else today


def _lanes(
    asked: Asked, people: list[User], places: list[Room], visits: list[Appointment]
) -> list[Lane]:
    if asked.week:
        days = [asked.first + timedelta(days=n) for n in range(WEEK)]
        injector = asked.injector if asked.of_one else None
        room = asked.room if asked.by_room else None
        return [
            Lane(day, f"{day:%a} {day.day} {day:%b}", injector, room) for day in days
        ]
    if not asked.by_room:
        # Somebody who cannot be booked any more still has the visits of that day.
        known = {one.pk for one in people}
        former = {one.injector for one in visits if one.injector_id not in known}
        shown = [*people, *sorted(former, key=lambda one: one.name)]
        return [Lane(asked.day, one.name, injector=one) for one in shown]
    lanes = [Lane(asked.day, one.name, room=one) for one in places]
    if any(one.room_id is None for one in visits):
        lanes.append(Lane(asked.day, "No room yet"))
    return lanes


def _week(
    lanes: list[Lane], visits: list[Appointment], diary: Diary, at: datetime
) -> Board:
    """Each day has its own visits; a weekend without any is left out."""
    where = diary.where
    of_day: dict[date, list[Appointment]] = {lane.day: [] for lane in lanes}
    for one in visits:
        of_day[one.starts_at.astimezone(where).date()].append(one)
    shown = [
        lane
        for lane in lanes
        if lane.day.weekday() < SATURDAY
        or of_day[lane.day]
        or diary.open_spans(lane.day, lane.injector)
    ]
    return build(shown, visits, diary, at)


def _ways(
    asked: Asked, people: list[User], places: list[Room], today: date
) -> dict[str, Any]:
    """Where the buttons above the calendar lead."""
    step = timedelta(days=asked.days)
    return {
        "previous": asked.address(day=(asked.day - step).isoformat()),
        "next": asked.address(day=(asked.day + step).isoformat()),
        "today": asked.address(day=today.isoformat()),
        "is_today": asked.first <= today < asked.first + step,
        "last": asked.first + step - timedelta(days=1),
        "day_view": asked.address(view="", who="", room=""),
        "week_view": asked.address(view="week"),
        "by_people": asked.address(by="", room=""),
        "by_rooms": asked.address(by="room", who=""),
        "whose": [
            (one.name, asked.address(who=str(one.pk)), one == asked.injector)
            for one in people
        ]
        if asked.of_one
        else [
            (one.name, asked.address(room=str(one.pk)), one == asked.room)
            for one in places
        ]
        if asked.week
        else [],
        "back": asked.address(),
    }
