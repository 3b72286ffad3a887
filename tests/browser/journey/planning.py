"""From the consultation to an approved plan and a signed consent."""

from playwright.sync_api import Page, expect

from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from tests.clinic.people import PASSWORD

__all__ = [
    "agree",
    "approve",
    "choose_standard",
    "consult",
    "forecast",
    "has_agreed",
    "submit",
]


def consult(page: Page, patient: Patient, *, rest: str, frown: str) -> None:
    """Grade the frown lines, decide to plan, and sign."""
    page.goto(f"/patients/{patient.pk}/")
    page.get_by_role("link", name="New consultation").click()
    page.get_by_role("button", name="Start").click()
    glabella = page.get_by_role("group", name="Glabella (frown lines)")
    box = glabella.get_by_role("checkbox")
    if not box.is_checked():
        box.check()
    glabella.get_by_role("group", name="At rest").get_by_text(rest).click()
    contraction = glabella.get_by_role("group", name="In full contraction")
    contraction.get_by_text(frown).click()
    page.get_by_role("group", name="Decision").get_by_text("Plan a treatment").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Your password").press("Enter")
    expect(page.get_by_text("Signed. Plan the treatment next.")).to_be_visible()


def choose_standard(page: Page, units: str) -> None:
    """The patient wishes a standard dose; the plan follows at once."""
    # The first forecast is there: the page's scripts are, too.
    expect(page.locator(".forecast-words").first).to_be_visible()
    page.get_by_label("Technique", exact=True).select_option("standard")
    expect(page.locator(".headline").first).to_contain_text(units)


def forecast(page: Page) -> str:
    """What the draft says of the units of its first line, in full."""
    expect(page.locator(".headline").first).to_contain_text("units")
    line = page.locator(".forecast").first
    expect(line.locator(".forecast-words")).to_be_visible()
    line.get_by_text("Forecast in full").click()
    return line.inner_text()


def submit(page: Page) -> Plan:
    """Answer every caution of the draft that is open, and ask for approval."""
    expect(page.locator(".headline").first).to_contain_text("units")
    for answer in page.get_by_label("Your answer, with the reason").all():
        answer.fill("Talked through with the patient.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("waiting for approval").first).to_be_visible()
    return Plan.objects.select_related("key").get(status="submitted")


def approve(page: Page) -> None:
    """The prescriber examines and approves."""
    page.goto("/approvals/")
    page.get_by_role("link", name="Read the plan").click()
    examine = page.get_by_role("button", name="I examined the patient")
    if examine.count():
        examine.click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Approve this plan").click()
    expect(page.get_by_text("Approved").first).to_be_visible()


def agree(page: Page, patient: Patient) -> None:
    """The patient reads the paper on the clinic's tablet and signs."""
    page.goto(f"/patients/{patient.pk}/consents/")
    page.get_by_role("button", name="Prepare the paper").click()
    page.get_by_role("link", name="Hand over and sign").click()
    page.get_by_label("I have read this, and I agree").check()
    page.get_by_label("Your first name and family name").fill("Anna Made-Up")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Please give the tablet back now.")).to_be_visible()
    page.get_by_role("link", name="Staff: back to the record").click()


def has_agreed(page: Page, patient: Patient) -> None:
    """The paper that was signed the first time covers this plan as well."""
    page.goto(f"/patients/{patient.pk}/consents/")
    expect(page.get_by_text("is in a signed paper")).to_be_visible()
