"""The clinic's own settings."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from glabella.clinic.accounts.rights import NotAllowed
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.practice import selectors, services
from glabella.clinic.practice.models import Practice, ProductInUse, Room
from glabella.clinic.practice.services import ProductWanted, Span
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from tests.clinic.people import AT

START = {"name": "A clinic", "jurisdiction": "UK", "time_zone": "Europe/London"}
NINE, NOON, ONE, FIVE = time(9), time(12), time(13), time(17)


def last() -> AuditEntry:
    return AuditEntry.objects.select_related("key").latest("number")


# --- set-up ----------------------------------------------------------------------


def test_set_up_makes_a_clinic_that_can_book(db):
    assert not selectors.setup_done()
    practice = services.set_up(at=AT, **START)
    assert selectors.setup_done()
    assert practice.currency == "GBP"
    assert practice.mfa_required
    assert [one.weekday for one in selectors.hours()] == [0, 1, 2, 3, 4]
    assert len(selectors.rooms()) == 1
    assert last().actor_name == "Glabella"


def test_a_clinic_is_set_up_once(practice):
    with pytest.raises(Blocked):
        services.set_up(at=AT, **START)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("jurisdiction", "XX"),
        ("time_zone", "Europe/Nowhere"),
        ("currency", "pounds"),
        ("currency", "gbp"),
        ("email", "no address"),
        ("idle_minutes", 0),
        ("idle_minutes", 241),
    ],
)
def test_what_cannot_be_is_refused_at_set_up(db, field, value):
    with pytest.raises(Invalid) as caught:
        services.set_up(at=AT, **START | {field: value})
    assert field in caught.value.fields or "" in caught.value.fields
    assert not Practice.objects.exists()


def test_there_is_one_clinic(practice):
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.create(id=2, name="Another", jurisdiction="UK")


def test_before_set_up_it_is_said_what_to_do(db):
    with pytest.raises(Blocked, match="glabella setup"):
        selectors.practice()


# --- changing ----------------------------------------------------------------------


def test_the_owner_changes_it_and_the_audit_has_what_differs(practice, owner):
    services.change(actor=owner, at=AT, version=1, name="New", phone="")
    assert last().before == {"name": "A clinic"}
    assert last().after == {"name": "New"}
    assert selectors.practice().version == 2


def test_saving_what_is_there_changes_nothing(practice, owner):
    services.change(actor=owner, at=AT, version=1, name=practice.name)
    assert selectors.practice().version == 1
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("role", ["front_desk", "injector", "prescriber", "stranger"])
def test_nobody_else_changes_it(request, practice, role):
    somebody = request.getfixturevalue(role)
    with pytest.raises(NotAllowed):
        services.change(actor=somebody, at=AT, version=1, name="Mine")
    with pytest.raises(NotAllowed):
        services.add_room(actor=somebody, at=AT, version=1, name="Mine")


def test_a_form_that_was_open_too_long_changes_nothing(practice, owner):
    services.add_room(actor=owner, at=AT, version=1, name="Room 2")
    with pytest.raises(Stale):
        services.change(actor=owner, at=AT, version=1, name="Late")
    assert selectors.practice().name == "A clinic"


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_save_at_once_one_hears_of_the_other(race, practice, owner):
    def save(name: str):
        return lambda: services.change(actor=owner, at=AT, version=1, name=name)

    results = race(save("One"), save("Two"))
    assert sorted(type(result).__name__ for result in results) == ["Practice", "Stale"]


# --- reading -----------------------------------------------------------------------


def test_the_row_is_read_once_for_a_request(practice):
    with selectors.remembered(), CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            selectors.practice()
    assert len(queries) == 1


def test_a_change_is_seen_within_the_same_request(practice, owner):
    with selectors.remembered():
        assert selectors.practice().name == "A clinic"
        services.change(actor=owner, at=AT, version=1, name="New")
        assert selectors.practice().name == "New"


def test_one_request_does_not_remember_for_another(practice):
    with selectors.remembered():
        selectors.practice()
    Practice.objects.update(name="New")
    with selectors.remembered():
        assert selectors.practice().name == "New"


def test_the_day_is_that_of_the_clinic(practice):
    Practice.objects.update(time_zone="Pacific/Auckland")
    assert selectors.day_of(datetime(2026, 11, 23, 12, tzinfo=UTC)) == date(
        2026, 11, 24
    )


# --- hours and closures ----------------------------------------------------------------


def test_hours_with_a_break(practice, owner):
    week = [Span(0, ONE, FIVE), Span(0, NINE, NOON)]
    services.change_hours(actor=owner, at=AT, version=1, week=week)
    assert [(one.opens, one.closes) for one in selectors.hours(0)] == [
        (NINE, NOON),
        (ONE, FIVE),
    ]
    assert selectors.hours(1) == []
    assert last().after == {"week": ["0 09:00-12:00", "0 13:00-17:00"]}


@pytest.mark.parametrize(
    "week",
    [
        [Span(2, FIVE, NINE)],
        [Span(2, NINE, NINE)],
        [Span(2, NINE, ONE), Span(2, NOON, FIVE)],
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_day(practice, owner, week):
    with pytest.raises(Invalid) as caught:
        services.change_hours(actor=owner, at=AT, version=1, week=week)
    assert list(caught.value.fields) == ["day_2"]


def test_closures_that_touch_a_span_of_days(practice, owner):
    day = date(2026, 12, 24)
    closure = services.add_closure(
        actor=owner, at=AT, version=1, first_day=day, last_day=date(2026, 12, 27)
    )
    assert selectors.closures(first=date(2026, 12, 27)) == [closure]
    assert selectors.closures(first=date(2026, 12, 28)) == []
    assert selectors.closures(last=date(2026, 12, 23)) == []
    services.remove_closure(actor=owner, at=AT, version=2, closure_id=closure.pk)
    assert selectors.closures() == []
    with pytest.raises(NotFound):
        services.remove_closure(actor=owner, at=AT, version=3, closure_id=closure.pk)


def test_a_closure_does_not_end_before_it_begins(practice, owner):
    with pytest.raises(Invalid) as caught:
        services.add_closure(
            actor=owner,
            at=AT,
            version=1,
            first_day=date(2026, 12, 24),
            last_day=date(2026, 12, 23),
        )
    assert list(caught.value.fields) == ["last_day"]


# --- rooms, products, prices -------------------------------------------------------------


def test_a_room_that_was_given_up_stays_with_its_past(practice, room, owner):
    services.change_room(
        actor=owner, at=AT, version=1, room_id=room.pk, name="Room 1", in_use=False
    )
    assert selectors.rooms() == []
    assert selectors.rooms(in_use=False) == [Room.objects.get()]


def test_two_rooms_do_not_share_a_name(practice, room, owner):
    with pytest.raises(Invalid) as caught:
        services.add_room(actor=owner, at=AT, version=1, name=" Room  1 ")
    assert list(caught.value.fields) == ["name"]


def test_only_what_is_authorised_here_is_taken_into_use(practice, owner):
    here, not_here = "bocouture", "botox-cosmetic"
    assert here in selectors.authorised_products("UK")
    assert not_here not in selectors.authorised_products("UK")
    price = Decimal("4.50")
    wanted = [ProductWanted(here, in_use=True, price_per_unit=price)]
    services.change_products(actor=owner, at=AT, version=1, wanted=wanted)
    assert selectors.product_keys_in_use() == (here,)
    assert selectors.price_per_unit(here) == price
    with pytest.raises(Invalid, match="no authorisation"):
        services.change_product(
            actor=owner, at=AT, version=2, product=not_here, in_use=True
        )


def test_what_is_not_authorised_any_more_is_not_offered_and_can_be_given_up(
    practice, owner
):
    ProductInUse.objects.create(product="botox-cosmetic")
    assert selectors.products_in_use() == []
    services.change_product(
        actor=owner, at=AT, version=1, product="botox-cosmetic", in_use=False
    )
    assert not ProductInUse.objects.get().in_use


def test_no_price_is_below_nothing(practice, owner):
    with pytest.raises(Invalid):
        services.change_product(
            actor=owner,
            at=AT,
            version=1,
            product="bocouture",
            in_use=True,
            price_per_unit=Decimal(-1),
        )
    with pytest.raises(Invalid):
        services.set_price(
            actor=owner, at=AT, version=1, kind="visit", amount=Decimal(-1)
        )


def test_a_price_of_one_technique_goes_before_that_of_any(practice, owner):
    prices = [("", "200"), ("baby", "150")]
    for version, (technique, amount) in enumerate(prices, start=1):
        services.set_price(
            actor=owner,
            at=AT,
            version=version,
            kind="area",
            area="glabella",
            technique=technique,
            amount=Decimal(amount),
        )
    assert selectors.fixed_price("glabella", "baby") == Decimal(150)
    assert selectors.fixed_price("glabella", "standard") == Decimal(200)
    assert selectors.fixed_price("forehead", "standard") is None


def test_a_price_set_again_takes_the_place_of_the_old(practice, owner):
    for version, amount in ((1, "50"), (2, "60")):
        services.set_price(
            actor=owner, at=AT, version=version, kind="visit", amount=Decimal(amount)
        )
    assert selectors.visit_price() == Decimal(60)
    assert last().before["amount"] == "50.00"


@pytest.mark.parametrize(
    ("kind", "area", "technique", "field"),
    [
        ("visit", "glabella", "", "area"),
        ("area", "nose", "", "area"),
        ("area", "glabella", "threads", "technique"),
    ],
)
def test_a_price_of_what_is_not_there_is_refused(
    practice, owner, kind, area, technique, field
):
    with pytest.raises(Invalid) as caught:
        services.set_price(
            actor=owner,
            at=AT,
            version=1,
            kind=kind,
            area=area,
            technique=technique,
            amount=Decimal(1),
        )
    assert list(caught.value.fields) == [field]
