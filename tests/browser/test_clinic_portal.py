"""The patient's own page on a phone, with and without scripts."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import selectors as consents, services
from glabella.clinic.links import services as links
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.portal.models import PatientMessage
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry, Given
from tests.clinic.people import PASSWORD, injector, patient, practice

__all__ = ["injector", "patient", "practice"]

PHONE = ViewportSize(width=390, height=844)
PATIENCE_MS = 10_000


@pytest.fixture
def token(practice, patient: Patient, injector: User) -> str:
    """A patient who was treated, with a paper to sign, and the link to their page."""
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    draft = treatments.start(
        actor=injector,
        at=now,
        patient=patient,
        entry=Entry(
            day=now.date() - timedelta(days=3),
            product="bocouture",
            technique="standard",
            injector=injector,
            given=(Given("glabella", Decimal("17.25"), lot="C1"),),
        ),
    )
    treatments.sign(
        actor=injector, at=now, treatment=draft, version=1, password=PASSWORD
    )
    services.prepare(actor=injector, at=now, patient=patient, kind="photography")
    return links.make(
        at=now, purpose="portal", key=patient.key, record_id=patient.pk, days=90
    )


def enter(page: Page, token: str) -> None:
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"/link/{token}/page/")
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_label("The six digits")).to_be_visible()
    mail = Message.objects.select_related("key").get(kind="code")
    page.get_by_label("The six digits").fill(re.search(r"\d{6}", mail.body)[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your page")).to_be_visible()


def sign_the_paper(page: Page) -> None:
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("I have read this, and I agree").check()
    page.get_by_label("Your first name and family name").fill("Given Family1")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Thank you. You can read it again")).to_be_visible()


def write(page: Page) -> None:
    page.get_by_label("Your message").fill("May I run tomorrow?")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your message has arrived.")).to_be_visible()


def test_the_page_on_a_phone(page: Page, token: str, check_page, patient: Patient):
    page.set_viewport_size(PHONE)
    enter(page, token)
    check_page(page)
    assert "17.25" not in page.content()
    page.get_by_role("link", name="Read the advice").click()
    expect(page.get_by_role("heading", name="After your treatment")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Back to your page").click()
    sign_the_paper(page)
    page.get_by_role("link", name="Agreement to photographs").click()
    check_page(page)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("It counts no more from this moment.")).to_be_visible()
    now = timezone.now()  # noqa: TID251 - the clock of the server under test
    assert not consents.allows(patient, "photography", now)
    write(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="For a program (JSON)").click()
    assert download.value.suggested_filename == f"my-record-{patient.number}.json"
    page.get_by_role("button", name="Answer them").click()
    expect(
        page.get_by_role("heading", name="Questions before your visit")
    ).to_be_visible()


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=base_url, viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def test_the_page_works_without_scripts(plain_page: Page, token: str):
    enter(plain_page, token)
    sign_the_paper(plain_page)
    write(plain_page)
    assert PatientMessage.objects.count() == 1
    plain_page.get_by_role("button", name="Leave this page").click()
    expect(plain_page.get_by_role("button", name="Send me the code")).to_be_visible()
