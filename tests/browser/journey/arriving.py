"""From the request on a phone to a history that somebody went through."""

import re

from playwright.sync_api import Page, expect

from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from tests.browser.conftest import SIZES

__all__ = ["ask", "book", "check_the_person", "enter_by_code", "link_of", "tell_health"]

BORN = (("Day", "8"), ("Month", "3"), ("Year", "1990"))


def ask(page: Page) -> None:
    """A stranger asks for an appointment on the public page."""
    page.set_viewport_size(SIZES["phone"])
    page.goto("/request/")
    for label, text in BORN:
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Lines between the brows").check()
    page.get_by_label("Given name").fill("Anna")
    page.get_by_label("Family name").fill("Made-Up")
    page.get_by_label("E-mail", exact=True).fill("anna@mail.test")
    page.get_by_label("may contact me").check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


def book(page: Page) -> Patient:
    """The front desk registers the person, books, and sends the health questions."""
    page.goto("/requests/")
    page.get_by_role("link", name="Anna Made-Up").click()
    page.get_by_label("Female", exact=True).check()
    page.get_by_role("group", name="Time").get_by_role("radio").first.check()
    page.get_by_role("button", name="Register and book").click()
    expect(page.get_by_text("Booked:")).to_be_visible()
    patient = Patient.objects.select_related("key").get()
    page.goto(f"/patients/{patient.pk}/")
    page.get_by_role("button", name="Send the health questions").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return patient


def link_of(kind: str) -> str:
    """The address in the newest mail of this kind, without the clinic's name."""
    mails = Message.objects.select_related("key").filter(kind=kind)
    found = re.search(r"/link/\S+", mails.latest("created_at").body)
    assert found, f"no link in the mail: {kind}"
    return found[0]


def enter_by_code(page: Page, address: str) -> None:
    """The patient opens a link of a mail and gives the code of the next mail."""
    page.set_viewport_size(SIZES["phone"])
    page.goto(address)
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_label("The six digits")).to_be_visible()
    mails = Message.objects.select_related("key").filter(kind="code")
    code = re.search(r"\d{6}", mails.latest("created_at").body)
    assert code
    page.get_by_label("The six digits").fill(code[0])
    page.get_by_role("button", name="Continue").click()


def tell_health(page: Page) -> None:
    """The patient answers every question on the phone: nothing to tell."""
    enter_by_code(page, link_of("history_link"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Questions")
    for question in page.locator("[data-question]").all():
        no = question.get_by_label("No", exact=True)
        if no.count():
            no.first.check()
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def check_the_person(page: Page, patient: Patient) -> None:
    """The document was seen, and the answers were gone through."""
    page.goto(f"/patients/{patient.pk}/identity/")
    page.get_by_label("Document", exact=True).select_option("passport")
    page.get_by_label("Birth date on the document").fill("1990-03-08")
    page.get_by_role("button", name="I saw this document").click()
    expect(page.get_by_text("Checked").first).to_be_visible()
    page.goto(f"/patients/{patient.pk}/history/")
    page.get_by_role("button", name="I went through this with the patient").click()
    expect(page.get_by_text("Confirmed").first).to_be_visible()
