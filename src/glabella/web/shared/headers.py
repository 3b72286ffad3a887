"""Headers that keep what is on a page between the server and this person."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

__all__ = ["PrivateResponses", "permissions"]

FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)


def permissions(*allowed: str) -> str:
    """The Permissions-Policy of a page that needs some features, and of no other."""
    return ", ".join(
        f"{feature}={'(self)' if feature in allowed else '()'}" for feature in FEATURES
    )


DEFAULTS = {
    "Cache-Control": "no-store, private",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": permissions(),
}


class PrivateResponses:
    """Adds the headers that a view did not set itself; static files pass above."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        for name, value in DEFAULTS.items():
            response.headers.setdefault(name, value)
        return response
