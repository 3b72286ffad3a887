"""The frame of the signed-in screens and its parts, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import Practice
from tests.browser.tablet import kept
from tests.browser.waiting import wait_until
from tests.clinic.people import front_desk, injector, owner, prescriber
from tests.web.shared.conftest import gallery, practice

__all__ = ["front_desk", "gallery", "injector", "owner", "practice", "prescriber"]

SMALLEST_TARGET_PX = 44
PHONE = ViewportSize(width=390, height=844)
SignIn = Callable[[User], Page]
pytestmark = pytest.mark.usefixtures("gallery")


@pytest.fixture
def page_of_owner(sign_in: SignIn, owner: User) -> Page:
    page = sign_in(owner)
    page.goto("/today/")
    return page


@pytest.fixture
def site() -> Any:
    """What the gallery's own draft form has got, and how it shall answer."""
    from tests.web.shared.gallery import saved  # noqa: PLC0415 - after the settings

    return saved


def copies(page: Page) -> list[str]:
    """What the tablet keeps of unsaved typing, letter by letter as it lies there."""
    return [row["place"] + bytes(row["sealed"]).decode("latin-1") for row in kept(page)]


def test_every_shared_part_is_accessible_at_every_size(
    page_of_owner: Page, check_sizes
):
    check_sizes(page_of_owner, page_of_owner.reload)


def test_every_control_of_the_frame_is_large_enough_for_a_gloved_finger(
    page_of_owner: Page,
):
    page_of_owner.locator(".person-menu summary").click()
    controls = page_of_owner.locator(
        ":is(.rail a, .top a, .top summary, .top .input, .top button):visible"
    )
    assert controls.count() > 8
    for control in controls.all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET_PX


def test_the_rail_shows_what_a_role_may_open_and_marks_the_page(
    sign_in: SignIn, front_desk: User, prescriber: User
):
    page = sign_in(front_desk)
    page.goto("/patients/")
    rail = page.get_by_role("navigation", name="Main")
    expect(rail.get_by_role("link", name="Patients")).to_have_attribute(
        "aria-current", "page"
    )
    expect(rail.get_by_role("link", name="Requests")).to_be_visible()
    expect(rail.get_by_role("link", name="Audit")).to_have_count(0)
    expect(rail.get_by_role("link", name="Approvals")).to_have_count(0)

    sign_in(prescriber)
    page.goto("/patients/draft/")
    expect(rail.get_by_role("link", name="Approvals")).to_be_visible()
    expect(rail.get_by_role("link", name="Patients")).to_have_attribute(
        "aria-current", "true"
    )


def test_on_a_phone_the_rail_is_a_bar_below_with_the_rest_behind_more(
    page_of_owner: Page,
):
    page = page_of_owner
    page.set_viewport_size(PHONE)
    page.evaluate("scrollTo(0, 0)")
    bar = page.get_by_role("navigation", name="Main")
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == PHONE["height"]
    expect(bar.get_by_role("link", name="Audit")).to_be_hidden()
    bar.get_by_text("More").click()
    expect(bar.get_by_role("link", name="Audit")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar.get_by_role("link", name="Audit")).to_be_hidden()


def test_a_slash_leads_to_the_search_and_g_with_a_letter_to_a_screen(
    page_of_owner: Page,
):
    page = page_of_owner
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a patient")).to_be_focused()
    page.keyboard.type("g p ?")
    expect(page.get_by_role("searchbox", name="Find a patient")).to_have_value("g p ?")
    expect(page).to_have_url("/today/")

    page.get_by_role("heading", name="Parts").click()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url("/calendar/")


def test_keys_beside_a_modifier_are_left_to_the_browser(page_of_owner: Page):
    page_of_owner.get_by_role("heading", name="Parts").click()
    page_of_owner.keyboard.press("Control+/")
    expect(
        page_of_owner.get_by_role("searchbox", name="Find a patient")
    ).not_to_be_focused()
    page_of_owner.keyboard.press("g")
    page_of_owner.keyboard.press("Alt+c")
    expect(page_of_owner).to_have_url("/today/")


def test_the_keys_are_listed_and_can_be_switched_off(page_of_owner: Page, check_page):
    page = page_of_owner
    page.get_by_role("heading", name="Parts").click()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("Calendar")
    check_page(page)
    dialog.get_by_label("Use these keys in this browser").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.reload()
    page.get_by_role("heading", name="Parts").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Find a patient")).not_to_be_focused()

    # The way back does not need a key.
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(dialog.get_by_label("Use these keys in this browser")).not_to_be_checked()


