"""A day or a week as columns on the five-minute grid.

Where something stands is said by classes of digits (``grid.css``): the policy for
content allows no style in an element.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.availability import Diary, Span
from glabella.clinic.calendar.grid import STEP
from glabella.clinic.calendar.models import Absence, Appointment
from glabella.clinic.practice.models import Room
from glabella.web.calendar.words import Booked

__all__ = ["Board", "Column", "Lane", "build"]

QUARTER = 3
"""Steps of a quarter of an hour: what one tap takes."""
DAY_HOURS = 24
USUAL = (8, 18)
LANES = 4


@dataclass(frozen=True, slots=True)
class Lane:
    """What a column is for: a day, of somebody or of a room."""

    day: date
    title: str
    injector: User | None = None
    room: Room | None = None
    note: str = ""

    @property
    def query(self) -> str:
        """What a new visit in this column starts from."""
        who = f"&injector={self.injector.pk}" if self.injector else ""
        where = f"&room={self.room.pk}" if self.room else ""
        return f"&day={self.day.isoformat()}{who}{where}"

    def has(self, appointment: Appointment) -> bool:
        """Whether a visit stands in this column; days were chosen before."""
        if self.injector is not None:
            return appointment.injector_id == self.injector.pk
        return appointment.room_id == (self.room.pk if self.room else None)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something in a column: where it stands, and what it says."""

    place: str
    words: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment in a column."""

    place: str
    booked: Booked
    first: int
    steps: int
    lane: int
    movable: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One column, with all that stands in it."""

    lane: Lane
    starts_at: datetime
    steps: int
    whole: str
    visits: list[Visit] = field(default_factory=list)
    shades: list[Piece] = field(default_factory=list)
    gaps: list[Piece] = field(default_factory=list)
    now: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """All columns with the hours at their side."""

    columns: list[Column]
    hours: list[Piece]
    whole: str


def build(
    lanes: Sequence[Lane],
    appointments: Sequence[Appointment],
    diary: Diary,
    at: datetime,
) -> Board:
    """The board of these columns."""
    first, last = _range(lanes, appointments, diary)
    columns = [_column(lane, appointments, diary, (first, last), at) for lane in lanes]
    steps = max((one.steps for one in columns), default=0)
    return Board(
        columns=columns,
        hours=_hours(columns[0], diary.where) if columns else [],
        whole=_place(0, steps),
    )


def _place(first: int, steps: int) -> str:
    """The classes that put something at a step, so many steps long."""
    a, b, c = first // 100, first // 10 % 10, first % 10
    d, e, f = steps // 100, steps // 10 % 10, steps % 10
    return f"placed s{a} t{b} u{c} x{d} y{e} z{f}"


def _range(
    lanes: Sequence[Lane], appointments: Iterable[Appointment], diary: Diary
) -> tuple[int, int]:
    """The hours of the clock from which and up to which the columns reach."""
    spans = [one for lane in lanes for one in diary.open_spans(lane.day, lane.injector)]
    spans += [Span(one.starts_at, one.ends_at) for one in appointments]
    if not spans:
        return USUAL
    starts = [one.starts_at.astimezone(diary.where) for one in spans]
    ends = [one.ends_at.astimezone(diary.where) for one in spans]
    over_midnight = any(
        end.date() > start.date() for start, end in zip(starts, ends, strict=True)
    )
    last = max(one.hour + bool(one.minute) for one in ends)
    return min(one.hour for one in starts), DAY_HOURS if over_midnight else last


def _column(
    lane: Lane,
    appointments: Iterable[Appointment],
    diary: Diary,
    hours: tuple[int, int],
    at: datetime,
) -> Column:
    whole = Span(*(_clock(lane.day, hour, diary.where) for hour in hours))
    column = Column(
        lane=lane,
        starts_at=whole.starts_at,
        steps=_step(whole, whole.ends_at),
        whole=_place(0, _step(whole, whole.ends_at)),
        now=_now(whole, at),
    )
    here = [
        one
        for one in appointments
        if lane.has(one) and whole.starts_at <= one.starts_at < whole.ends_at
    ]
    column.visits.extend(_visits(whole, here))
    column.shades.extend(_shades(whole, lane, diary))
    column.gaps.extend(_gaps(whole, lane, diary, at))
    return column


