"""What the pages about one's account know."""

from django.http import HttpRequest

__all__ = ["frame"]


def frame(request: HttpRequest) -> dict[str, str]:
    """Name the frame of an account page: the clinic's, once everything is open."""
    user = getattr(request, "user", None)
    inside = (
        user is not None
        and user.is_authenticated
        and not getattr(request, "second_factor_missing", False)
    )
    return {"account_frame": "clinic.html" if inside else "base.html"}
