"""No tap is lost: the network, the server, the session and the page may all go away."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from glabella.clinic.accounts.models import User
from tests.browser.tablet import kept, keys
from tests.browser.tapping import Ward, ward
from tests.browser.waiting import wait_until
from tests.clinic.people import PASSWORD, injector, other_injector, practice

__all__ = ["injector", "other_injector", "practice"]

RECORD = "/patients/1/sessions/2/"
TEMPLATES = Path(__file__).parent / "templates"
SignIn = Callable[[User], Page]


@pytest.fixture(autouse=True)
def record(settings) -> Ward:
    """The stand-in, empty and sound."""
    settings.ROOT_URLCONF = "tests.browser.tapping"
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [TEMPLATES, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
    ward.__init__()
    return ward


def at_record(page: Page) -> Page:
    """Open the record and wait until it takes taps."""
    page.goto(RECORD)
    expect(page.locator("body")).to_have_attribute("data-ready", "", timeout=10_000)
    return page


def tap(page: Page, *places: int) -> None:
    for place in places:
        button = page.get_by_role("button", name=f"Place {place}", exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true", timeout=10_000)


def line_says(page: Page, words: str) -> None:
    expect(page.locator("#line")).to_contain_text(words, timeout=15_000)


def sites(*places: int) -> list[str]:
    return [f"frontalis-{place}" for place in places]


@pytest.fixture
def at_work(sign_in: SignIn, injector: User) -> Page:
    return at_record(sign_in(injector))


def test_taps_during_a_cut_network_wait_sealed_and_are_sent_in_order(
    at_work: Page, record: Ward, expected_errors: list[str], check_page
):
    expected_errors.append("ERR_")
    page = at_work
    tap(page, 1)
    line_says(page, "All saved")
    assert record.sites == sites(1)
    page.context.set_offline(True)
    tap(page, 3, 2, 4)
    line_says(page, "3 taps wait for the network")
    check_page(page)
    assert record.sites == sites(1)

    rows = kept(page)
    assert [row["kind"] for row in rows] == ["entry"] * 3
    for row in rows:
        sealed = bytes(row["sealed"])
        assert b"frontalis" not in sealed
        assert b"give" not in sealed
    (key,) = keys(page)
    assert key["key"] == {"algorithm": "AES-GCM", "extractable": False}

    page.context.set_offline(False)
    line_says(page, "All saved")
    assert record.sites == sites(1, 3, 2, 4)
    assert kept(page) == []


def test_taps_outlive_the_page_and_are_sent_when_it_loads_again(
    at_work: Page, record: Ward, expected_errors: list[str]
):
    expected_errors.append("ERR_")
    page = at_work
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)
    tap(page, 1, 2)
    line_says(page, "2 taps wait for the network")
    # Without the network the browser cannot load the page: it shows its own error.
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    at_record(page)
    line_says(page, "All saved")
    assert record.sites == sites(1, 2)


def test_a_page_that_cannot_be_loaded_again_is_not_closed_by_mistake(
    at_work: Page, expected_errors: list[str]
):
    expected_errors.append("ERR_")
    page = at_work
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    tap(page, 1)
    line_says(page, "1 tap waits for the network")
    with page.expect_event("dialog"):
        page.evaluate("setTimeout(() => location.assign('/today/'))")
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    line_says(page, "All saved")


def test_an_answer_that_never_arrived_makes_no_second_entry(
    at_work: Page, record: Ward, expected_errors: list[str]
):
    expected_errors.append("503")
    page = at_work
    record.fault = "lose"
    tap(page, 1, 2)
    line_says(page, "2 taps wait")
    recorded(page, record, 1, 2)
    record.fault = ""
    line_says(page, "All saved")
    assert record.sites == sites(1, 2)
    assert kept(page) == []


def test_signed_off_between_two_taps_the_next_sign_in_sends_them_from_any_page(
    at_work: Page,
    record: Ward,
    sign_in: SignIn,
    injector: User,
    other_injector: User,
    expected_errors: list[str],
):
    expected_errors += ["401", "403"]
    page = at_work
    page.context.clear_cookies()
    tap(page, 1, 2, 3)
    line_says(page, "Signed off: sign in to send 3 taps")
    where = page.locator("#line").get_by_role("link", name="Sign in")
    back = quote(RECORD, safe="")
    expect(where).to_have_attribute("href", f"/accounts/login/?next={back}")

    page.goto("/accounts/login/")
    told = page.locator("[data-waiting]")
    expect(told).to_contain_text("3 taps of a treatment")

    sign_in(other_injector)
    at_record(page)
    line_says(page, "All saved")
    assert record.sites == []
    assert len(kept(page)) == 3

    sign_in(injector)
    page.goto("/today/")
    expect(page.locator("[data-waiting-news]")).to_contain_text(
        "3 taps", timeout=10_000
    )
    assert record.sites == sites(1, 2, 3)
    assert {one["by"] for one in record.entries} == {injector.name}
    assert kept(page) == []


def test_the_key_goes_at_log_off_once_everything_is_sent(
    at_work: Page, record: Ward, expected_errors: list[str], injector: User
):
    expected_errors.append("503")
    page = at_work
    record.fault = "down"
    tap(page, 1)
    line_says(page, "1 tap waits")
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    told = page.locator("[data-waiting]")
    expect(told).to_contain_text("1 tap of a treatment", timeout=15_000)
    assert len(keys(page)) == 1

    record.fault = ""
    page.get_by_label("Email").fill(injector.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("[data-waiting-news]")).to_contain_text("1 tap", timeout=15_000)
    assert record.sites == sites(1)
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=15_000)
    expect(told).to_be_hidden()
    assert kept(page) == []
    assert keys(page) == []


def test_what_one_person_tapped_is_never_sent_as_anothers(
    at_work: Page,
    record: Ward,
    sign_in: SignIn,
    injector: User,
    other_injector: User,
    expected_errors: list[str],
):
    expected_errors.append("403")
    page = at_work
    sign_in(other_injector)  # in another tab of this browser; this page stays open
    tap(page, 1)
    line_says(page, "Somebody else is signed in. 1 tap waits on this tablet.")
    assert record.sites == []
    sign_in(injector)
    line_says(page, "All saved")
    assert [one["by"] for one in record.entries] == [injector.name]


def test_signing_in_again_in_another_tab_is_enough(
    at_work: Page,
    record: Ward,
    sign_in: SignIn,
    injector: User,
    expected_errors: list[str],
):
    expected_errors += ["401", "403"]
    page = at_work
    page.context.clear_cookies()
    tap(page, 1)
    line_says(page, "Signed off")
    sign_in(injector)
    second = page.context.new_page()
    second.goto("/today/")  # has a token of its own: the first page's is worth nothing
    page.bring_to_front()
    line_says(page, "All saved")
    tap(page, 2)
    line_says(page, "All saved")
    assert record.sites == sites(1, 2)


def recorded(page: Page, record: Ward, *places: int) -> None:
    """The server comes to hold these places, in this order, and no other."""
    wait_until(page, lambda: record.sites == sites(*places))


def test_what_the_server_refuses_stays_in_sight_until_somebody_decides(
    at_work: Page, record: Ward, check_page
):
    page = at_work
    record.refuses[sites(2)[0]] = "This vial was recalled."
    for place in (1, 2, 3):
        page.get_by_role("button", name=f"Place {place}", exact=True).click()
    refused = page.locator("#refused")
    expect(refused).to_contain_text("This vial was recalled.", timeout=10_000)
    expect(refused).to_contain_text("Given: Forehead, Place 2")
    line_says(page, "1 tap could not be recorded")
    recorded(page, record, 1, 3)  # the refusal shows before the third tap is answered
    check_page(page)

    at_record(page)
    expect(refused).to_contain_text("This vial was recalled.")
    record.refuses.clear()
    refused.get_by_role("button", name="Try again").click()
    line_says(page, "All saved")
    assert record.sites == sites(1, 3, 2)


def test_a_tap_that_is_not_understood_does_not_keep_the_others(
    at_work: Page, record: Ward, expected_errors: list[str]
):
    expected_errors.append("400")
    page = at_work
    record.fault = "down"
    expected_errors.append("503")
    tap(page, 1, 2, 3)
    line_says(page, "3 taps wait")
    record.misunderstands, record.fault = sites(2)[0], ""
    line_says(page, "1 tap could not be recorded")
    assert record.sites == sites(1, 3)
    page.get_by_role("button", name="I have noted it").click()
    line_says(page, "All saved")
    assert kept(page) == []


def test_two_tabs_on_one_treatment_show_each_others_taps_and_send_them_once(
    at_work: Page, record: Ward, expected_errors: list[str]
):
    expected_errors.append("ERR_")
    first = at_work
    second = first.context.new_page()
    at_record(second)
    first.context.set_offline(True)
    tap(first, 1)
    tap(second, 2)
    for page in (first, second):
        line_says(page, "2 taps wait for the network")
    first.context.set_offline(False)
    for page in (first, second):
        line_says(page, "All saved")
    assert record.sites == sites(1, 2)
    tap(first, 3)
    pressed = second.get_by_role("button", name="Place 3", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true", timeout=10_000)


def another_tablet(browser, base_url: str, page: Page) -> BrowserContext:
    context = browser.new_context(base_url=base_url)
    context.add_cookies(page.context.cookies())
    return context


def test_two_tablets_that_wrote_about_one_site_are_shown_side_by_side(
    at_work: Page,
    record: Ward,
    browser,
    base_url: str,
    expected_errors: list[str],
    check_page,
):
    expected_errors.append("ERR_")
    here = at_work
    context = another_tablet(browser, base_url, here)
    there = at_record(context.new_page())
    here.context.set_offline(True)
    tap(here, 1)
    tap(there, 1, 2)
    line_says(there, "All saved")
    here.context.set_offline(False)
    line_says(here, "All saved")

    box = here.locator("#conflicts")
    expect(box.get_by_role("listitem")).to_have_count(2, timeout=10_000)
    check_page(here)
    mine = next(one for one in record.entries if one["number"] == 3)
    box.get_by_role("listitem").last.get_by_role("button").click()
    expect(box).to_be_hidden(timeout=10_000)
    line_says(here, "All saved")
    assert [head["id"] for head in record.heads(sites(1)[0])] == [mine["id"]]
    assert len(record.sites) == 3  # the one that was not chosen stays in the record
    context.close()
