"""Waiting for what the page itself does not show."""

from collections.abc import Callable

from playwright.sync_api import Page

__all__ = ["wait_until"]

TENTHS = 150


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Look again and again, as ``expect`` does for what can be seen."""
    for _ in range(TENTHS):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()
