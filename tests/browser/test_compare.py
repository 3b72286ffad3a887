"""Comparing regimens in a real browser, and the way back to the plan."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.clinic.people import injector, practice

__all__ = ["injector", "practice"]


@pytest.fixture(autouse=True)
def _signed_in(sign_in, injector):
    """The planner is for people of the clinic."""
    sign_in(injector)


@pytest.fixture
def comparison(page: Page) -> Page:
    """The comparison of one area, for a person of 50."""
    page.goto("/planner/")
    for area in ("Forehead lines", "Crow's feet"):
        page.get_by_role("button", name=f"Remove {area}").click()
    page.get_by_label("Age in years").fill("50")
    page.keyboard.press("Tab")
    expect(page.locator(".person")).to_contain_text("50 years")
    expect(page.locator(".headline")).to_contain_text("20 units")
    page.get_by_role("button", name="Compare regimens").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regimens over 2 years")
    return page


def test_the_plan_is_as_it_was_after_a_look_at_the_regimens(comparison: Page):
    comparison.get_by_role("button", name="Back to the plan").click()
    expect(comparison.get_by_label("Age in years")).to_have_value("50")
    expect(comparison.locator(".headline")).to_contain_text("20 units")


def test_another_span_of_years_is_a_choice_away(comparison: Page):
    comparison.get_by_label("Years").select_option("1")
    comparison.get_by_role("button", name="Compare").click()
    expect(comparison.get_by_role("heading", level=1)).to_have_text(
        "Regimens over 1 year"
    )


def test_the_comparison_is_accessible_at_every_size(
    comparison: Page, check_sizes: Callable[..., None]
):
    title = comparison.get_by_role("heading", level=1)
    check_sizes(comparison, lambda: expect(title).to_be_visible())
