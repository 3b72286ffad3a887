"""A treatment while network and server come and go: the record loses nothing."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.plans import services as plans
from tests.browser.real_server import RealServer, real_server
from tests.browser.tablet import kept
from tests.clinic.injections.conftest import consented, prepared, session
from tests.clinic.people import (
    front_desk,
    injector,
    other_injector,
    patient,
    practice,
    prescriber,
)
from tests.clinic.plans.conftest import approved, draft, ready, submitted

__all__ = [
    "approved",
    "consented",
    "draft",
    "front_desk",
    "injector",
    "other_injector",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "session",
    "submitted",
]

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 30_000
COLLEAGUE = "Other Injector"
SignIn = Callable[[User], Page]


@pytest.fixture
def begun(session: Session, injector: User) -> Session:
    """Everything is prepared, nothing is given, by the clock of the server."""
    prepared(session, injector, datetime.now(UTC))  # noqa: TID251 - a real server
    return session


@pytest.fixture
def server() -> Iterator[RealServer]:
    with real_server() as made:
        yield made.start()


@pytest.fixture
def there(browser: Browser, base_url: str, other_injector: User) -> Iterator[Page]:
    """Another tablet, at which a colleague is signed in."""
    context = browser.new_context(base_url=base_url)
    context.add_cookies([cookie_of(other_injector, base_url)])
    yield context.new_page()
    context.close()


def address(session: Session) -> str:
    return f"/patients/{session.patient_id}/sessions/{session.pk}/"


def open_(page: Page, session: Session) -> None:
    """Open the record and wait until it takes taps."""
    page.goto(address(session))
    ready = page.locator("#treatment[data-ready]")
    expect(ready).to_be_attached(timeout=PATIENCE_MS)


def cookie_of(user: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def site(page: Page, number: int) -> Locator:
    return page.locator("[data-row]").nth(number - 1)


def give(page: Page, *numbers: int) -> None:
    for number in numbers:
        row = site(page, number)
        row.get_by_role("button", name=f"Give site {number}").click()
        expect(row).to_have_attribute("data-state", "given", timeout=PATIENCE_MS)


def skip(page: Page, number: int) -> None:
    row = site(page, number)
    row.locator("summary").click()
    row.get_by_label("Reason for leaving it out").fill("a bruise")
    row.get_by_role("button", name="Skip this site").click()
    expect(row).to_have_attribute("data-state", "skipped", timeout=PATIENCE_MS)


def line_says(page: Page, words: str) -> None:
    expect(page.locator("#line")).to_contain_text(words, timeout=PATIENCE_MS)


def given(session: Session) -> list[str]:
    """The sites that were given, in the order in which they were recorded."""
    rows = Entry.objects.filter(session=session, kind="give").select_related("key")
    return [row.content["site"] for row in rows.order_by("number")]


def keys(page: Page, *numbers: int) -> list[str]:
    return [site(page, one).get_attribute("data-row") or "" for one in numbers]


def test_a_server_killed_between_two_taps_loses_none(
    browser: Browser, server: RealServer, begun: Session, injector: User
):
    context = browser.new_context(base_url=server.url)
    context.add_cookies([cookie_of(injector, server.url)])
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    open_(page, begun)
    give(page, 1)
    line_says(page, "All saved")

    server.kill()
    give(page, 2)
    line_says(page, "1 tap waits for the network")
    assert len(given(begun)) == 1
    server.start()
    line_says(page, "All saved")
    assert given(begun) == keys(page, 1, 2)

    # Killed at the very tap, and the page is gone as well before the server is back.
    site(page, 3).get_by_role("button", name="Give site 3").click()
    server.kill()
    give(page, 4)
    asked = keys(page, 1, 2, 3, 4)
    assert len(kept(page)) >= 1
    page.close()
    server.start()
    again = context.new_page()
    open_(again, begun)
    for number in (1, 2, 3, 4):
        state = site(again, number)
        expect(state).to_have_attribute("data-state", "given", timeout=PATIENCE_MS)
    line_says(again, "All saved")
    assert given(begun) == asked
    assert kept(again) == []
    context.close()


def test_a_network_cut_in_the_middle_of_a_treatment(
    sign_in: SignIn, begun: Session, injector: User, expected_errors: list[str]
):
    expected_errors.append("ERR_")
    page = sign_in(injector)
    open_(page, begun)
    give(page, 1)
    line_says(page, "All saved")  # the tap itself is on its way, too
    page.context.set_offline(True)
    give(page, 2, 3)
    line_says(page, "2 taps wait for the network")
    assert given(begun) == keys(page, 1)

    # What is not on the server cannot be signed.
    page.get_by_label("Your password").fill("whatever it is")
    page.get_by_role("button", name="Sign the treatment").click()
    expect(page.locator("#unsigned")).to_be_visible(timeout=PATIENCE_MS)
    line_says(page, "2 taps wait for the network")
    expect(page).to_have_url(address(begun))

    page.context.set_offline(False)
    line_says(page, "All saved")
    assert given(begun) == keys(page, 1, 2, 3)
    assert begun.status == Session.Status.OPEN


def test_what_was_given_when_nothing_allowed_it_any_more_is_recorded_with_why(
    sign_in: SignIn,
    begun: Session,
    injector: User,
    expected_errors: list[str],
    check_page,
):
    expected_errors.append("ERR_")
    page = sign_in(injector)
    open_(page, begun)
    page.context.set_offline(True)
    plan = begun.plan
    plans.change(
        actor=injector,
        at=datetime.now(UTC),  # noqa: TID251 - a real server
        plan=plan,
        version=plan.version,
        reason="less",
    )
    give(page, 1)
    line_says(page, "1 tap waits for the network")
    page.context.set_offline(False)

    refused = page.locator("#refused")
    expect(refused).to_contain_text("approval is void", timeout=PATIENCE_MS)
    check_page(page)
    record = refused.get_by_role("button", name="It was given: record it")
    record.click()  # without a reason nothing is sent
    refused.get_by_label("why").fill("given before the change was known here")
    record.click()
    expect(refused).to_be_hidden(timeout=PATIENCE_MS)
    line_says(page, "All saved")
    expect(site(page, 1)).to_contain_text("before the change was known")
    assert given(begun) == keys(page, 1)
    assert kept(page) == []


def test_two_tablets_that_wrote_about_one_site_wait_for_a_choice(
    sign_in: SignIn,
    begun: Session,
    injector: User,
    there: Page,
    expected_errors: list[str],
    check_page,
):
    expected_errors.append("ERR_")
    here = sign_in(injector)
    open_(here, begun)
    open_(there, begun)

    here.context.set_offline(True)
    give(here, 1, 2)
    skip(there, 1)
    give(there, 2)
    line_says(there, "All saved")
    here.context.set_offline(False)
    line_says(here, "All saved")

    box = here.locator("#conflicts")
    sides = box.get_by_role("listitem")
    expect(sides).to_have_count(2, timeout=PATIENCE_MS)
    expect(box).to_contain_text(injector.name)
    expect(box).to_contain_text(COLLEAGUE)
    check_page(here)
    sides.filter(has_text=COLLEAGUE).get_by_role("button").last.click()
    expect(box).to_be_hidden(timeout=PATIENCE_MS)
    line_says(here, "All saved")
    state = selectors.state_of(begun)
    one = state.sites[keys(here, 1)[0]]
    assert not one.in_conflict
    assert (one.now.standing, one.now.by) == ("skipped", COLLEAGUE)
    # What both did alike is one; what was not chosen stays in the record.
    assert not state.sites[keys(here, 2)[0]].in_conflict
    assert given(begun) == keys(here, 2, 1, 2)
