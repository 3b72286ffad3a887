"""The calendar in a real browser: booking, moving, racing, and a patient's link."""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.calendar.models import Absence, Appointment, WaitingEntry
from glabella.clinic.calendar.services import Wanted, book, wait_for
from glabella.clinic.links.services import make
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import OpeningHours, Practice, Room
from tests.clinic.people import (
    front_desk,
    injector,
    make_patient,
    other_injector,
    owner,
    patient,
    practice,
    room,
)

__all__ = [
    "front_desk",
    "injector",
    "other_injector",
    "owner",
    "patient",
    "practice",
    "room",
]

SignIn = Callable[[User], Page]
LONDON = ZoneInfo("Europe/London")
SMALLEST_TARGET_PX = 44


def now() -> datetime:
    return timezone.now()  # noqa: TID251 - the server's clock is the real one


@pytest.fixture(autouse=True)
def open_hours(practice: Practice, room: Room, settings) -> None:
    """Open every day from eight to six; the server's clock is the real one."""
    settings.DEMO = False
    practice.mfa_required = False
    practice.save()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=time(8), closes=time(18)) for day in range(7)
    )


@pytest.fixture
def ten() -> datetime:
    """Ten o'clock, two days from now."""
    day = now().astimezone(LONDON).date() + timedelta(days=2)
    return datetime.combine(day, time(10), tzinfo=LONDON)


def booked(
    injector: User, patient: Patient, start: datetime, **wanted: Any
) -> Appointment:
    return book(
        actor=injector,
        at=now(),
        patient=patient,
        wanted=Wanted(injector=injector, starts_at=start, minutes=30, **wanted),
        kind="treatment",
    )


@pytest.fixture
def visit(injector: User, patient: Patient, room: Room, ten: datetime) -> Appointment:
    return booked(injector, patient, ten, room=room)


def shown(page: Page, visit: Appointment) -> Any:
    return page.locator(f'[data-visit="{visit.pk}"]')


def day_of(page: Page, start: datetime) -> Page:
    page.goto(f"/calendar/?day={start:%Y-%m-%d}")
    return page


@pytest.mark.parametrize("view", ["", "&view=week", "&by=room"])
def test_the_calendar_is_accessible_at_every_size(
    sign_in: SignIn,
    front_desk: User,
    other_injector: User,
    visit: Appointment,
    view: str,
    check_sizes,
):
    Absence.objects.create(
        injector=other_injector,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + timedelta(hours=2),
        reason="course",
    )
    page = sign_in(front_desk)

    def open_() -> None:
        page.goto(f"/calendar/?day={visit.starts_at:%Y-%m-%d}{view}")
        name = page.get_by_text("Given Family1").locator("visible=true")
        expect(name).to_have_count(1)

    check_sizes(page, open_)


def test_every_page_of_the_calendar_is_accessible(
    sign_in: SignIn, front_desk: User, visit: Appointment, check_sizes
):
    entry = wait_for(
        actor=front_desk,
        at=now(),
        patient=visit.patient,
        kind="treatment",
        minutes=30,
        from_day=visit.starts_at.date(),
    )
    patient = visit.patient_id
    places = (
        f"new/?patient={patient}&day={visit.starts_at:%Y-%m-%d}",
        f"{visit.pk}/",
        f"{visit.pk}/move/",
        "hours/",
        "waiting/",
        f"waiting/new/?patient={patient}",
        f"waiting/{entry.pk}/",
    )
    page = sign_in(front_desk)
    for place in places:
        address = f"/calendar/{place}"
        check_sizes(page, lambda to=address: page.goto(to), themes=("light",))

    def find() -> None:
        page.goto("/calendar/new/")
        page.get_by_label("Name, number").fill("1")
        expect(page.get_by_role("link", name="Given Family1")).to_be_visible()

    check_sizes(page, find, themes=("light",))


def test_a_quarter_of_an_hour_is_high_enough_for_a_finger(
    sign_in: SignIn, front_desk: User, injector: User, ten: datetime
):
    page = day_of(sign_in(front_desk), ten)
    box = page.locator(".gap").first.bounding_box()
    assert box is not None
    assert box["height"] >= SMALLEST_TARGET_PX


