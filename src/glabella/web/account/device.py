"""Which device and address a request came from, in the words of a list of sessions."""

from django.http import HttpRequest

from glabella.web.shared.limits import asker

__all__ = ["address", "words"]

# Looked for in this order: one browser's text names several others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac or iPad"),
    ("Linux", "Linux"),
)


def words(request: HttpRequest) -> str:
    """Browser and device, such as "Safari on iPad"."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = _first(agent, BROWSERS) or "A browser"
    device = _first(agent, DEVICES)
    return f"{browser} on {device}" if device else browser


def address(request: HttpRequest) -> str | None:
    """The address that the request came from; behind our own proxy, what that saw.

    Whoever counts wrong passwords by it must not count all the world as one.
    """
    found = asker(request)
    return str(found) if found else None


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if mark in agent), "")
