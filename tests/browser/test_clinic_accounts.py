"""Signing in, one's account, the settings and the audit, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from glabella.clinic.accounts import selectors
from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import Practice
from tests.clinic.people import (
    front_desk,
    injector,
    owner,
    patient,
    practice,
    prescriber,
    room,
)

__all__ = [
    "front_desk",
    "injector",
    "owner",
    "patient",
    "practice",
    "prescriber",
    "room",
]

PASSWORD = "a long pass phrase of the tests"  # noqa: S105
SETTINGS = (
    *("clinic", "security", "public", "appointments", "rules", "hours"),
    *("closures", "rooms", "products", "prices", "staff", "staff/new", "orders"),
)
ACCOUNT = ("", "sessions/", "password/", "mfa/", "mfa/webauthn/", "reauthenticate/")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def lenient(practice: Practice) -> None:
    practice.mfa_required = False
    practice.save()


def enter(page: Page, base_url: str, user: User) -> None:
    page.goto(f"{base_url}/accounts/login/?next=/accounts/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_the_log_in_page_is_accessible(page, base_url, check_sizes):
    address = f"{base_url}/accounts/login/"
    check_sizes(page, lambda: page.goto(address), themes=("light",))


def test_somebody_signs_in_and_out_by_keyboard(page, base_url, front_desk):
    page.goto(f"{base_url}/accounts/login/?next=/accounts/")
    page.get_by_label("Email").focus()
    page.keyboard.type(front_desk.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto(f"{base_url}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_is_said(page, base_url, front_desk, check_page):
    page.goto(f"{base_url}/accounts/login/")
    page.get_by_label("Email").fill(front_desk.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page)


def test_a_passkey_is_added_and_opens_without_the_password(
    page: Page, base_url: str, injector: User, practice: Practice
):
    practice.mfa_required = True
    practice.save()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    enter(page, base_url, injector)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    page.get_by_role("link", name="Use a passkey").click()
    confirm(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert selectors.has_second_factor(injector)
    page.goto(f"{base_url}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/logout/" not in url)
    page.goto(f"{base_url}/accounts/login/?next=/accounts/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(f"{base_url}/accounts/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def test_the_page_to_set_up_an_app_is_accessible(page, base_url, injector, check_sizes):
    enter(page, base_url, injector)
    page.goto(f"{base_url}/accounts/mfa/totp/activate/")
    confirm(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Set up an authenticator app")
    check_sizes(page, lambda: expect(title).to_be_visible(), themes=("light",))


def test_each_account_page_is_accessible(
    sign_in: Callable[[User], Page],
    base_url: str,
    injector: User,
    check_sizes: Callable[..., None],
):
    page = sign_in(injector)
    for part in ACCOUNT:
        address = f"{base_url}/accounts/{part}"
        check_sizes(page, lambda to=address: page.goto(to), themes=("light",))


def test_help_is_accessible_and_opens_with_a_key(
    sign_in: Callable[[User], Page],
    base_url: str,
    injector: User,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    page.goto(f"{base_url}/help/")
    check_page(page)
    page.goto(f"{base_url}/protocols/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Protocols Keyboard shortcuts")
    expect(dialog).to_contain_text("Every number that a protocol sets says so")
    check_page(page)
    dialog.get_by_role("link", name="Help for every screen").click()
    expect(page).to_have_url(f"{base_url}/help/#protocols")


@pytest.mark.usefixtures("room")
def test_each_part_of_the_settings_is_accessible(
    sign_in: Callable[[User], Page],
    base_url: str,
    owner: User,
    check_sizes: Callable[..., None],
):
    page = sign_in(owner)
    for part in SETTINGS:
        address = f"{base_url}/settings/{part}/"
        check_sizes(page, lambda to=address: page.goto(to), themes=("light",))


def test_the_audit_is_accessible_and_narrows_as_one_chooses(
    sign_in: Callable[[User], Page],
    base_url: str,
    owner: User,
    check_themes: Callable[[Page], None],
):
    page = sign_in(owner)
    page.goto(f"{base_url}/settings/rooms/")
    page.get_by_label("Name", exact=True).fill("Laser room")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("Name", exact=True)).not_to_have_value("Laser room")
    page.goto(f"{base_url}/audit/")
    page.get_by_label("What").select_option("settings")
    expect(page.locator("#audit-list tbody tr")).to_have_count(1)
    page.wait_for_load_state("networkidle")  # a list that comes anew is folded again
    page.get_by_text("Show the details").click()
    expect(page.get_by_text("Laser room")).to_be_visible()
    check_themes(page)
