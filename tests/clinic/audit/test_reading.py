"""The owner reads the audit a page at a time, and that is in the audit too."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from glabella.clinic.audit import selectors, services
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.audit.selectors import Filters, Place
from glabella.clinic.keys.services import new_key
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import NotFound
from tests.clinic.audit.conftest import ANN
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db

BOB = Actor.staff(8, "Bob Prescriber")


@dataclass
class Reader:
    """Somebody with the right to read the audit, or without."""

    allowed: bool = True

    @property
    def as_actor(self) -> Actor:
        return Actor.staff(9, "Olive Owner")

    def may(self, action: str, *, at: datetime) -> bool:
        return self.allowed and action == "audit.read" and at == AT


def numbers(filters: Filters, after: Place | None = None, size: int = 50) -> list[int]:
    page = selectors.page(
        viewer=Reader(), at=AT, filters=filters, after=after, size=size
    )
    return [entry.number for entry in page.entries]


@pytest.fixture
def week(db):
    """An entry each day from Monday, by two people, about two subjects."""
    keys = [new_key(at=AT), new_key(at=AT)]
    for day in range(6):
        services.record(
            actor=(ANN, BOB)[day % 2],
            at=AT + timedelta(days=day),
            action="read" if day < 3 else "sign",
            subject=keys[day // 3],
            record_type="plan" if day == 5 else "patient",
            record_id=day,
            reason=f"day {day}",
        )
    return keys


def test_newest_first(week):
    assert numbers(Filters()) == [6, 5, 4, 3, 2, 1]


def test_each_filter_and_all_together(week):
    assert numbers(Filters(actor_id="7")) == [5, 3, 1]
    assert numbers(Filters(action="sign")) == [6, 5, 4]
    assert numbers(Filters(record_type="plan")) == [6]
    assert numbers(Filters(record_id="3")) == [4]
    assert numbers(Filters(subject=week[0].id)) == [3, 2, 1]
    assert numbers(Filters(actor_id="8", action="sign", record_type="patient")) == [4]


def test_days_are_whole_days_of_the_clinic(week, settings):
    assert numbers(Filters(from_on=date(2026, 11, 24), to_on=date(2026, 11, 25))) == [
        3,
        2,
    ]
    settings.TIME_ZONE = "Pacific/Auckland"  # thirteen hours ahead
    services.record(
        actor=ANN, at=datetime(2026, 12, 1, 12, tzinfo=UTC), action="settings"
    )
    assert numbers(Filters(from_on=date(2026, 12, 2))) == [7]


def test_pages_follow_each_other_without_gap_or_repetition(week):
    same = AT + timedelta(days=2)
    for _ in range(4):
        services.record(actor=ANN, at=same, action="settings")
    found, after = [], None
    while True:
        page = selectors.page(
            viewer=Reader(), at=AT, filters=Filters(), after=after, size=2
        )
        found += [entry.number for entry in page.entries]
        if page.older is None:
            break
        after = Place.parse(str(page.older))

    assert found == [6, 5, 4, 10, 9, 8, 7, 3, 2, 1]


def test_a_page_costs_one_query_however_full(week, django_assert_num_queries):
    with django_assert_num_queries(1):
        page = selectors.page(viewer=Reader(), at=AT, filters=Filters())
        assert [entry.reason for entry in page.entries][:2] == ["day 5", "day 4"]


@pytest.mark.parametrize(
    "text", ["", "1", "~1", "2026-11-23~1", "2026-11-23T09:00:00+00:00~-1", "x~y"]
)
def test_an_address_that_is_no_place_starts_at_the_top(text):
    assert Place.parse(text) is None


def test_without_the_right_there_is_no_audit(week):
    for ask in (
        lambda: selectors.page(viewer=Reader(allowed=False), at=AT, filters=Filters()),
        lambda: services.read_page(
            viewer=Reader(allowed=False), at=AT, filters=Filters()
        ),
        lambda: selectors.record_types(viewer=Reader(allowed=False), at=AT),
    ):
        with pytest.raises(NotFound):
            ask()
    assert AuditEntry.objects.count() == 6


def test_reading_the_audit_is_one_entry_that_says_what_was_looked_for(week):
    page = services.read_page(
        viewer=Reader(), at=AT, filters=Filters(actor_id="7", to_on=date(2026, 11, 24))
    )

    assert [entry.number for entry in page.entries] == [1]
    entry = AuditEntry.objects.select_related("key").get(number=7)
    assert (entry.action, entry.record_type, entry.actor_id) == ("read", "audit", "9")
    assert entry.after == {"actor_id": "7", "to_on": "2026-11-24"}


def test_the_kinds_of_record_are_listed_for_the_filter(week):
    assert selectors.record_types(viewer=Reader(), at=AT) == ("patient", "plan")


def test_the_owner_has_the_right_and_others_have_not(week, owner, injector, prescriber):
    assert services.read_page(viewer=owner, at=AT, filters=Filters()).entries

    for person in (injector, prescriber):
        with pytest.raises(NotFound):
            services.read_page(viewer=person, at=AT, filters=Filters())