def test_a_tap_on_an_empty_time_leads_to_a_visit_at_that_time(
    sign_in: SignIn, front_desk: User, injector: User, patient: Patient, ten: datetime
):
    page = day_of(sign_in(front_desk), ten)
    page.locator(".gap", has_text="11:15").click()
    page.get_by_label("Name, number").fill("1")
    page.get_by_role("link", name="Given Family1").click()
    expect(page.get_by_label("Time")).to_have_value("11:15")
    page.get_by_label("Review").check()
    expect(page.get_by_text("Proposed length: 15 minutes")).to_be_visible()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("heading", name="Given Family1")).to_be_visible()
    made = Appointment.objects.get()
    assert made.starts_at == ten + timedelta(minutes=75)
    assert made.injector == injector


def test_a_visit_is_dragged_and_stays_only_when_somebody_says_so(
    sign_in: SignIn, front_desk: User, visit: Appointment
):
    page = day_of(sign_in(front_desk), visit.starts_at)
    drag(page, visit, steps=6)
    expect(page.get_by_text("Given Family1: 10:30, Injector")).to_be_visible()
    visit.refresh_from_db()
    assert visit.version == 1

    page.get_by_role("button", name="Put back").click()
    drag(page, visit, steps=6)
    page.get_by_role("button", name="Move", exact=True).click()
    expect(shown(page, visit)).to_contain_text("10:30")
    start = visit.starts_at
    visit.refresh_from_db()
    assert visit.starts_at == start + timedelta(minutes=30)


def drag(page: Page, visit: Appointment, steps: int) -> None:
    block = shown(page, visit)
    block.scroll_into_view_if_needed()
    height = page.evaluate(
        "parseFloat(getComputedStyle("
        "document.querySelector('[data-lane-body]')).gridAutoRows)"
    )
    box = block.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + steps * height / 2)
    page.mouse.move(x, y + steps * height)
    page.mouse.up()


def test_a_visit_is_moved_by_keys_to_another_person(
    sign_in: SignIn, front_desk: User, other_injector: User, visit: Appointment
):
    page = day_of(sign_in(front_desk), visit.starts_at)
    block = shown(page, visit)
    block.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight"):
        block.press(key)
    expect(page.get_by_text("Given Family1: 10:05, Other Injector")).to_be_visible()
    block.press("Enter")
    expect(page.get_by_text("10:05, Other Injector.", exact=False)).to_be_visible()
    expect(shown(page, visit)).to_be_focused()
    visit.refresh_from_db()
    assert visit.injector == other_injector


def test_a_conflict_says_what_stands_in_the_way_and_puts_the_visit_back(
    sign_in: SignIn,
    front_desk: User,
    visit: Appointment,
    injector: User,
    expected_errors: list[str],
):
    expected_errors.append("409")
    start = visit.starts_at
    booked(injector, make_patient(2), start + timedelta(minutes=30))
    page = day_of(sign_in(front_desk), start)
    block = shown(page, visit)
    block.focus()
    block.press("ArrowDown")
    block.press("Enter")
    expect(page.get_by_text("Injector is taken on")).to_be_visible()
    expect(shown(page, visit)).to_contain_text("10:00")
    expect(shown(page, visit)).not_to_have_class(re.compile("lifted"))
    visit.refresh_from_db()
    assert visit.starts_at == start


def test_escape_puts_a_lifted_visit_back(
    sign_in: SignIn, front_desk: User, visit: Appointment
):
    page = day_of(sign_in(front_desk), visit.starts_at)
    block = shown(page, visit)
    block.focus()
    block.press("ArrowDown")
    expect(block).to_have_class(re.compile("lifted"))
    block.press("Escape")
    expect(block).not_to_have_class(re.compile("lifted"))
    expect(page.get_by_role("button", name="Put back")).to_be_hidden()


