"""A plan in the record, in a real browser: worked on, saved, handed over, signed."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.plans import services
from glabella.clinic.plans.models import Approval, Plan
from glabella.clinic.practice.models import Practice
from tests.clinic.people import (
    front_desk,
    injector,
    patient,
    practice,
    prescriber,
)
from tests.clinic.plans import conftest as planned
from tests.clinic.plans.conftest import (
    PASSWORD,
    approved,
    draft,
    fields_of,
    ready,
    submitted,
)

__all__ = [
    "approved",
    "draft",
    "front_desk",
    "injector",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "submitted",
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, practice: Practice) -> None:
    """The browser's clock is the real one: the record's days follow it."""
    practice.mfa_required = False
    practice.save()
    monkeypatch.setattr(planned, "AT", timezone.now())  # noqa: TID251 - the browser has the real clock


def address(base_url: str, plan: Plan, part: str = "") -> str:
    return f"{base_url}/patients/{plan.patient_id}/plans/{plan.pk}/{part}"


@pytest.fixture
def at_draft(
    sign_in: Callable[[User], Page], base_url: str, draft: Plan, injector: User
) -> Page:
    page = sign_in(injector)
    page.goto(address(base_url, draft))
    expect(page.locator(".forecast-head").first).to_be_visible()
    return page


def test_what_is_changed_is_saved_as_one_goes(at_draft: Page, draft: Plan):
    at_draft.get_by_label("Technique", exact=True).select_option("baby")
    expect(at_draft.locator("#plan-kept")).to_contain_text("Draft saved at")
    expect(at_draft.locator(".line-facts").first).to_contain_text("low dose")
    at_draft.get_by_label("Least movement").check()
    expect(at_draft.locator("#plan-version")).to_have_value("3")
    assert fields_of(draft)["movement"] == ["maximal"]
    at_draft.reload()
    expect(at_draft.get_by_label("Technique", exact=True)).to_have_value("baby")


def test_a_file_of_the_draft_is_of_what_is_saved_and_the_page_goes_on(
    at_draft: Page, draft: Plan
):
    for movement in ("Least movement", "Keep it natural"):
        at_draft.get_by_label(movement).check()
        with at_draft.expect_download() as saved:
            at_draft.get_by_role("button", name="Save PDF").click()
        assert saved.value.suggested_filename.endswith("-v1.pdf")
    expect(at_draft.locator("#plan-kept")).to_contain_text("Draft saved at")
    assert fields_of(draft)["movement"] == ["natural"]


def test_somebody_else_s_save_is_shown_and_not_overwritten(
    at_draft: Page, draft: Plan, prescriber: User
):
    services.save_draft(
        actor=prescriber,
        at=timezone.now(),  # noqa: TID251 - the browser has the real clock
        plan=draft,
        version=draft.version,
        answers=fields_of(draft) | {"movement": ["maximal"]},
    )
    at_draft.get_by_label("Technique", exact=True).select_option("baby")
    expect(at_draft.get_by_role("alert")).to_contain_text("Somebody changed this plan")
    assert fields_of(draft)["technique"] == ["standard"]
    at_draft.get_by_role("button", name="Put mine in its place").click()
    expect(at_draft.get_by_label("Technique", exact=True)).to_have_value("baby")


def test_from_submitting_to_the_signature(
    at_draft: Page,
    base_url: str,
    draft: Plan,
    sign_in: Callable[[User], Page],
    prescriber: User,
):
    at_draft.get_by_role("button", name="Submit for approval").click()
    expect(at_draft.locator("main")).to_contain_text("waits for a prescriber")
    page = sign_in(prescriber)
    page.goto(f"{base_url}/approvals/")
    page.get_by_role("link", name="Read the plan").click()
    page.get_by_role("button", name="I examined the patient").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Approve this plan").click()
    expect(page.locator("#signatures-title ~ .signature")).to_contain_text("Prescriber")
    assert Approval.objects.get().voided_at is None


def test_a_draft_is_accessible_at_every_size(
    at_draft: Page, check_sizes: Callable[..., None]
):
    forecast = at_draft.locator(".forecast-head").first
    check_sizes(at_draft, lambda: expect(forecast).to_be_visible())


def test_an_approved_plan_is_accessible(
    sign_in: Callable[[User], Page],
    base_url: str,
    approved: Plan,
    injector: User,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    for part in ("", "summary/", "quote/", "versions/1/"):
        page.goto(address(base_url, approved, part))
        check_page(page)


def test_the_prescriber_s_pages_are_accessible(
    sign_in: Callable[[User], Page],
    base_url: str,
    submitted: Plan,
    prescriber: User,
    check_sizes: Callable[..., None],
):
    page = sign_in(prescriber)

    def open_(path: str) -> None:
        page.goto(f"{base_url}{path}")
        expect(page).to_have_title(re.compile("Glabella"))

    for path in ("approvals", "approvals/orders/new", "protocols", "protocols/new"):
        check_sizes(page, lambda to=f"/{path}/": open_(to), themes=("light",))
