"""A real browser on a real server.

``page`` is a page of a fresh browser context at tablet size; a test fails when the
page logs an error, throws, or asks any other machine for anything.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.browser.clinic_site import (
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
OPEN_TO_PAGES = {"", "about", "blob", "data"}


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


@pytest.fixture
def check_page():
    """Return a check: no accessibility violation, nothing wider than the screen."""

    def check(page: Page) -> None:
        page.wait_for_load_state()  # a click returns once the next page has begun
        page.evaluate(AXE)
        result = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
            " 'wcag22aa', 'best-practice']})"
        )
        assert [
            f"{found['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for found in result["violations"]
            for node in found["nodes"]
        ] == []
        overflow = page.evaluate(
            "document.documentElement.scrollWidth"
            " - document.documentElement.clientWidth"
        )
        assert overflow <= 0

    return check