def _clock(day: date, hour: int, where: ZoneInfo) -> datetime:
    if hour == DAY_HOURS:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour), tzinfo=where).astimezone(UTC)


def _step(whole: Span, at: datetime) -> int:
    return (min(max(at, whole.starts_at), whole.ends_at) - whole.starts_at) // STEP


def _now(whole: Span, at: datetime) -> str:
    inside = whole.starts_at <= at < whole.ends_at
    return _place(_step(whole, at), 1) if inside else ""


def _visits(whole: Span, here: Iterable[Appointment]) -> Iterable[Visit]:
    ends: list[datetime] = []
    for one in here:
        # Side by side where a column has two at once: visits without a room.
        lane = next(
            (n for n, end in enumerate(ends) if end <= one.starts_at), len(ends)
        )
        ends[lane : lane + 1] = [one.ends_at]
        first = _step(whole, one.starts_at)
        steps = max(_step(whole, one.ends_at) - first, 1)
        movable = one.status in {"booked", "confirmed"}
        place = _place(first, steps)
        yield Visit(place, Booked(one), first, steps, lane % LANES, movable)


def _shades(whole: Span, lane: Lane, diary: Diary) -> Iterable[Piece]:
    """Times in which nobody can be booked: closed, not at work, away."""
    at = whole.starts_at
    word = "Closed" if lane.injector is None or diary.is_closed(lane.day) else "Off"
    for one in (*diary.open_spans(lane.day, lane.injector), None):
        until = whole.ends_at if one is None else one.starts_at
        if until > at:
            yield Piece(_between(whole, at, until), word)
        at = whole.ends_at if one is None else max(at, one.ends_at)
    for gap in _away(whole, lane, diary):
        words = f"Away: {gap.reason}" if gap.reason else "Away"
        start = max(gap.starts_at, whole.starts_at)
        yield Piece(_between(whole, start, min(gap.ends_at, whole.ends_at)), words)


def _between(whole: Span, start: datetime, end: datetime) -> str:
    first = _step(whole, start)
    return _place(first, max(_step(whole, end) - first, 1))


def _away(whole: Span, lane: Lane, diary: Diary) -> list[Absence]:
    return diary.away(lane.injector, whole) if lane.injector is not None else []


def _gaps(whole: Span, lane: Lane, diary: Diary, at: datetime) -> Iterable[Piece]:
    """Empty times that a tap books, cut at the quarters of an hour."""
    away = [Span(one.starts_at, one.ends_at) for one in _away(whole, lane, diary)]
    taken = _taken(lane, diary)
    for span in diary.open_spans(lane.day, lane.injector):
        run: list[datetime] = []
        for slot in (*span.slots(), span.ends_at):
            blocked = (
                slot in taken
                or slot < at - STEP
                or slot >= span.ends_at
                or any(gap.starts_at <= slot < gap.ends_at for gap in away)
            )
            if run and (blocked or not slot.minute % 15):
                if len(run) > 1:
                    yield _gap(whole, run, diary.where)
                run = []
            if not blocked:
                run.append(slot)


def _taken(lane: Lane, diary: Diary) -> set[datetime]:
    if lane.injector is not None:
        return diary.with_people.get(lane.injector.pk, set())
    return diary.in_rooms.get(lane.room.pk, set()) if lane.room is not None else set()


def _gap(whole: Span, run: list[datetime], where: ZoneInfo) -> Piece:
    clock = f"{run[0].astimezone(where):%H:%M}"
    return Piece(_place(_step(whole, run[0]), len(run)), clock, clock)


def _hours(column: Column, where: ZoneInfo) -> list[Piece]:
    """The hours at the side; one that comes twice in autumn says so."""
    found: list[Piece] = []
    for step in range(column.steps):
        local = (column.starts_at + step * STEP).astimezone(where)
        if not local.minute:
            words = f"{local:%H:%M}"
            again = words in {one.words for one in found}
            found.append(Piece(_place(step, 1), f"{words} again" if again else words))
    return found