def test_a_question_comes_before_a_step_and_cancel_leaves_it(page_of_owner: Page):
    page = page_of_owner
    page.get_by_role("button", name="Void the approval").click()
    dialog = page.get_by_role("dialog", name="Void this approval?")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("element => element.matches(':modal')")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    expect(page).to_have_url("/today/")


def test_the_question_is_asked_without_scripts_too(
    browser, base_url: str, sign_in: SignIn, owner: User
):
    cookies = sign_in(owner).context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto("/today/")
    page.get_by_role("button", name="Void the approval").click()
    dialog = page.get_by_role("dialog", name="Void this approval?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    context.close()


def test_a_list_is_narrowed_and_paged_in_place_and_the_address_follows(
    page_of_owner: Page,
):
    page = page_of_owner
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="row 6", exact=True)).to_be_visible()
    expect(page).to_have_url("/today/?page=2")
    page.get_by_label("Word").fill("row 44")
    expect(page.get_by_role("link", name="row 44", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="row 6", exact=True)).to_have_count(0)
    assert "word=row%2044" in page.url
    assert "page=2" not in page.url


def test_what_is_typed_is_saved_by_itself(
    sign_in: SignIn, owner: User, site: dict[str, Any]
):
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.get_by_label("Note").fill("Prefers mornings")
    expect(page.get_by_text("Saved 09:05")).to_be_visible()
    assert site["form"]["note"] == "Prefers mornings"
    expect(page.locator("[name=version]")).to_have_value("2")
    # What is saved leaves no copy behind.
    assert copies(page) == []


def test_a_draft_outlives_a_log_off_and_comes_back_to_the_same_person_only(
    sign_in: SignIn, owner: User, injector: User, site: dict[str, Any]
):
    site["answer"] = "signed off"
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.get_by_label("Note").fill("Fears needles")
    expect(page.locator("[data-kept-fault]")).to_contain_text("you were signed off")
    assert "form" not in site
    (copy,) = copies(page)
    assert len(copy) > len("Fears needles")
    assert "needles" not in copy
    assert "draft" not in copy  # nor the address of the record

    site["answer"] = 200
    sign_in(injector)
    page.goto("/patients/draft/")
    expect(page.get_by_label("Note")).to_have_value("")

    sign_in(owner)
    page.goto("/patients/draft/")
    expect(page.get_by_label("Note")).to_have_value("Fears needles")
    expect(page.get_by_text("Saved 09:05")).to_be_visible()
    assert site["form"]["note"] == "Fears needles"


def test_any_other_page_points_to_what_is_not_saved(
    sign_in: SignIn, owner: User, site: dict[str, Any], check_page
):
    site["answer"] = "signed off"
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.get_by_label("Note").fill("Fears needles")
    expect(page.locator("[data-kept-fault]")).to_contain_text("you were signed off")
    page.goto("/requests/")
    news = page.locator("[data-waiting-news]")
    expect(news).to_contain_text("What you typed in “Draft”", timeout=10_000)
    check_page(page)
    site["answer"] = 200
    news.get_by_role("link", name="Open it").click()
    expect(page.get_by_label("Note")).to_have_value("Fears needles")
    expect(page.get_by_text("Saved 09:05")).to_be_visible(timeout=10_000)
    page.goto("/requests/")
    expect(page.locator("[data-waiting-news]")).to_have_count(0)


def test_a_form_whose_sending_failed_comes_back_and_one_that_arrived_leaves_nothing(
    sign_in: SignIn, owner: User, site: dict[str, Any], expected_errors: list[str]
):
    expected_errors.append("409")
    site["answer"] = 409  # so that it is the sending alone that can bring it over
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.get_by_label("Note").fill("Prefers mornings")
    expect(page.locator("[data-kept-fault]")).to_contain_text("Somebody changed this.")

    def cut(route: Route) -> None:
        if route.request.is_navigation_request():
            route.abort()
        else:
            route.continue_()

    page.route("**/patients/draft/", cut)
    page.get_by_role("button", name="Sign").click()
    wait_until(page, lambda: page.url.startswith("chrome-error:"))
    page.unroute("**/patients/draft/")
    page.goto("/patients/draft/")
    expect(page.get_by_label("Note")).to_have_value("Prefers mornings")
    with page.expect_navigation(timeout=15_000):
        page.get_by_role("button", name="Sign").click()
    assert site["form"]["note"] == "Prefers mornings"
    wait_until(page, lambda: copies(page) == [])


def test_two_tabs_of_one_form_keep_a_copy_each(
    sign_in: SignIn, owner: User, site: dict[str, Any], expected_errors: list[str]
):
    expected_errors.append("409")
    site["answer"] = 409
    page = sign_in(owner)
    second = page.context.new_page()
    for tab, words in ((page, "In the first"), (second, "In the second")):
        tab.goto("/patients/draft/")
        tab.get_by_label("Note").fill(words)
        fault = tab.locator("[data-kept-fault]")
        expect(fault).to_contain_text("Somebody changed this.", timeout=10_000)
    assert len(copies(page)) == 2
    second.close()
    page.reload()
    expect(page.get_by_label("Note")).not_to_have_value("")