def test_of_two_browsers_that_book_one_time_one_wins_and_the_other_gets_the_next(  # noqa: PLR0913, PLR0917 - fixtures
    browser: Browser,
    browser_context_args: dict,
    base_url: str,
    front_desk: User,
    injector: User,
    patient: Patient,
    ten: datetime,
):
    second = make_patient(2)
    pages = []
    for user, whom in ((front_desk, patient), (injector, second)):
        context = browser.new_context(**browser_context_args)
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": base_url}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto(
            f"/calendar/new/?patient={whom.pk}&day={ten:%Y-%m-%d}&clock=10:00"
            f"&injector={injector.pk}"
        )
        pages.append(page)
    # Both are on their way before either is answered.
    for page in pages:
        page.evaluate(
            "setTimeout(() => document.querySelector('form.form').requestSubmit(), 200)"
        )
    answer = ":text('Next step'), [role=alert]:has-text('is taken on')"
    for page in pages:
        expect(page.locator(answer).first).to_be_visible(timeout=20_000)
    won = [page for page in pages if page.get_by_text("Next step").count()]
    lost = [page for page in pages if page not in won]
    assert len(won) == len(lost) == 1
    expect(lost[0].get_by_role("alert")).to_contain_text("is taken on")
    assert Appointment.objects.count() == 1

    lost[0].locator(".slots button").first.click()
    expect(lost[0].get_by_text("Next step")).to_be_visible()
    times = sorted(one.starts_at for one in Appointment.objects.all())
    assert times == [ten, Appointment.objects.get(starts_at=ten).ends_at]
    for page in pages:
        page.context.close()


def test_booking_and_moving_work_without_a_script(
    browser: Browser,
    browser_context_args: dict,
    base_url: str,
    front_desk: User,
    visit: Appointment,
):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    client = Client()
    client.force_login(front_desk)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": base_url}]
    )
    page = context.new_page()
    day_of(page, visit.starts_at)
    shown(page, visit).click()
    page.get_by_role("link", name="Move").click()
    page.get_by_label("Time").fill("11:30")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("11:30 to 12:00")).to_be_visible()
    page.get_by_role("button", name="Arrived").click()
    expect(page.locator(".chip").filter(has_text="Arrived")).to_be_visible()
    context.close()


def test_a_patient_confirms_changes_and_cancels_by_link(
    page: Page, visit: Appointment, size: ViewportSize, check_themes
):
    page.set_viewport_size(size)
    start = visit.starts_at

    def open_link() -> None:
        token = make(
            at=now(),
            purpose="appointment",
            key=visit.key,
            record_id=visit.pk,
            days=9,
        )
        page.goto(f"/link/{token}/")

    open_link()
    check_themes(page)
    page.get_by_role("button", name="I will come").click()
    expect(page.get_by_text("Thank you. We expect you.")).to_be_visible()
    page.get_by_role("link", name="Another time").click()
    expect(page.locator(".slots button").first).to_be_visible()
    check_themes(page)
    page.locator(".slots button").first.click()
    expect(
        page.get_by_role("heading", name="Your visit has a new time")
    ).to_be_visible()
    visit.refresh_from_db()
    assert visit.starts_at != start
    assert visit.status == "booked"

    open_link()
    page.get_by_text("I cannot come").click()
    page.get_by_role("button", name="Cancel my visit").click()
    expect(page.get_by_role("heading", name="Your visit is cancelled")).to_be_visible()
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_an_offered_time_is_taken_with_one_tap(
    page: Page, injector: User, patient: Patient, ten: datetime, check_page
):
    entry = WaitingEntry.objects.create(
        key=patient.key,
        patient=patient,
        kind="treatment",
        minutes=30,
        from_day=ten.date(),
        status="offered",
        offered_starts_at=ten,
        offered_injector=injector,
        offer_ends_at=now() + timedelta(hours=3),
        created_at=now(),
    )
    token = make(at=now(), purpose="offer", key=patient.key, record_id=entry.pk, days=1)
    page.goto(f"/link/{token}/")
    check_page(page)
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("heading", name="The time is yours")).to_be_visible()
    assert Appointment.objects.get().starts_at == ten
