"""After the treatment: the patient's answer by link, and what the clinician sees."""

from playwright.sync_api import Page, expect

from glabella.clinic.treatments.models import Treatment
from tests.browser.journey.arriving import enter_by_code, link_of

__all__ = ["answer_by_link", "ask_the_patient", "review"]


def place_of(treatment: Treatment) -> str:
    """The address of a treatment in the record."""
    return f"/patients/{treatment.patient_id}/treatments/{treatment.pk}/"


def ask_the_patient(page: Page, treatment: Treatment) -> None:
    """The clinic asks by e-mail how it went."""
    page.goto(f"{place_of(treatment)}review/")
    page.get_by_role("button", name="Ask the patient").click()
    expect(page.get_by_text("not answered yet")).to_be_visible()


def answer_by_link(page: Page) -> None:
    """The patient tells on the phone: satisfied, and a mild line is left."""
    enter_by_code(page, link_of("review"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("How are you")
    page.get_by_label("Satisfied", exact=True).check()
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def review(page: Page, treatment: Treatment, *, rest: int, frown: int) -> None:
    """The clinician looks at the lines, at rest and in contraction."""
    page.goto(f"{place_of(treatment)}review/")
    for word, grade in (("At rest", rest), ("In full contraction", frown)):
        asked = page.get_by_role("group", name=word).filter(has_text="clinician")
        asked.locator(f"input[value='{grade}']").check()
    page.get_by_role("group", name="The patient's word").get_by_label(
        "As wished"
    ).check()
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text("The review is kept.")).to_be_visible()
