"""The whole way, from a request on a phone to an approved plan, by everybody's hands."""

from collections.abc import Callable
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Approval
from glabella.clinic.practice.models import OpeningHours, Practice
from tests.clinic.people import PASSWORD, front_desk, injector, practice, prescriber

__all__ = ["front_desk", "injector", "practice", "prescriber"]

SignIn = Callable[[User], Page]
ANSWERS = {
    "pregnant": False,
    "breastfeeding": False,
    "infection_at_site": [],
    "allergies": [],
    "conditions": [],
    "medicines": [],
    "recent_procedures": [],
    "previous": [],
}


@pytest.fixture
def clinic(practice: Practice) -> Practice:
    """A clinic that is open whenever this test runs."""
    for weekday in range(7):
        OpeningHours.objects.create(weekday=weekday, opens=time(0, 5), closes=time(23))
    return practice


def test_a_request_becomes_an_approved_plan(
    page: Page,
    clinic: Practice,
    front_desk: User,
    injector: User,
    prescriber: User,
    sign_in: SignIn,
):
    _ask(page)
    patient = _book(sign_in(front_desk))
    _tell_health(patient, injector)
    _consult(sign_in(injector), patient)
    _plan(page)
    _approve(sign_in(prescriber))

    approval = Approval.objects.get()
    assert approval.prescriber == prescriber
    assert approval.plan_version.plan.patient == patient
    deeds = AuditEntry.objects.filter(subject=patient.key_id)
    assert {"create", "change", "read", "sign", "approve"} <= set(
        deeds.values_list("action", flat=True)
    )


def _ask(page: Page) -> None:
    page.goto("/request/")
    for label, text in (("Day", "8"), ("Month", "3"), ("Year", "1990")):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Lines between the brows").check()
    page.get_by_label("Given name").fill("Anna")
    page.get_by_label("Family name").fill("Made-Up")
    page.get_by_label("E-mail", exact=True).fill("anna@mail.test")
    page.get_by_label("may contact me").check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def _book(page: Page) -> Patient:
    page.goto("/requests/")
    page.get_by_role("link", name="Anna Made-Up").click()
    page.get_by_label("Female", exact=True).check()
    page.get_by_role("group", name="Time").get_by_role("radio").first.check()
    page.get_by_role("button", name="Register and book").click()
    expect(page.get_by_text("Booked:")).to_be_visible()
    return Patient.objects.select_related("key").get()


def _tell_health(patient: Patient, injector: User) -> None:
    at = timezone.now()  # noqa: TID251 - the clock of the server that is tested
    patients.check_identity(
        actor=injector,
        at=at,
        patient=patient,
        document="passport",
        born_on_seen=patient.born_on,
    )
    patients.take_history(actor=injector, at=at, patient=patient, answers=ANSWERS)


def _consult(page: Page, patient: Patient) -> None:
    page.goto(f"/patients/{patient.pk}/")
    page.get_by_role("link", name="New consultation").click()
    page.get_by_role("button", name="Start").click()
    glabella = page.get_by_role("group", name="Glabella (frown lines)")
    box = glabella.get_by_role("checkbox")
    if not box.is_checked():
        box.check()
    glabella.get_by_role("group", name="At rest").get_by_text("Mild").click()
    frown = glabella.get_by_role("group", name="In full contraction")
    frown.get_by_text("Severe").click()
    page.get_by_role("group", name="Decision").get_by_text("Plan a treatment").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Your password").press("Enter")
    expect(page.get_by_text("Signed. Plan the treatment next.")).to_be_visible()


def _plan(page: Page) -> None:
    page.get_by_role("button", name="Start from blank").click()
    expect(page.locator(".headline").first).to_contain_text("units")
    for answer in page.get_by_label("Your answer, with the reason").all():
        answer.fill("Talked through with the patient.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("waiting for approval").first).to_be_visible()


def _approve(page: Page) -> None:
    page.goto("/approvals/")
    page.get_by_role("link", name="Read the plan").click()
    page.get_by_role("button", name="I examined the patient").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Approve this plan").click()
    expect(page.get_by_text("Approved").first).to_be_visible()
