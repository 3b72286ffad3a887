"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

from glabella.core.intended_use import INTENDED_USE, MADE_UP_DATA, MARKS
from glabella.web.shared.shell import Shell

__all__ = ["clinic", "house"]


def house(request: HttpRequest) -> dict[str, str]:
    """Return the texts of the frame.

    ``made_up_data`` is empty unless this is a demonstration.
    """
    return {
        "intended_use": INTENDED_USE,
        "marks": MARKS,
        "made_up_data": MADE_UP_DATA if settings.DEMO else "",
        "glabella_version": settings.GLABELLA_VERSION,
    }


def clinic(request: HttpRequest) -> dict[str, Shell]:
    """Return the frame of the signed-in screens; it asks nothing before it is shown."""
    return {"shell": Shell(request)}
