"""The owner changes the settings; others read them."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.outbox.models import Message
from glabella.clinic.plans.models import StandingOrder
from glabella.clinic.practice import selectors
from glabella.clinic.practice.models import Closure, Price, ProductInUse, Room
from tests.clinic.people import AT, make_staff

CLINIC = {
    "version": "1",
    "name": "New name",
    "address": "1 High Street",
    "phone": "",
    "email": "desk@clinic.test",
    "welcome": "Come in.",
    "jurisdiction": "UK",
    "time_zone": "Europe/London",
    "currency": "GBP",
}
PASSWORD = "seven wet umbrellas in march"  # noqa: S105


@pytest.fixture
def as_owner(client, owner, practice):
    practice.mfa_required = False
    practice.save()
    client.force_login(owner)
    return client


@pytest.fixture
def as_desk(client, front_desk):
    client.force_login(front_desk)
    return client


# --- the clinic's row -------------------------------------------------------------


def test_the_owner_changes_the_clinic(as_owner):
    answer = as_owner.post("/settings/clinic/", CLINIC)
    assert answer.status_code == 302
    assert selectors.practice().name == "New name"
    assert "Saved." in as_owner.get("/settings/clinic/").text


def test_the_front_desk_reads_and_cannot_change(as_desk):
    page = as_desk.get("/settings/clinic/").text
    assert "Only an owner changes this." in page
    assert "disabled" in page
    assert ">Save<" not in page
    assert as_desk.post("/settings/clinic/", CLINIC).status_code == 403
    assert selectors.practice().name == "A clinic"


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(as_owner):
    bad = CLINIC | {"currency": "pounds", "email": "no address"}
    answer = as_owner.post("/settings/clinic/", bad)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"currency", "email"}
    assert "New name" in answer.text
    assert selectors.practice().name == "A clinic"


def test_a_lower_case_currency_is_refused_by_the_service_at_its_field(as_owner):
    answer = as_owner.post("/settings/clinic/", CLINIC | {"currency": "gbp"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["currency"]


def test_a_stale_form_shows_both_and_overwrites_nothing(as_owner):
    as_owner.post("/settings/clinic/", CLINIC | {"name": "First"})
    answer = as_owner.post("/settings/clinic/", CLINIC | {"name": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert "Second" in answer.text
    assert selectors.practice().name == "First"
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    again = CLINIC | {"name": "Second", "version": version[1]}
    assert as_owner.post("/settings/clinic/", again).status_code == 302
    assert selectors.practice().name == "Second"


def test_the_jurisdiction_says_what_it_changes(as_owner):
    page = as_owner.get("/settings/clinic/").text
    assert "which products can be taken into use" in page
    assert "Bocouture" in page


def test_security_is_the_owners(as_owner):
    as_owner.post("/settings/security/", {"version": "2", "idle_minutes": "5"})
    data = {"version": selectors.practice().version, "idle_minutes": "5"}
    as_owner.post("/settings/security/", data)
    assert selectors.practice().idle_minutes == 5
    assert not selectors.practice().mfa_required
    data = {"version": selectors.practice().version, "idle_minutes": "0"}
    answer = as_owner.post("/settings/security/", data)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "part", ["clinic", "security", "public", "appointments", "rules"]
)
def test_each_part_saves_what_it_shows(as_owner, part):
    form = as_owner.get(f"/settings/{part}/").context["form"]
    data = {
        name: "" if (value := form[name].value()) is None else value
        for name in form.fields
    }
    data = {name: value for name, value in data.items() if value is not False}
    answer = as_owner.post(f"/settings/{part}/", data)
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="settings").exists()


def test_there_is_no_other_part(as_owner):
    assert as_owner.get("/settings/secrets/").status_code == 404


# --- lists -------------------------------------------------------------------------


def test_hours_of_a_week(as_owner):
    data = {
        "version": "1",
        "day_0_opens_1": "09:00",
        "day_0_closes_1": "12:30",
        "day_0_opens_2": "13:30",
        "day_0_closes_2": "18:00",
    }
    assert as_owner.post("/settings/hours/", data).status_code == 302
    assert [str(one) for one in selectors.hours()] == [
        "0 09:00:00-12:30:00",
        "0 13:30:00-18:00:00",
    ]
    assert 'value="12:30"' in as_owner.get("/settings/hours/").text


@pytest.mark.parametrize(
    ("times", "where"),
    [
        ({"day_3_opens_1": "09:00"}, "day_3_closes_1"),
        ({"day_3_opens_1": "17:00", "day_3_closes_1": "09:00"}, "day_3_opens_1"),
    ],
)
def test_hours_that_cannot_be_are_said_at_their_day(as_owner, times, where):
    answer = as_owner.post("/settings/hours/", {"version": "1"} | times)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [where]


def test_a_closure_is_entered_and_taken_back(as_owner):
    data = {"version": "1", "first_day": "2099-12-24", "last_day": "2099-12-27"}
    as_owner.post("/settings/closures/", data)
    closure = Closure.objects.get()
    assert closure.last_day == date(2099, 12, 27)
    path = f"/settings/closures/{closure.pk}/remove/"
    stale = as_owner.post(path, {"version": "1"})
    assert stale.status_code == 409
    assert "meanwhile" in stale.text
    as_owner.post(path, {"version": "2"})
    assert not Closure.objects.exists()


def test_rooms(as_owner, room):
    as_owner.post("/settings/rooms/", {"version": "1", "name": "Room 2"})
    data = {"version": "2", "name": "Laser room"}
    as_owner.post(f"/settings/rooms/{room.pk}/", data)
    room.refresh_from_db()
    assert (room.name, room.in_use) == ("Laser room", False)
    answer = as_owner.post("/settings/rooms/", {"version": "3", "name": "Room 2"})
    assert answer.status_code == 422
    assert Room.objects.count() == 2


def test_products_that_are_authorised_here_and_their_prices(as_owner):
    page = as_owner.get("/settings/products/").text
    assert "Bocouture" in page
    assert "Botox Cosmetic" not in page
    data = {"version": "1", "use_bocouture": "on", "price_bocouture": "4.50"}
    assert as_owner.post("/settings/products/", data).status_code == 302
    product = ProductInUse.objects.get()
    assert (product.product, str(product.price_per_unit)) == ("bocouture", "4.50")
    data = {"version": "2", "price_bocouture": "-1"}
    assert as_owner.post("/settings/products/", data).status_code == 422


def test_fixed_prices(as_owner):
    data = {"version": "1", "area": "", "technique": "", "amount": "50"}
    as_owner.post("/settings/prices/", data)
    data = {"version": "2", "area": "glabella", "technique": "baby", "amount": "150"}
    as_owner.post("/settings/prices/", data)
    page = as_owner.get("/settings/prices/").text
    assert "Each visit" in page
    assert "low dose" in page
    price = Price.objects.get(kind="visit")
    as_owner.post(f"/settings/prices/{price.pk}/remove/", {"version": "3"})
    assert Price.objects.get().area == "glabella"


# --- staff -------------------------------------------------------------------------

PERSON = {
    "name": "Nina New",
    "email": "nina@clinic.test",
    "roles": ["injector"],
    "profession": "nurse",
    "registration_number": "55501",
    "registration_country": "gb",
    "registration_expires": "2028-01-31",
    "techniques": ["standard", "baby"],
}


def test_somebody_new_gets_a_link_that_is_shown_once_and_mailed(as_owner, client):
    answer = as_owner.post("/settings/staff/new/", PERSON)
    user = User.objects.get(email="nina@clinic.test")
    assert user.registration_country == "GB"
    link = re.search(r'value="http://testserver(/accounts/link/[^"]+)"', answer.text)[1]
    (message,) = Message.objects.select_related("key")
    assert message.to == user.email
    assert link in message.body
    assert link not in as_owner.get(f"/settings/staff/{user.pk}/").text
    stranger = type(client)()
    data = {"password": PASSWORD, "again": PASSWORD}
    assert stranger.post(link, data).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_link_is_not_in_the_audit(as_owner):
    answer = as_owner.post("/settings/staff/new/", PERSON)
    token = re.search(r"/accounts/link/[^/]+/([^/]+)/", answer.text)[1]
    entries = AuditEntry.objects.select_related("key")
    assert entries
    assert token not in str([entry.content for entry in entries])


def test_a_person_is_changed(as_owner, injector):
    data = PERSON | {"version": "1", "email": injector.email}
    assert as_owner.post(f"/settings/staff/{injector.pk}/", data).status_code == 302
    injector.refresh_from_db()
    assert injector.techniques == ["standard", "baby"]


def test_two_people_do_not_share_an_address(as_owner, injector, front_desk):
    data = PERSON | {"version": "1", "email": front_desk.email}
    answer = as_owner.post(f"/settings/staff/{injector.pk}/", data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["email"]


def test_a_stale_form_about_a_person_overwrites_nothing(as_owner, injector):
    data = PERSON | {"version": "1", "email": injector.email}
    as_owner.post(f"/settings/staff/{injector.pk}/", data)
    answer = as_owner.post(
        f"/settings/staff/{injector.pk}/", data | {"name": "Somebody else"}
    )
    assert answer.status_code == 409
    injector.refresh_from_db()
    assert injector.name == "Nina New"


def test_the_owner_does_not_lock_themself_out(as_owner, owner):
    data = PERSON | {"version": "1", "email": owner.email, "roles": []}
    answer = as_owner.post(f"/settings/staff/{owner.pk}/", data)
    assert answer.status_code == 422
    assert "needs an owner" in answer.text
    make_staff("second-owner", "owner")
    answer = as_owner.post(f"/settings/staff/{owner.pk}/", data)
    assert "from yourself" in answer.text
    data |= {"sure": "on"}
    assert as_owner.post(f"/settings/staff/{owner.pk}/", data).status_code == 302


def test_a_closed_account_is_listed_apart_and_opens_again(as_owner, injector):
    path = f"/settings/staff/{injector.pk}/"
    as_owner.post(f"{path}close/", {"version": "1"})
    assert "Closed accounts" in as_owner.get("/settings/staff/").text
    as_owner.post(f"{path}open/", {"version": "2"})
    injector.refresh_from_db()
    assert injector.is_active


def test_what_is_amiss_with_somebody_is_on_the_list(as_owner, injector):
    injector.registration_expires = date(2020, 1, 1)
    injector.save()
    page = as_owner.get("/settings/staff/").text
    assert "Registration ended" in page
    assert "No second factor" in page


def test_the_list_of_staff_does_not_ask_more_for_more_people(
    as_owner, django_assert_max_num_queries
):
    for number in range(12):
        make_staff(f"colleague-{number}", "injector")
    as_owner.get("/settings/staff/")  # the first page writes that somebody came
    with django_assert_max_num_queries(8):
        as_owner.get("/settings/staff/")


# --- standing orders ----------------------------------------------------------------


def _order(prescriber: User, first: date, last: date) -> StandingOrder:
    return StandingOrder.objects.create(
        prescriber=prescriber,
        name="Glabella, standard",
        product="botox-cosmetic",
        techniques=["standard"],
        areas=["glabella"],
        most_units=30,
        starts_on=first,
        expires_on=last,
        signed_at=AT,
        content_hash="0" * 64,
    )


def test_everybody_reads_the_standing_orders_in_words(as_desk, prescriber):
    _order(prescriber, date(2026, 1, 1), date(2100, 1, 1))
    page = unescape(as_desk.get("/settings/orders/").text)
    assert "Glabella, standard" in page
    assert "Botox Cosmetic, standard; " in page
    assert "at most 30 units in a session" in page
    assert "Sign a standing order" not in page


def test_a_prescriber_signs_from_there(client, prescriber, practice):
    client.force_login(prescriber)
    assert "/approvals/orders/new/" in client.get("/settings/orders/").text
    practice.standing_orders_allowed = False
    practice.save()
    page = client.get("/settings/orders/").text
    assert "/approvals/orders/new/" not in page
    assert "/settings/rules/" in page


def test_an_order_ends_with_its_last_day_on_the_clinics_clock(
    client, prescriber, practice, time_machine
):
    practice.time_zone = "Pacific/Auckland"
    practice.save()
    # Half past one at night of the 24th there, the 23rd in Greenwich.
    time_machine.move_to(datetime(2026, 11, 23, 12, 30, tzinfo=UTC), tick=False)
    _order(prescriber, date(2026, 1, 1), date(2026, 11, 23))
    client.force_login(prescriber)
    assert "Glabella, standard" not in client.get("/settings/orders/").text