def test_a_draft_is_not_written_over_what_somebody_else_saved(
    sign_in: SignIn, owner: User, site: dict[str, Any], expected_errors: list[str]
):
    expected_errors.append("409")
    site["answer"] = 409
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.get_by_label("Note").fill("Mine")
    expect(page.locator("[data-kept-fault]")).to_contain_text("Somebody changed this.")

    from tests.web.shared.gallery import FILLED  # noqa: PLC0415 - after the settings

    site["form"] = FILLED | {"name": "Given", "note": "Theirs", "version": 7}
    site["answer"] = 200
    page.reload()
    expect(page.get_by_label("Note")).to_have_value("Theirs")
    page.get_by_role("button", name="Put back what I had typed").click()
    expect(page.get_by_label("Note")).to_have_value("Mine")
    expect(page.get_by_text("Saved 09:05")).to_be_visible()
    assert site["form"]["note"] == "Mine"
    assert site["form"]["version"] == 8


def test_a_server_that_cannot_be_reached_loses_nothing(
    sign_in: SignIn, owner: User, site: dict[str, Any], expected_errors: list[str]
):
    expected_errors.append("ERR_")
    page = sign_in(owner)
    page.goto("/patients/draft/")
    page.context.set_offline(True)
    page.get_by_label("Note").fill("No Wi-Fi")
    expect(page.locator("[data-kept-fault]")).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Sign").click()
    expect(page.locator("[data-kept-fault]")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Note")).to_have_value("No Wi-Fi")
    page.context.set_offline(False)
    expect(page.get_by_text("Saved 09:05")).to_be_visible()
    assert site["form"]["note"] == "No Wi-Fi"


def test_a_form_is_not_sent_to_a_server_that_has_signed_the_person_off(
    sign_in: SignIn, owner: User, site: dict[str, Any], expected_errors: list[str]
):
    expected_errors.append("401")
    page = sign_in(owner)
    page.goto("/patients/draft/")
    site["alive"], site["answer"] = 401, "signed off"
    page.get_by_label("Note").fill("Typed long ago")
    page.get_by_role("button", name="Sign").click()
    expect(page.locator("[data-kept-fault]")).to_contain_text("you were signed off")
    assert "form" not in site


def test_somebody_idle_is_warned_a_minute_before_and_can_stay(
    sign_in: SignIn, owner: User, practice: Practice, check_page
):
    page = sign_in(owner)
    page.clock.install()
    page.goto("/today/")
    page.clock.run_for((practice.idle_minutes * 60 - 70) * 1000)
    warning = page.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_hidden()
    page.clock.run_for(15_000)
    expect(warning).to_be_visible()
    check_page(page)
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    page.clock.run_for(60_000)
    expect(warning).to_be_hidden()


def test_somebody_at_work_is_not_asked(
    sign_in: SignIn, owner: User, practice: Practice
):
    page = sign_in(owner)
    page.clock.install()
    page.goto("/today/")
    page.clock.run_for((practice.idle_minutes * 60 - 70) * 1000)
    page.get_by_label("Note").first.press("a")
    with page.expect_request("**/today/alive/"):
        page.clock.run_for(15_000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_hidden()


def test_a_record_does_not_stay_on_the_screen_of_somebody_who_left(
    sign_in: SignIn, owner: User, practice: Practice
):
    page = sign_in(owner)
    page.clock.install()
    page.goto("/today/")
    with page.expect_navigation():
        page.clock.run_for((practice.idle_minutes * 60 + 33) * 1000)


def test_a_form_is_sent_once_however_often_the_button_is_pressed(
    sign_in: SignIn, owner: User
):
    page = sign_in(owner)
    sent: list[str] = []
    page.on("request", lambda r: sent.append(r.url) if r.method == "POST" else None)
    page.goto("/today/")
    form = page.locator("#void-it form")
    with page.expect_navigation(url="**/requests/"):
        form.evaluate("form => { for (let i = 0; i < 3; i++) form.requestSubmit(); }")
    assert len(sent) == 1


def test_the_print_out_of_a_screen_leaves_the_frame_away(page_of_owner: Page):
    page_of_owner.emulate_media(media="print")
    expect(page_of_owner.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page_of_owner.get_by_role("banner")).to_be_hidden()
    expect(page_of_owner.get_by_role("heading", name="Timeline")).to_be_visible()
