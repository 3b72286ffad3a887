"""The pages of the calendar, their answers to bad input, and how much they ask."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.calendar.models import Appointment, WaitingEntry, WorkingHours
from glabella.clinic.calendar.services import Wanted, book
from glabella.clinic.links.services import make
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice, Room
from tests.clinic.people import AT, TODAY, make_patient

TEN = AT.replace(hour=10)
MINUTE = timedelta(minutes=1)
MOST_QUERIES = 25


def visit_at(
    injector: User, patient: Patient, start: datetime, **wanted
) -> Appointment:
    return book(
        actor=injector,
        at=AT,
        patient=patient,
        wanted=Wanted(injector=injector, starts_at=start, minutes=30, **wanted),
        kind="treatment",
    )


def sent(patient: Patient, injector: User, **others) -> dict[str, object]:
    return {
        "patient": patient.pk,
        "kind": "review",
        "day": TODAY.isoformat(),
        "clock": "10:00",
        "injector": injector.pk,
        "room": "any",
        **others,
    }


@pytest.mark.parametrize("view", ["", "&view=week", "&by=room", "&view=week&by=room"])
def test_a_full_day_takes_as_few_queries_as_an_empty_one(
    desk: Client, injector: User, room: Room, view: str
):
    address = f"/calendar/?day={TODAY}{view}"
    desk.get(address)
    with CaptureQueriesContext(
        connection,
    ) as empty:
        desk.get(address)
    for number in range(1, 11):
        start = AT + (number - 1) * 30 * MINUTE
        visit_at(injector, make_patient(number), start, room=room)
    with CaptureQueriesContext(connection) as full:
        answer = desk.get(address)
    assert answer.text.count('data-visit="') == 10
    assert len(full) <= MOST_QUERIES
    assert len(full) == len(empty)


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-13-45",
        "day=x",
        "day=0001-01-01",
        "day=9999-12-31",
        "view=week&who=abc",
        "view=week&who=999999",
        "by=room&room=-1",
        "view=%00&day=%F0",
    ],
)
def test_an_address_that_makes_no_sense_shows_a_calendar(
    desk: Client, injector: User, query: str
):
    answer = desk.get(f"/calendar/?{query}")
    assert answer.status_code == 200
    assert "Monday 23 November 2026" in answer.text or "view=week" in query


def test_hours_and_absences_of_each_person_are_shaded(
    desk: Client, injector: User, other_injector: User
):
    WorkingHours.objects.create(
        injector=injector, weekday=0, starts="10:00", ends="12:00"
    )
    injector.absences.create(starts_at=TEN, ends_at=TEN + 30 * MINUTE, reason="course")
    text = desk.get(f"/calendar/?day={TODAY}").text
    assert text.count(">Off<") == 2
    assert ">Away: course<" in text
    # Nine o'clock is past for both; half past ten is free for both.
    assert text.count("clock=10:30") == 2
    assert text.count("clock=10:00") == 1


def test_a_day_on_which_the_clocks_go_back_shows_the_hour_twice(
    desk: Client, injector: User
):
    WorkingHours.objects.create(
        injector=injector, weekday=6, starts="00:00", ends="06:00"
    )
    text = desk.get("/calendar/?day=2027-10-31").text
    hours = re.findall(r'class="hour[^"]*">([^<]+)<', text)
    assert hours == [
        "00:00",
        "01:00",
        "01:00 again",
        "02:00",
        "03:00",
        "04:00",
        "05:00",
    ]


def test_a_visit_is_booked_as_long_as_proposed_in_a_free_room(
    desk: Client, injector: User, patient: Patient, room: Room
):
    data = sent(patient, injector, kind="treatment", areas=["glabella", "forehead"])
    answer = desk.post("/calendar/new/", data)
    made = Appointment.objects.get()
    assert answer.headers["Location"] == f"/calendar/{made.pk}/"
    assert (made.starts_at, made.ends_at - made.starts_at) == (TEN, 20 * MINUTE)
    assert made.room == room


def test_a_taken_time_is_answered_with_the_next_free_ones(
    desk: Client, injector: User, patient: Patient
):
    visit_at(injector, make_patient(2), TEN)
    answer = desk.post("/calendar/new/", sent(patient, injector))
    assert answer.status_code == 409
    assert "Injector is taken on 23 November at 10:00" in answer.text
    slot = re.search(r'name="slot" value="([^"]+)"', answer.text)
    assert slot is not None
    desk.post("/calendar/new/", sent(patient, injector, slot=slot[1]))
    start = Appointment.objects.get(patient=patient).starts_at
    assert start == TEN + 30 * MINUTE


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("clock", "", "This field is required"),
        ("clock", "25:00", "Enter a valid time"),
        ("clock", "10:02", "steps of five minutes"),
        ("clock", "20:00", "works from 09:00 to 17:00"),
        ("minutes", "7", "step size 5"),
        ("minutes", "999999999999999999999", "less than or equal to 480"),
        ("injector", "999999", "Select a valid choice"),
        ("kind", "surgery", "Select a valid choice"),
        ("areas", "elbow", "Select a valid choice"),
        ("day", "2026-11-20", "This day has passed"),
    ],
)
def test_a_field_that_cannot_be_is_answered_beside_it(
    desk: Client, injector: User, patient: Patient, field: str, value: str, says: str
):
    answer = desk.post("/calendar/new/", sent(patient, injector) | {field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("day", "clock", "says"),
    [
        ("2027-03-28", "01:30", "does not exist"),
        ("2026-10-25", "01:30", "comes twice"),
    ],
)
def test_a_time_that_the_clock_skips_or_repeats_is_asked_back(
    desk: Client, injector: User, patient: Patient, day: str, clock: str, says: str
):
    data = sent(patient, injector, day=day, clock=clock, outside_hours="on")
    answer = desk.post("/calendar/new/", data)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("query", ["patient=x", "s=%00", "day=x&minutes=abc&kind=x"])
def test_a_new_visit_with_a_senseless_address_asks_who_it_is(
    desk: Client, injector: User, query: str
):
    assert "Who is it?" in desk.get(f"/calendar/new/?{query}").text
    assert desk.get(f"/calendar/new/proposal/?{query}").status_code == 200


def test_a_clinician_comes_from_the_visit_to_the_consultation(
    client: Client, desk: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    place = f'href="/patients/{patient.pk}/consultations/new/"'
    assert place not in desk.get(f"/calendar/{visit.pk}/").text
    client.force_login(injector)
    assert place in client.get(f"/calendar/{visit.pk}/").text


def test_the_page_of_a_visit_writes_one_reading_and_one_entry(
    desk: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    before = AuditEntry.objects.filter(action="read").count()
    answer = desk.get(f"/calendar/{visit.pk}/")
    assert patient.full_name in answer.text
    assert AuditEntry.objects.filter(action="read").count() == before + 1


def test_a_visit_with_somebody_whose_registration_ends_before_says_so(
    desk: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    Appointment.objects.update(kind="treatment")
    warning = "does not reach to this day"
    assert warning not in desk.get(f"/calendar/{visit.pk}/").text
    injector.registration_expires = TEN.date() - timedelta(days=1)
    injector.save()
    assert warning in desk.get(f"/calendar/{visit.pk}/").text
    Appointment.objects.update(kind="review")
    assert warning not in desk.get(f"/calendar/{visit.pk}/").text


def test_a_stale_page_changes_nothing_and_says_so(
    desk: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    data = {"version": 1, "status": "arrived"}
    desk.post(f"/calendar/{visit.pk}/status/", data)
    answer = desk.post(f"/calendar/{visit.pk}/status/", {**data, "status": "no_show"})
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in answer.text
    assert Appointment.objects.get().status == "arrived"


def test_a_stale_move_shows_both_times(desk: Client, injector: User, patient: Patient):
    visit = visit_at(injector, patient, TEN)
    address = f"/calendar/{visit.pk}/move/"
    data = sent(patient, injector, clock="11:00", version=1, minutes=30)
    desk.post(address, data)
    answer = desk.post(address, {**data, "clock": "12:00"})
    assert answer.status_code == 409
    assert "11:00" in answer.text
    assert "12:00" in answer.text
    assert Appointment.objects.get().starts_at == TEN + 60 * MINUTE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"starts_at": "2026-11-23T11:00:00Z", "version": "1"}, 200),
        ({"starts_at": "2026-11-23T11:00:00", "version": "1"}, 422),
        ({"starts_at": "yesterday", "version": "1"}, 422),
        ({"starts_at": "2026-11-23T20:00:00Z", "version": "1"}, 422),
        ({"starts_at": "2026-11-23T11:00:00Z", "version": "7"}, 409),
        ({"starts_at": "2026-11-23T11:00:00Z"}, 409),
        ({"starts_at": "2026-11-23T12:00:00Z", "version": "1"}, 409),
    ],
    ids=["good", "no zone", "no time", "closed", "stale", "no version", "taken"],
)
def test_a_dragged_visit_is_answered_in_words(
    desk: Client, injector: User, patient: Patient, data, code: int
):
    visit = visit_at(injector, patient, TEN)
    visit_at(injector, make_patient(2), TEN + 120 * MINUTE)
    answer = desk.post(f"/calendar/{visit.pk}/shift/", data)
    assert answer.status_code == code
    assert answer.json()["message"]
    visit.refresh_from_db()
    assert (visit.starts_at != TEN) == (code == 200)


def test_cancelling_needs_a_reason(desk: Client, injector: User, patient: Patient):
    visit = visit_at(injector, patient, TEN)
    address = f"/calendar/{visit.pk}/cancel/"
    assert desk.post(address, {"version": 1, "reason": " "}).status_code == 422
    assert desk.post(address, {"version": 1, "reason": "Ill"}).status_code == 302
    assert Appointment.objects.get().status == "cancelled"


def test_hours_and_absences_are_entered_on_the_clinics_clock(
    desk: Client, injector: User, practice: Practice
):
    Practice.objects.update(time_zone="America/New_York")
    who = {"who": injector.pk}
    hours = {"d0_0_starts": "09:00", "d0_0_ends": "12:00"}
    assert desk.post("/calendar/hours/", {**who, **hours}).status_code == 302
    assert WorkingHours.objects.get().weekday == 0
    away = {"first_day": "2026-12-01", "last_day": "2026-12-02", "reason": "course"}
    assert desk.post("/calendar/hours/absence/", {**who, **away}).status_code == 302
    absence = injector.absences.get()
    assert absence.starts_at == datetime(2026, 12, 1, 5, tzinfo=UTC)
    assert absence.ends_at == datetime(2026, 12, 3, 5, tzinfo=UTC)
    half = {"d0_0_starts": "09:00"}
    assert desk.post("/calendar/hours/", {**who, **half}).status_code == 422


def test_hours_that_changed_meanwhile_are_shown_beside_what_was_typed(
    desk: Client, injector: User
):
    page = desk.get(f"/calendar/hours/?who={injector.pk}").text
    assert '<input type="hidden" name="was" value="">' in page
    WorkingHours.objects.create(
        injector=injector, weekday=1, starts=time(8), ends=time(12)
    )
    hours = {"d0_0_starts": "09:00", "d0_0_ends": "12:00"}
    sent_ = {"who": injector.pk, "was": "", **hours}
    answer = desk.post("/calendar/hours/", sent_)
    assert answer.status_code == 409
    assert "In force now: Tuesday 08:00 to 12:00." in answer.text
    assert 'value="09:00"' in answer.text
    assert WorkingHours.objects.get().weekday == 1
    again = {**sent_, "was": "1 08:00-12:00"}
    assert desk.post("/calendar/hours/", again).status_code == 302
    assert WorkingHours.objects.get().weekday == 0


def test_the_waiting_list_is_kept_by_hand(
    desk: Client, injector: User, patient: Patient
):
    assert "Nobody is waiting" in desk.get("/calendar/waiting/").text
    wishes = {
        "kind": "review",
        "minutes": 15,
        "from_day": TODAY,
        "parts": ["afternoon"],
        "weekdays": ["mon", "tue"],
    }
    answer = desk.post("/calendar/waiting/new/", {"patient": patient.pk, **wishes})
    assert answer.status_code == 302
    assert "Mondays, Tuesdays, afternoons" in desk.get("/calendar/waiting/").text
    entry = WaitingEntry.objects.get()
    page = desk.get(f"/calendar/waiting/{entry.pk}/").text
    slot = re.search(r'name="slot" value="([^"]+)"', page)
    assert slot is not None
    assert "12:00 to 12:15" in page
    data = {"version": entry.version, "slot": slot[1]}
    assert desk.post(f"/calendar/waiting/{entry.pk}/", data).status_code == 302
    assert WaitingEntry.objects.get().status == "offered"


@pytest.mark.parametrize(
    "place", ["/calendar/new/?day=2026-12-01", "/calendar/waiting/new/"]
)
def test_whom_a_visit_is_for_is_looked_up_without_a_name_in_the_address(
    desk: Client, patient: Patient, place: str
):
    answer = desk.post(place, {"find": f" {patient.number} "})
    address = answer.headers["Location"]
    assert address.startswith(f"{place}{'&' if '?' in place else '?'}s=")
    shown = desk.get(address).text
    assert patient.full_name in shown
    assert f"patient={patient.pk}" in shown


# --- links and feeds ---------------------------------------------------------------


def test_the_address_of_a_feed_is_shown_once(injector: User, client: Client):
    client.force_login(injector)
    shown = client.post("/calendar/hours/feed/").text
    address = re.search(r"/calendar/feed/[\w-]+\.ics", shown)
    assert address is not None
    assert "BEGIN:VCALENDAR" in Client().get(address[0]).text
    later = client.get("/calendar/hours/").text
    assert address[0] not in later
    assert "shown once" in later


def link_of(visit: Appointment) -> str:
    return make(at=AT, purpose="appointment", key=visit.key, record_id=visit.pk, days=3)


def test_a_link_shows_the_time_and_nothing_of_what_for(
    client: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    answer = client.get(f"/link/{link_of(visit)}/")
    assert "10:00 to 10:30" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    for word in ("treatment", "toxin", patient.family_name):
        assert word not in main


@pytest.mark.parametrize("do", ["", "confirm", "move", "cancel", "fly"])
def test_a_link_without_its_version_does_nothing(
    client: Client, injector: User, patient: Patient, do: str
):
    visit = visit_at(injector, patient, TEN)
    answer = client.post(f"/link/{link_of(visit)}/", {"do": do, "slot": "1|x"})
    assert answer.status_code == 409
    visit.refresh_from_db()
    assert (visit.version, visit.status) == (1, "booked")


def test_a_link_needs_the_token_of_its_form(injector: User, patient: Patient):
    visit = visit_at(injector, patient, TEN)
    strict = Client(enforce_csrf_checks=True)
    data = {"do": "cancel", "version": 1}
    assert strict.post(f"/link/{link_of(visit)}/", data).status_code == 403
    visit.refresh_from_db()
    assert visit.status == "booked"


@pytest.mark.parametrize(
    "token", ["x", "0" * 300, signing.dumps("x")], ids=["short", "long", "signed"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_link_says_what_now_and_nothing_else(
    client: Client, practice: Practice, token: str, method: str
):
    answer = getattr(client, method)(f"/link/{token}/")
    assert answer.status_code == 404
    assert "no longer opens anything" in answer.text
    assert client.get(f"/link/{token}/visit.ics").status_code == 404
    assert client.get(f"/calendar/feed/{token}.ics").status_code == 404


def test_a_link_to_the_health_questions_leads_there(client: Client, patient: Patient):
    token = make(
        at=AT, purpose="history", key=patient.key, record_id=patient.pk, days=3
    )
    answer = client.get(f"/link/{token}/")
    assert answer.headers["Location"] == f"/link/{token}/history/"


def test_a_patient_takes_the_visit_into_a_calendar(
    client: Client, injector: User, patient: Patient
):
    visit = visit_at(injector, patient, TEN)
    answer = client.get(f"/link/{link_of(visit)}/visit.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20261123T100000Z" in answer.text
