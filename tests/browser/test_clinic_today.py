"""The first screen after signing in, for each role, in a real browser."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from tests.clinic.people import AT
from tests.web.today.conftest import (
    draft,
    front_desk,
    injector,
    morning,
    other_injector,
    owner,
    patient,
    practice,
    prescriber,
    ready,
    room,
    submitted,
)

__all__ = [
    "draft",
    "front_desk",
    "injector",
    "morning",
    "other_injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "room",
    "submitted",
]

ROLES = ("front_desk", "injector", "prescriber", "owner")
pytestmark = pytest.mark.usefixtures("that_morning", "morning", "submitted")


@pytest.fixture
def that_morning() -> Iterator[None]:
    """Let the server's clock stand on the morning of these tests."""
    with time_machine.travel(AT, tick=True):
        yield


@pytest.mark.parametrize("role", ROLES)
def test_the_first_screen_is_accessible_for_every_role_at_every_size(
    request: pytest.FixtureRequest,
    sign_in: Callable[[User], Page],
    role: str,
    check_sizes: Callable[..., None],
):
    page = sign_in(request.getfixturevalue(role))

    def open_() -> None:
        page.goto("/today/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Today")

    check_sizes(page, open_)


def test_a_prescriber_meets_the_waiting_plans_before_the_day(
    sign_in: Callable[[User], Page], prescriber: User
):
    page = sign_in(prescriber)
    page.goto("/today/")
    titles = page.locator(".today-wide h2").all_inner_texts()
    assert titles == ["Waiting for your approval", "My visits"]


def test_an_injector_switches_between_the_own_day_and_everybodys(
    sign_in: Callable[[User], Page], injector: User
):
    page = sign_in(injector)
    page.goto("/today/")
    visits = page.locator(".visit")
    expect(visits).to_have_count(2)
    page.get_by_role("link", name="Everybody").click()
    expect(visits).to_have_count(3)
    expect(page.get_by_text("Other Injector")).to_be_visible()
    page.get_by_role("link", name="My day").click()
    expect(visits).to_have_count(2)


def test_the_owner_closes_an_alert(sign_in: Callable[[User], Page], owner: User):
    page = sign_in(owner)
    page.goto("/today/")
    page.get_by_role("button", name="Close this alert: Registration ends").click()
    expect(page.get_by_text("The alert is closed.")).to_be_visible()
    expect(page.get_by_role("heading", name="Alerts")).to_have_count(0)
