"""The record of a patient in a real browser: search, page, treatment, phone."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.links import services as links
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.practice.models import Practice
from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Effect, Entry, Given, Graded, Seen
from tests.clinic.people import front_desk, injector, owner, patient, prescriber

__all__ = ["front_desk", "injector", "owner", "patient", "prescriber"]

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - of a made-up person
PHONE = ViewportSize(width=390, height=844)
SignIn = Callable[[User], Page]


@pytest.fixture
def practice(db: None) -> Practice:
    """A clinic that signs people in by password alone."""
    return Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        mfa_required=False,
    )


@pytest.fixture
def treated(patient: Patient, injector: User) -> Patient:
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    for days, product, units in ((290, "azzalure", 50), (80, "bocouture", 20)):
        treatment = services.start(
            actor=injector,
            at=now,
            patient=patient,
            entry=Entry(
                day=now.date() - timedelta(days=days),
                product=product,
                technique="standard",
                injector=injector,
                given=(
                    Given("glabella", Decimal(units), lot="C1"),
                    Given("crows_feet", Decimal(units), lot="C1"),
                ),
            ),
        )
        signed = services.sign(
            actor=injector, at=now, treatment=treatment, version=1, password=PASSWORD
        )
    services.add_follow_up(
        actor=injector,
        at=now,
        treatment=signed,
        seen=Seen(
            day=now.date() - timedelta(days=66),
            result="as_wished",
            grades=(Graded("glabella", at_contraction=1),),
            effects=(Effect("headache", severity="mild"),),
        ),
    )
    patients.take_history(
        actor=injector,
        at=now,
        patient=patient,
        answers={"allergies": ["latex"], "medicines": ["aspirin 75 mg"]},
    )
    return patient


def open_(page: Page, place: str) -> Page:
    page.goto(place)
    return page


def test_the_record_is_accessible_at_every_size(
    sign_in: SignIn, injector: User, treated: Patient, check_sizes
):
    page = sign_in(injector)

    def open_record() -> None:
        open_(page, f"/patients/{treated.id}/")
        expect(page.locator(".outlook > li")).to_have_count(2, timeout=20_000)
        expect(page.locator("#today-outlook")).to_contain_text("gone")

    check_sizes(page, open_record)


def test_every_page_about_the_person_is_accessible(
    sign_in: SignIn, injector: User, treated: Patient, check_sizes
):
    page = sign_in(injector)
    own = f"{treated.id}/"
    parts = ("edit/", "identity/", "history/", "history/take/")
    for place in ("", "new/", *(f"{own}{part}" for part in parts)):
        address = f"/patients/{place}"
        check_sizes(page, lambda to=address: open_(page, to), themes=("light",))


def test_every_page_of_a_treatment_is_accessible(
    sign_in: SignIn, injector: User, treated: Patient, check_sizes
):
    page = sign_in(injector)
    treatment = treated.treatments.order_by("-day").first()
    for place in ("new/", f"{treatment.id}/", f"{treatment.id}/review/"):
        address = f"/patients/{treated.id}/treatments/{place}"
        check_sizes(page, lambda to=address: open_(page, to), themes=("light",))


def test_pages_of_leaving_are_accessible(
    sign_in: SignIn, owner: User, patient: Patient, check_page
):
    page = sign_in(owner)
    for place in ("copy/", "erase/"):
        open_(page, f"/patients/{patient.id}/{place}")
        check_page(page)


def test_a_patient_is_found_while_typing_in_spite_of_the_spelling(
    sign_in: SignIn, front_desk: User
):
    patient = patients.register(
        actor=front_desk,
        at=timezone.now(),  # noqa: TID251 - the clock of the server under test
        given_name="John",
        family_name="Smith",
        born_on=date(1984, 5, 17),
        sex="male",
    )
    page = open_(sign_in(front_desk), "/patients/")
    page.keyboard.press("/")
    page.keyboard.type("jon smth")
    page.locator("#patients-found a").click()
    expect(page).to_have_url(re.compile(str(patient.id)))
    expect(page.locator("h1")).to_have_text("John Smith")
    expect(page.locator("body")).not_to_contain_text("What is left")


def test_a_treatment_is_entered_and_signed(
    sign_in: SignIn, injector: User, patient: Patient
):
    page = open_(sign_in(injector), f"/patients/{patient.id}/treatments/new/")
    page.get_by_label("Product").select_option("bocouture")
    page.get_by_label("Technique").select_option("standard")
    page.get_by_label("Injected by").select_option(str(injector.pk))
    page.locator("#id_given-0-area").select_option("glabella")
    page.locator("#id_given-0-units").fill("20")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign").click()
    expect(page.locator(".chips")).to_contain_text("Signed")
    open_(page, f"/patients/{patient.id}/")
    expect(page.locator("#today-outlook")).to_contain_text(
        "still setting in", timeout=20_000
    )


def test_a_patient_answers_on_the_phone(
    page: Page, patient: Patient, practice: Practice, check_page
):
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    token = links.make(
        at=now, purpose="history", key=patient.key, record_id=patient.id, days=14
    )
    page.set_viewport_size(PHONE)
    open_(page, f"/link/{token}/history/")
    check_page(page)
    page.get_by_role("button", name="Send me the code").click()
    code = re.search(r"\d{6}", Message.objects.select_related("key").get().body)[0]
    page.get_by_label("The six digits").fill(code)
    check_page(page)
    page.get_by_role("button", name="Continue").click()
    question = page.locator('[data-question="allergies"]')
    expect(question.locator("textarea")).to_be_hidden()
    question.get_by_text("Yes", exact=True).click()
    question.get_by_text("Words that may help").click()
    question.get_by_role("button", name="Latex").click()
    expect(question.locator("textarea")).to_have_value("Latex")
    expect(page.locator("[data-kept-state]")).to_contain_text("Saved", timeout=10_000)
    check_page(page)
    page.reload()
    expect(question.locator("textarea")).to_have_value("Latex")
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    history = MedicalHistory.objects.select_related("key").get()
    assert history.answers == {"allergies": ["Latex"]}
