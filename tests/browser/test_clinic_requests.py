"""A request from a phone to an appointment, in a real browser."""

from datetime import time

import pytest
from playwright.sync_api import Browser, Page, expect

from glabella.clinic.practice.models import OpeningHours, Practice
from glabella.clinic.requests.models import TreatmentRequest
from tests.clinic.people import front_desk, injector, practice
from tests.clinic.requests.asked import ask

__all__ = ["front_desk", "injector", "practice"]


@pytest.fixture
def clinic(practice: Practice) -> Practice:
    for weekday in range(7):
        OpeningHours.objects.create(weekday=weekday, opens=time(0, 5), closes=time(23))
    practice.mfa_required = False
    practice.save()
    return practice


def declare_age(page: Page, year: str = "1990") -> None:
    page.goto("/request/")
    page.get_by_label("Day").fill("8")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill(year)
    # Scripts come with the page: what is tapped before them is not answered.
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def fill_contact(page: Page) -> None:
    page.get_by_label("Given name").fill("Anna")
    page.get_by_label("Family name").fill("Made-Up")
    page.get_by_label("E-mail", exact=True).fill("anna@mail.test")
    page.get_by_label("may contact me").check()


def test_the_public_pages_are_accessible_at_every_size(
    page: Page, clinic: Practice, check_sizes
):
    def choose() -> None:
        declare_age(page)
        page.get_by_label("Smile lines", exact=True).check()
        page.get_by_label("Folds from nose to mouth", exact=True).check()

    check_sizes(page, lambda: page.goto("/"))
    check_sizes(page, lambda: declare_age(page, year="2020"))
    check_sizes(page, choose)


def test_a_place_on_the_face_is_its_checkbox(page: Page, clinic: Practice):
    declare_age(page)
    box = page.get_by_label("Lines between the brows")
    page.locator(".spot-brow_lines-a").click()
    expect(box).to_be_checked()
    page.locator(".spot-brow_lines-a").click()
    expect(box).not_to_be_checked()
    page.locator(".spot-eye_lines-b").click()
    expect(page.get_by_label("Lines beside the eyes", exact=True)).to_be_checked()


def test_smile_lines_are_asked_back_as_soon_as_they_are_chosen(
    page: Page, clinic: Practice
):
    declare_age(page)
    question = page.get_by_role("group", name="Smile lines: which do you mean?")
    expect(question).to_be_hidden()
    page.get_by_label("Smile lines", exact=True).check()
    expect(question).to_be_visible()
    note = page.get_by_text("Folds from nose to mouth are not treated")
    expect(note).to_be_hidden()
    question.get_by_label("The folds from nose to mouth").check()
    expect(note).to_be_visible()


def test_somebody_asks_on_a_phone_without_a_script(
    browser: Browser, base_url: str, clinic: Practice
):
    context = browser.new_context(
        java_script_enabled=False,
        base_url=base_url,
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    declare_age(page)
    page.locator(".spot-forehead_lines-a").click()
    fill_contact(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    context.close()
    assert TreatmentRequest.objects.get().concerns == ["forehead_lines"]


def test_the_front_desk_turns_a_request_into_a_patient_with_an_appointment(
    clinic: Practice, injector, front_desk, sign_in, check_page
):
    ask()
    page = sign_in(front_desk)
    page.goto("/requests/")
    check_page(page)
    page.get_by_role("link", name="Anna Made-Up").click()
    page.get_by_role("radio").first.wait_for()
    check_page(page)
    page.get_by_label("Female", exact=True).check()
    page.get_by_role("group", name="Time").get_by_role("radio").first.check()
    page.get_by_role("button", name="Register and book").click()
    expect(page.get_by_text("Booked:")).to_be_visible()
    assert TreatmentRequest.objects.get().status == "booked"


def test_the_pages_of_the_front_desk_are_accessible_at_every_size(
    clinic: Practice, injector, front_desk, sign_in, check_sizes
):
    one = ask()
    page = sign_in(front_desk)
    for place in ("", f"{one.id}/?kind=consultation", "new/", "measures/", "outbox/"):
        address = f"/requests/{place}"
        check_sizes(page, lambda to=address: page.goto(to), themes=("light",))

    def open_message() -> None:
        page.goto("/requests/outbox/")
        page.get_by_role("link", name="Request received").click()
        page.wait_for_url(lambda url: not url.endswith("/outbox/"))

    check_sizes(page, open_message, themes=("light",))
