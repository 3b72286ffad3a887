"""What a person sees when a page cannot be had: plain words, never a traceback.

A script gets the same words in the form it asked for: plain text for htmx, which
notice.js shows, and JSON for a form that saves itself.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from glabella.clinic.shared.errors import Blocked, ClinicError
from glabella.core.intended_use import INTENDED_USE

__all__ = [
    "bad_request",
    "blocked",
    "csrf_failure",
    "forbidden",
    "not_allowed",
    "not_found",
    "refused",
    "server_error",
    "stale",
    "too_often",
]

# For the case that the templates themselves are what failed.
LAST_RESORT = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Fault - Glabella</title></head>
<body><h1>Something went wrong here</h1>
<p>Nothing that you typed was kept. Go back and try again.</p>
<p>{INTENDED_USE}</p></body></html>
"""
CONFLICT = 409
UNPROCESSABLE = 422
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said: a heading, what to do now, and perhaps where."""

    code: int
    title: str
    advice: str
    where: str = ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _page(
        request,
        Refusal(
            400,
            "This request could not be understood",
            "Go back, look over what you entered, and send it again.",
        ),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    if _is_staff(request):
        return not_allowed(request, exception)
    return _page(
        request,
        Refusal(
            403,
            "This page is not open to you",
            "Ask whoever looks after this installation if you need it.",
        ),
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 to somebody of the clinic whose roles do not include this step."""
    return _page(
        request,
        Refusal(
            403,
            "Your roles do not include this",
            "Nothing was changed. If you need it for your work, ask the owner of the "
            "clinic, who keeps the list of roles and registrations.",
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form came without its token."""
    return _page(
        request,
        Refusal(
            403,
            "This form has gone stale",
            "It was open too long, or cookies are switched off. "
            "Go back, load the page anew and send it again.",
        ),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; a record that one may not see is one that is not there."""
    advice = "The address may have a typing error, or the page has moved."
    if _is_staff(request):
        advice = (
            "The address may have a typing error, the page may have moved, or it "
            "belongs to the work of another role."
        )
    return _page(request, Refusal(404, "There is no such page", advice))


def stale(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 409: somebody changed the record meanwhile."""
    return _page(
        request, Refusal(CONFLICT, "Somebody changed this meanwhile", str(exception))
    )


def blocked(request: HttpRequest, exception: Blocked) -> HttpResponse:
    """Answer 409: an earlier step is missing, and where it is done."""
    return _page(
        request,
        Refusal(CONFLICT, "Another step comes first", exception.what, exception.where),
    )


def refused(request: HttpRequest, exception: ClinicError) -> HttpResponse:
    """Answer 422 with the words of the clinic's own refusal."""
    return _page(
        request, Refusal(UNPROCESSABLE, "This could not be done", str(exception))
    )


def too_often(request: HttpRequest) -> HttpResponse:
    """Answer 429 to what came too often within a short time."""
    return _page(
        request,
        Refusal(
            TOO_MANY,
            "That was too often within a short time",
            "Wait a little, go back, and send it again: nothing is lost.",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; works even where the templates are what failed."""
    try:
        return _page(
            request,
            Refusal(
                500,
                "Something went wrong here",
                "The fault is ours and was noted, without anything that you typed. "
                "Go back and try again.",
            ),
        )
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError):
        return HttpResponse(LAST_RESORT, status=500)


def _page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(
            f"{refusal.title}. {refusal.advice}",
            status=refusal.code,
            content_type="text/plain; charset=utf-8",
        )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": refusal.advice}, status=refusal.code)
    # After a fault of ours the database may be what failed: no frame then.
    framed = refusal.code < 500 and _is_staff(request)  # noqa: PLR2004 - HTTP's own
    context: dict[str, object] = {
        "refusal": refusal,
        "parent": "clinic.html" if framed else "base.html",
    }
    if refusal.code >= 500:  # noqa: PLR2004
        context["shell"] = None
    return render(request, "shared/error.html", context, status=refusal.code)


def _is_staff(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
