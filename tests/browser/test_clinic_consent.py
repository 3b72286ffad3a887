"""A paper on the clinic's tablet: composed, handed over, signed with the pen."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services
from glabella.clinic.consents.models import Consent
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.models import Plan
from tests.clinic.people import front_desk, injector, owner, patient, practice
from tests.clinic.plans.conftest import grade, take_history

__all__ = ["front_desk", "injector", "owner", "patient", "practice"]

SignIn = Callable[[User], Page]


@pytest.fixture
def plan(practice, patient: Patient, injector: User) -> Plan:
    """A plan of the frown lines, not approved yet: there is time to read."""
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    take_history(patient, injector, given_at=now)
    grade(patient, injector, glabella=(1, 2))
    return plans.start(actor=injector, at=now, patient=patient).plan


def draw(page: Page) -> None:
    """A line across the field, as a finger would draw it."""
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    place = field.bounding_box()
    left, middle = place["x"] + 30, place["y"] + place["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(left + 20 * step, middle + (25 if step % 2 else -25))
    page.mouse.up()


def test_a_patient_reads_and_signs_on_the_tablet(
    sign_in: SignIn, injector: User, plan: Plan, check_page, expected_errors
):
    page = sign_in(injector)
    page.goto(f"/patients/{plan.patient_id}/consents/")
    check_page(page)
    page.get_by_role("button", name="Prepare the paper").click()
    expect(page.get_by_role("heading", name="What may go wrong")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Hand over and sign").click()
    page.get_by_role("link", name="Easy to read").click()
    expect(page.get_by_text("We use a thin needle.")).to_be_visible()
    check_page(page)
    draw(page)
    page.get_by_label("I have read this, and I agree").check()
    page.get_by_label("Your first name and family name").fill("Somebody Else")
    expected_errors.append("422")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("This is not the name").first).to_be_visible()
    # What was drawn and ticked is still there.
    expect(page.get_by_label("I have read this, and I agree")).to_be_checked()
    page.get_by_label("Your first name and family name").fill("Given Family1")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Please give the tablet back now.")).to_be_visible()
    kept = Consent.objects.select_related("key", "patient__key").get()
    assert (kept.status, kept.level, kept.witness) == ("signed", "easy", injector)
    assert sum(len(line) for line in kept.strokes) > 5
    assert services.signature_holds(kept)
    page.get_by_role("link", name="Staff: back to the record").click()
    expect(page.get_by_role("img", name="The drawn signature")).to_be_visible()
    check_page(page)


def test_a_drawing_can_be_cleared_and_is_not_sent(
    sign_in: SignIn, injector: User, patient: Patient
):
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    paper = services.prepare(
        actor=injector, at=now, patient=patient, kind="photography"
    )
    page = sign_in(injector)
    page.goto(f"/patients/{patient.pk}/consents/{paper.pk}/sign/")
    draw(page)
    drawn = page.locator("input[name=strokes]")
    expect(drawn).to_have_value(re.compile(r"^\[\[\["))
    page.get_by_role("button", name="Clear the drawing").click()
    expect(drawn).to_have_value("")
    page.get_by_label("I have read this, and I agree").check()
    page.get_by_label("Your first name and family name").fill("Given Family1")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Please give the tablet back now.")).to_be_visible()
    paper.refresh_from_db()
    assert (paper.status, paper.strokes) == ("signed", [])
