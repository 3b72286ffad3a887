"""The frame around every screen, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from glabella.core.intended_use import INTENDED_USE
from tests.clinic.people import injector, practice

__all__ = ["injector", "practice"]

SMALLEST_TARGET_PX = 44


@pytest.fixture(autouse=True)
def _clinic(practice):
    """The front page is a clinic's."""


def test_the_front_page_is_accessible_at_every_size(page: Page, check_sizes):
    def open_() -> None:
        page.goto("/")
        expect(page.get_by_role("contentinfo")).to_contain_text(INTENDED_USE)

    check_sizes(page, open_)


def test_the_front_page_leads_to_a_request_and_to_sign_in(page: Page):
    page.goto("/")
    page.get_by_role("link", name="Ask for an appointment").first.click()
    expect(page).to_have_url("/request/")
    page.goto("/")
    page.get_by_role("link", name="Staff sign-in").click()
    expect(page).to_have_url("/accounts/login/")


def test_the_first_tab_offers_to_skip_to_the_content(page: Page):
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_chosen_theme_lasts_and_the_system_is_followed_until_then(page: Page):
    page.emulate_media(color_scheme="dark")
    page.goto("/")
    toggle = page.get_by_role("button", name="Dark theme")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    dark = _paper(page)

    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    light = _paper(page)
    assert light != dark

    page.reload()
    assert _paper(page) == light


def test_every_control_of_the_frame_is_large_enough_for_a_gloved_finger(page: Page):
    page.goto("/")
    controls = page.locator("header a, header button, .button")
    for control in controls.all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX


def test_a_wrong_address_gets_a_page_in_plain_words(
    page: Page, expected_errors: list[str], check_page
):
    expected_errors.append("404")
    answer = page.goto("/no-such-page/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    check_page(page)


def test_a_server_that_does_not_answer_is_said_aloud(
    page: Page, expected_errors: list[str]
):
    expected_errors += ["ERR_FAILED", "htmx:sendError", "htmx:afterRequest"]
    page.goto("/")
    page.route("**/health/", lambda route: route.abort())
    page.evaluate("htmx.ajax('GET', '/health/', {swap: 'none'}).catch(() => null)")
    expect(page.get_by_role("status")).to_contain_text("cannot be reached")


def test_the_print_out_keeps_the_intended_use_and_drops_the_furniture(page: Page):
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_text(INTENDED_USE)).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()


def _paper(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")
