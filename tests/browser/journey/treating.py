"""The treatment day: prepared, drawn from the vial, given, signed."""

from playwright.sync_api import Page, expect

from glabella.clinic.plans.models import Plan
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import PASSWORD

__all__ = ["treat"]


def treat(page: Page, plan: Plan) -> Treatment:
    """Tick the preparation, draw up, give every site as planned, and sign."""
    page.goto(f"/patients/{plan.patient_id}/plans/{plan.pk}/")
    page.get_by_role("link", name="Treat").click()
    page.get_by_role("button", name="Begin the preparation").click()
    _prepare(page)
    page.get_by_role("link", name="To the injection").last.click()
    expect(page.locator("#treatment[data-ready]")).to_be_attached()
    page.get_by_role("button", name="Draw up").click()
    expect(page.locator("#vial .draws li")).to_have_count(1)
    page.get_by_role("button", name="Give all as planned").click()
    sites = page.locator(".site")
    expect(page.locator('.site[data-state="given"]')).to_have_count(sites.count())
    page.get_by_role("button", name="None seen").click()
    expect(page.locator("#missing")).to_be_hidden()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the treatment").click()
    expect(page.get_by_text("Signed and locked.")).to_be_visible()
    return Treatment.objects.select_related("key").get(session__plan=plan)


def _prepare(page: Page) -> None:
    """Every step gets the answer that lets the treatment go on."""
    expect(page.locator("#treatment[data-ready]")).to_be_attached()
    for step in page.locator("[data-step]").all():
        step.locator("button[name=answer]:not(.danger)").first.click()
        expect(step.locator("[data-answered]")).not_to_be_empty()
    expect(page.locator("#ready")).to_contain_text("Every step has an answer.")
    expect(page.locator("#line")).to_contain_text("All saved")
