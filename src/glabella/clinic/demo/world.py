"""The stage: who is there, which instant it is, and which times are free."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from faker import Faker

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.services import Wanted
from glabella.clinic.demo.cases import WISHES, Wish
from glabella.clinic.demo.outcomes import Body
from glabella.clinic.demo.staff import Staff
from glabella.clinic.practice.models import Room

__all__ = ["Person", "World"]

_OPENS, _CLOSES = time(9), time(17)
_LAST_WEEKDAY = 4
_MEN = 0.15

type Span = tuple[datetime, datetime]


@dataclass(slots=True)
class Person:
    """Somebody made up, with what they want and how they respond."""

    given_name: str
    family_name: str
    born_on: date
    sex: str
    email: str
    phone: str
    wish: Wish
    grades: dict[str, tuple[int | None, int | None]]
    body: Body
    first_contact: datetime
    injector: User
    answers: dict[str, object] = field(default_factory=dict)
    treated_before: bool = False


@dataclass(slots=True)
class World:
    """Everything that the lives share."""

    staff: Staff
    rooms: list[Room]
    now: datetime
    """The present: nothing happens after it."""
    at: datetime
    """The instant of the step that is being taken."""
    password: str
    zone: ZoneInfo
    faker: Faker
    chance: Random
    busy: defaultdict[int, list[Span]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Visits and absences of those who treat, by their key."""
    awaited: set[int] = field(default_factory=set)
    """Those who treat and have a patient whose review is due, by their key."""
    happened: set[str] = field(default_factory=set)
    """What happens once in the clinic, and has happened."""
    kept: set[UUID] = field(default_factory=set)
    """Patients whose next steps are those of the present day, by their key."""
    pictured: dict[UUID, date] = field(default_factory=dict)
    """Patients who were photographed, and when; afterwards as well: ``date.max``."""
    turns: Counter[str] = field(default_factory=Counter)
    """How often each of the rarer things could have happened so far."""

    def turn(self, what: str, *, every: int) -> bool:
        """Whether it is this one's turn: one in so many, and never left to chance."""
        self.turns[what] += 1
        return self.turns[what] % every == every // 2

    def working(self, at: datetime) -> datetime:
        """The first instant from ``at`` on at which the clinic is open."""
        local = at.astimezone(self.zone)
        while True:
            if local.weekday() <= _LAST_WEEKDAY and local.time() < _CLOSES:
                opens = local.replace(hour=_OPENS.hour, minute=0, second=0)
                return max(local, opens)
            following = local.date() + timedelta(days=1)
            local = datetime.combine(following, _OPENS, tzinfo=self.zone)

    @property
    def today(self) -> date:
        """The day of the step that is being taken."""
        return self.at.astimezone(self.zone).date()

    def later(self, **span: float) -> datetime:
        """So much later, when the clinic is open."""
        return self.working(self.at + timedelta(**span))

    def free(self, days: int, minutes: int, injector: User) -> Wanted:
        """A free time of this injector so many days on, in a room of their own.

        The world keeps what is taken by itself: everybody books through it, and the
        calendar is not read again for each of hundreds of visits.
        """
        length = timedelta(minutes=minutes)
        passed_over = self.chance.choice((0, 3, 8, 13))
        day = self.today + timedelta(days=days)
        while True:
            for at in self._times(day, length):
                span = (at, at + length)
                if any(self._meets(span, other) for other in self.busy[injector.pk]):
                    continue
                if passed_over == 0:
                    self.busy[injector.pk].append(span)
                    room = self.rooms[int(injector == self.staff.injector)]
                    return Wanted(injector, at, minutes, room)
                passed_over -= 1
            day += timedelta(days=1)

    def _times(self, day: date, length: timedelta) -> Iterator[datetime]:
        """Each quarter of an hour of a working day at which a visit could begin."""
        if day.weekday() > _LAST_WEEKDAY:
            return
        at = datetime.combine(day, _OPENS, tzinfo=self.zone)
        closes = datetime.combine(day, _CLOSES, tzinfo=self.zone)
        while at + length <= closes:
            yield at
            at += timedelta(minutes=15)

    @staticmethod
    def _meets(one: Span, other: Span) -> bool:
        return one[0] < other[1] and other[0] < one[1]

    def person(self, first_contact: datetime) -> Person:
        """Somebody new."""
        chance, faker = self.chance, self.faker
        sex = "male" if chance.random() < _MEN else "female"
        given = faker.first_name_male() if sex == "male" else faker.first_name_female()
        family = faker.last_name()
        wish = chance.choices(WISHES, [one.weight for one in WISHES])[0]
        youngest = 23 if wish.technique == "baby" else 29
        digits = f"{chance.randint(0, 99):02}"
        return Person(
            given_name=given,
            family_name=family,
            born_on=first_contact.date()
            - timedelta(days=chance.randint(youngest * 365, 62 * 365)),
            sex=sex,
            email=f"{given}.{family}{digits}@example.org".lower().replace(" ", ""),
            phone=f"+1 212 555 01{digits}",
            wish=wish,
            grades=wish.draw(chance),
            body=Body(chance.uniform(0.08, 0.92), chance.uniform(0.08, 0.92)),
            first_contact=first_contact,
            injector=chance.choice((self.staff.injector, self.staff.prescriber)),
            treated_before=self.turn("treated before", every=6),
            answers=_answers(chance, sex),
        )


def _answers(chance: Random, sex: str) -> dict[str, object]:
    """Answers to the health questions: mostly nothing, sometimes something usual."""
    not_applicable: object = "not_applicable" if sex == "male" else False
    return {
        "pregnant": not_applicable,
        "breastfeeding": not_applicable,
        "infection_at_site": [],
        "allergies": chance.choices(([], ["penicillin"], ["latex"]), (8, 1, 1))[0],
        "conditions": chance.choices(
            ([], ["migraine"], ["hay fever"], ["dry eye"]), (8, 1, 2, 1)
        )[0],
        "medicines": chance.choices(
            ([], ["levothyroxine 50 micrograms"], ["ibuprofen now and then"]), (8, 1, 1)
        )[0],
        "recent_procedures": [],
        "previous": [],
        "habits": {
            "exercise": chance.choice(("low", "average", "high")),
            "sun": chance.choice(("low", "average", "high")),
            "smoking": chance.choices(("no", "yes"), (8, 1))[0],
        },
    }
