"""When somebody can be booked: opening and working hours, less absences and visits.

A :class:`Diary` holds what bears on some days for some people. It is read from the
database at once, however many days and people there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.grid import STEP, day_span
from glabella.clinic.calendar.models import Absence, Slot, WorkingHours
from glabella.clinic.practice.models import Closure, Room
from glabella.clinic.practice.selectors import closures, hours, rooms

__all__ = ["Diary", "Free", "Span", "free_room", "free_times", "why_not_open"]

_OFFER_EVERY = timedelta(minutes=15)
_Walls = Mapping[int, Sequence[tuple[time, time]]]
_Taken = Mapping[int, set[datetime]]


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to another, the second not included."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, other: "Span") -> bool:
        """Whether the other lies wholly inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def meets(self, other: "Span") -> bool:
        """Whether the two share any time."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def slots(self) -> Iterator[datetime]:
        """The beginnings of its five-minute slots."""
        at = self.starts_at
        while at < self.ends_at:
            yield at
            at += STEP


@dataclass(frozen=True, slots=True)
class Free:
    """A time that could be booked with somebody; ``room`` is one that is free then."""

    injector: User
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Diary:
    """What bears on some days: hours, closed days, absences and what is taken."""

    where: ZoneInfo
    opening: _Walls
    working: Mapping[int, _Walls]
    closed: tuple[Closure, ...]
    absences: tuple[Absence, ...]
    with_people: _Taken
    in_rooms: _Taken
    rooms: tuple[Room, ...]

    @classmethod
    def load(
        cls,
        people: Iterable[User],
        first: date,
        count: int,
        where: ZoneInfo,
        *,
        in_rooms: bool = True,
    ) -> "Diary":
        """Read ``count`` days from ``first`` for these people: five queries.

        ``in_rooms``: also what is taken in rooms, by whomever.
        """
        last = first + timedelta(days=count - 1)
        start, end = day_span(first, where)[0], day_span(last, where)[1]
        keys = [one.pk for one in people]
        opening: dict[int, list[tuple[time, time]]] = defaultdict(list)
        for own in hours():
            opening[own.weekday].append((own.opens, own.closes))
        working: dict[int, dict[int, list[tuple[time, time]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for work in WorkingHours.objects.filter(injector__in=keys):
            working[work.injector_id][work.weekday].append((work.starts, work.ends))
        with_people, room_times = _taken(keys, start, end, in_rooms=in_rooms)
        return cls(
            where=where,
            opening=opening,
            working=working,
            closed=tuple(closures(first, last)),
            absences=tuple(
                Absence.objects.filter(
                    injector__in=keys, starts_at__lt=end, ends_at__gt=start
                )
            ),
            with_people=with_people,
            in_rooms=room_times,
            rooms=tuple(rooms()),
        )

    def is_closed(self, day: date) -> bool:
        """Whether the whole clinic is closed that day."""
        return any(one.first_day <= day <= one.last_day for one in self.closed)

    def open_spans(self, day: date, injector: User | None = None) -> tuple[Span, ...]:
        """When this person can be booked that day, before absences and visits.

        Their own working hours where they have any, otherwise (and for nobody in
        particular) the clinic's; nothing on a day on which the clinic is closed.
        """
        if self.is_closed(day):
            return ()
        own = self.working.get(injector.pk) if injector is not None else None
        walls = (self.opening if own is None else own).get(day.weekday(), ())
        return tuple(
            Span(_instant(day, first, self.where), _instant(day, last, self.where))
            for first, last in walls
        )

    def away(self, injector: User, span: Span) -> list[Absence]:
        """Absences of this person that touch the span."""
        return [
            one
            for one in self.absences
            if one.injector_id == injector.pk
            and span.meets(Span(one.starts_at, one.ends_at))
        ]

    def why_not(self, injector: User, span: Span) -> str:
        """Why hours or absences forbid this time; empty if they do not."""
        away = self.away(injector, span)
        if away:
            until = away[0].ends_at.astimezone(self.where)
            return f"{injector.name} is away until {until:%d %B %H:%M}."
        day = span.starts_at.astimezone(self.where).date()
        spans = self.open_spans(day, injector)
        if not spans:
            return (
                f"{injector.name} does not work on {day:%A %d %B}, "
                "or the clinic is closed."
            )
        if any(one.holds(span) for one in spans):
            return ""
        words = " and ".join(
            f"{one.starts_at.astimezone(self.where):%H:%M} to "
            f"{one.ends_at.astimezone(self.where):%H:%M}"
            for one in spans
        )
        return f"{injector.name} works from {words} on {day:%A %d %B}."

    def room_for(self, span: Span, liked: Room | None = None) -> Room | None:
        """A room that is free all the time, the one that is liked if it is."""
        slots = set(span.slots())
        free = [
            one for one in self.rooms if not slots & self.in_rooms.get(one.pk, set())
        ]
        return liked if liked in free else next(iter(free), None)

    def free_on(self, injector: User, day: date, minutes: int) -> Iterator[Free]:
        """The times that could be booked with somebody on one day."""
        taken = self.with_people.get(injector.pk, set())
        for one in self.open_spans(day, injector):
            away = [Span(a.starts_at, a.ends_at) for a in self.away(injector, one)]
            at = one.starts_at
            while at + timedelta(minutes=minutes) <= one.ends_at:
                wanted = Span(at, at + timedelta(minutes=minutes))
                at += STEP
                if not _is_offered(wanted.starts_at, taken):
                    continue
                if any(gap.meets(wanted) for gap in away):
                    continue
                if any(slot in taken for slot in wanted.slots()):
                    continue
                room = self.room_for(wanted)
                if room is not None or not self.rooms:
                    yield Free(injector, wanted.starts_at, wanted.ends_at, room)


def free_times(
    injectors: Iterable[User],
    minutes: int,
    days: tuple[date, int],
    where: ZoneInfo,
    not_before: datetime,
) -> Iterator[Free]:
    """Times that could be booked, earliest first, day by day.

    ``days`` is the first day and how many to look at; times are offered each
    quarter of an hour, and right after a visit that ends in between. Where the
    clinic has rooms, one of them is free at each time.
    """
    first, count = days
    people = list(injectors)
    diary = Diary.load(people, first, count, where)
    for offset in range(count):
        day = first + timedelta(days=offset)
        found = [
            free
            for person in people
            for free in diary.free_on(person, day, minutes)
            if free.starts_at >= not_before
        ]
        yield from sorted(found, key=lambda free: (free.starts_at, free.injector.name))


def why_not_open(injector: User, span: Span, where: ZoneInfo) -> str:
    """Why this person cannot be booked then, whoever else is; empty if they can."""
    day = span.starts_at.astimezone(where).date()
    return Diary.load([injector], day, 2, where).why_not(injector, span)


def free_room(
    span: Span, liked: Room | None = None, *, but: UUID | None = None
) -> Room | None:
    """A room in use that is free during the span, the liked one if it is.

    ``but`` is the appointment that is about to leave its own room.
    """
    taken = set(
        Slot.objects.filter(
            starts_at__gte=span.starts_at,
            starts_at__lt=span.ends_at,
            room__isnull=False,
        )
        .exclude(appointment=but)
        .values_list("room_id", flat=True)
    )
    free = [one for one in rooms() if one.pk not in taken]
    return liked if liked in free else next(iter(free), None)


def _taken(
    people: list[int], start: datetime, end: datetime, *, in_rooms: bool
) -> tuple[dict[int, set[datetime]], dict[int, set[datetime]]]:
    with_people: dict[int, set[datetime]] = defaultdict(set)
    with_rooms: dict[int, set[datetime]] = defaultdict(set)
    wanted = Q(injector__in=people)
    if in_rooms:
        wanted |= Q(room__isnull=False)
    rows = Slot.objects.filter(wanted, starts_at__gte=start, starts_at__lt=end)
    for injector, room, at in rows.values_list("injector_id", "room_id", "starts_at"):
        with_people[injector].add(at)
        if room is not None:
            with_rooms[room].add(at)
    return with_people, with_rooms


def _instant(day: date, wall: time, where: ZoneInfo) -> datetime:
    """Hours of opening are kept as they stand: the first of two equal times counts."""
    return datetime.combine(day, wall, tzinfo=where).astimezone(UTC)


def _is_offered(at: datetime, taken: set[datetime]) -> bool:
    return not at.minute % (_OFFER_EVERY.seconds // 60) or at - STEP in taken
