"""Forecasts in a real browser: they follow the plan, and nothing old stays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from glabella.drawing.outlook import outlook_of
from glabella.web.planner import screen, views
from tests.clinic.people import injector, practice
from tests.forecasts import sample, silent

__all__ = ["injector", "practice"]

WORDS = "About 6 in 10 people none or mild at 4 weeks"


@pytest.fixture(autouse=True)
def _signed_in(sign_in, injector):
    """The planner is for people of the clinic."""
    sign_in(injector)


@pytest.fixture
def planner(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The planner with a plain forecast that names the units of its line."""

    def outlooks(plan) -> dict:
        told = {}
        for line in plan.lines:
            said = [f"Forecast of {line.units:g} units."]
            told[line.area] = outlook_of(sample(explanation=said))
        if "crows_feet" in told:
            told["crows_feet"] = outlook_of(silent())
        return told

    for module in (screen, views):
        monkeypatch.setattr(module, "outlooks_of", outlooks)
    page.goto("/planner/")
    expect(page.locator("#forecast-glabella .forecast-words")).to_contain_text(WORDS)
    return page


def type_units(page: Page, units: str) -> None:
    field = page.get_by_label("Units at pin 3, procerus, midline")
    field.fill(units)
    field.press("Tab")


def hold(page: Page) -> list[Route]:
    """Keep the next request for forecasts; it stands in the list once it is made."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/planner/forecast/", keep, times=1)
    return held


def test_the_forecast_follows_the_units(planner: Page):
    planner.locator("#outlook-glabella > summary").click()
    shown = planner.locator("#forecast-glabella")
    expect(shown).to_contain_text("Forecast of 20 units.")
    type_units(planner, "6")
    expect(shown).to_contain_text("Forecast of 22 units.")
    expect(planner.locator("#outlook-glabella")).to_have_attribute("open", "")
    expect(planner.locator("#outlook-forehead")).not_to_have_attribute("open", "")


def test_the_old_forecast_keeps_its_place_until_the_new_one_is_here(planner: Page):
    held = hold(planner)
    height = planner.locator("#forecast-glabella").bounding_box()["height"]
    with planner.expect_request("**/planner/forecast/"):
        type_units(planner, "6")
    expect(planner.locator(".headline")).to_contain_text("66 units")
    assert planner.locator("#forecast-glabella").bounding_box()["height"] == height
    expect(planner.locator("#forecast-glabella .forecast-head")).to_have_css(
        "opacity", "0.6"
    )
    held[0].continue_()
    expect(planner.locator("#forecast-glabella .forecast-head")).to_have_css(
        "opacity", "1"
    )


def test_a_forecast_that_fails_leaves_none_of_another_plan(
    planner: Page, expected_errors: list[str]
):
    expected_errors += ["500", "Response Status Error Code"]
    planner.route(
        "**/planner/forecast/", lambda route: route.fulfill(status=500), times=1
    )
    type_units(planner, "6")
    shown = planner.locator("#forecast-glabella")
    expect(shown).to_contain_text("could not be worked out")
    expect(shown).not_to_contain_text(WORDS)
    expect(planner.locator(".headline")).to_contain_text("66 units")
    type_units(planner, "4")
    expect(shown).to_contain_text(WORDS)


def test_an_overtaken_forecast_is_not_shown(planner: Page):
    held = hold(planner)
    planner.evaluate(
        """() => {
            window.seen = [];
            const slot = document.getElementById("forecast-glabella");
            new MutationObserver(() => window.seen.push(slot.textContent))
                .observe(slot, {childList: true, subtree: true});
        }"""
    )
    with planner.expect_request("**/planner/forecast/"):
        type_units(planner, "6")
    type_units(planner, "8")
    expect(planner.locator(".headline")).to_contain_text("68 units")
    held[0].continue_()
    shown = planner.locator("#forecast-glabella")
    expect(shown).to_contain_text("Forecast of 24 units.")
    seen = planner.evaluate("window.seen")
    assert not any("Forecast of 22 units." in text for text in seen)


def test_everything_of_a_forecast_opens_by_keys(planner: Page):
    summary = planner.locator("#outlook-glabella > summary")
    summary.focus()
    planner.keyboard.press("Enter")
    chart = planner.locator("#outlook-glabella .forecast-chart").first
    expect(chart).to_be_visible()
    expect(planner.get_by_role("img", name="Severity in contraction")).to_have_count(1)
    planner.locator("#outlook-table-glabella > summary").focus()
    planner.keyboard.press("Enter")
    table = planner.get_by_role("region", name="Forecast of Glabella")
    expect(table.get_by_role("row")).to_have_count(1 + 11)


def test_a_forecast_tells_its_sources(planner: Page):
    planner.locator("#forecast-glabella .num").focus()
    card = planner.get_by_role("tooltip")
    expect(card).to_contain_text("BOTOX Cosmetic label")


def test_open_forecasts_are_accessible_at_every_size(
    planner: Page, size: ViewportSize, check_themes: Callable[[Page], None]
):
    planner.set_viewport_size(size)
    planner.locator("#outlook-glabella > summary").click()
    planner.locator("#outlook-table-glabella > summary").click()
    expect(planner.locator("#forecast-crows_feet")).to_contain_text("No forecast.")
    check_themes(planner)
    frame = planner.locator("#forecast-glabella .table-frame")
    assert frame.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def test_the_chart_fits_its_column_and_can_be_read(planner: Page, size: ViewportSize):
    planner.set_viewport_size(size)
    planner.locator("#outlook-glabella > summary").click()
    letters = planner.locator("#outlook-glabella .forecast-chart text").first
    height = letters.evaluate("text => text.getBoundingClientRect().height")
    assert height >= 12


def test_without_a_script_the_forecast_is_a_button_away(
    browser, base_url: str, planner: Page
):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    context.add_cookies(planner.context.cookies())
    page = context.new_page()
    page.goto("/planner/")
    page.get_by_role("button", name="Show the forecast").first.click()
    expect(page.locator("#forecast-glabella .forecast-words")).to_contain_text(WORDS)
    context.close()
