"""A real browser on a real server.

``page`` is a page of a fresh browser context at tablet size; a test fails when the
page logs an error, throws, or asks any other machine for anything.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.clinic_site import (
    PATIENCE_MS,
    _django_db_helper,
    database,
    live_server,
    pytest_generate_tests,
    sign_in,
)
from tools.chromium import ensure_chromium

__all__ = [
    "_django_db_helper",
    "database",
    "live_server",
    "pytest_generate_tests",
    "sign_in",
]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {
    "tablet": ViewportSize(width=1180, height=820),
    "desktop": ViewportSize(width=1440, height=900),
    "phone": ViewportSize(width=390, height=844),
}
THEMES = ("light", "dark")
OPEN_TO_PAGES = {"", "about", "blob", "data"}


# Playwright's five seconds are short on a machine that runs all tests at once.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(autouse=True)
def wait_after_a_click(monkeypatch: pytest.MonkeyPatch) -> None:
    """Touch nothing of the next page before it has its scripts.

    A click returns once the next page has begun. What is filled in or tapped then is
    not seen by scripts that come later, which on a busy machine is sooner than a
    person can.
    """
    click = Locator.click

    def click_and_wait(self: Locator, **options: object) -> None:
        click(self, **options)
        if not self.page.is_closed():
            self.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", click_and_wait)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {
        **browser_type_launch_args,
        "executable_path": ensure_chromium(),
        "args": ARGUMENTS,
    }


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {
        **browser_context_args,
        "viewport": SIZES["tablet"],
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> ViewportSize:
    """Each of the three sizes that screens are made for."""
    return SIZES[request.param]


@pytest.fixture
def page(page: Page, base_url: str, expected_errors: list[str]) -> Iterator[Page]:
    home = urlsplit(base_url).netloc
    faults: list[str] = []
    foreign: list[str] = []

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in OPEN_TO_PAGES and parts.netloc != home:
            foreign.append(request.url)

    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", note_request)
    yield page
    unexpected = [
        fault for fault in faults if not any(part in fault for part in expected_errors)
    ]
    assert not unexpected
    assert not foreign


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of console messages that this test provokes; append to it."""
    return []


def faults_of(page: Page) -> list[str]:
    """What is not accessible on a page as it stands, and what is wider than it."""
    page.wait_for_load_state()  # a click returns once the next page has begun
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # What passed is neither described nor handed over: that takes longer than to look.
    violations = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
        " 'wcag22aa', 'best-practice'], resultTypes: ['violations']})"
        ".then((result) => result.violations)"
    )
    faults = [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for found in violations
        for node in found["nodes"]
    ]
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [*faults, f"{overflow} pixels too wide"] if overflow > 0 else faults


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """Return a check: no accessibility violation, nothing wider than the screen."""

    def check(page: Page) -> None:
        assert faults_of(page) == []

    return check


@pytest.fixture
def check_themes() -> Callable[[Page], None]:
    """Return the check of a page as it stands, light and dark."""

    def check(page: Page) -> None:
        found = {}
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found[theme] = faults_of(page)
        assert {theme: faults for theme, faults in found.items() if faults} == {}

    return check


@pytest.fixture
def check_sizes() -> Callable[..., None]:
    """Return the check of a page that is opened anew at each size, in each theme.

    One visit serves all of them, since a test of its own for each would spend most of
    its time on a new clinic and a new browser; every size that fails is named.
    """

    def check(
        page: Page, open_: Callable[[], object], themes: tuple[str, ...] = THEMES
    ) -> None:
        found = {}
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=themes[0])
            open_()
            for theme in themes:
                page.emulate_media(color_scheme=theme)
                found[f"{page.url}, {name}, {theme}"] = faults_of(page)
        assert {where: faults for where, faults in found.items() if faults} == {}

    return check
