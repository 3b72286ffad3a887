"""What a person sees when a page cannot be had: plain words, never a traceback."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from glabella.core.intended_use import INTENDED_USE

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]

# For the case that the templates themselves are what failed.
LAST_RESORT = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Fault - Glabella</title></head>
<body><h1>Something went wrong here</h1>
<p>Nothing that you typed was kept. Go back and try again.</p>
<p>{INTENDED_USE}</p></body></html>
"""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _page(
        request,
        400,
        "This request could not be understood",
        "Go back, look over what you entered, and send it again.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _page(
        request,
        403,
        "This page is not open to you",
        "Ask whoever looks after this installation if you need it.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where a form came without its token."""
    return _page(
        request,
        403,
        "This form has gone stale",
        "It was open too long, or cookies are switched off. "
        "Go back, load the page anew and send it again.",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _page(
        request,
        404,
        "There is no such page",
        "The address may have a typing error, or the page has moved.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500; works even where the templates are what failed."""
    try:
        return _page(
            request,
            500,
            "Something went wrong here",
            "The fault is ours and was noted, without anything that you typed. "
            "Go back and try again.",
        )
    except (TemplateDoesNotExist, TemplateSyntaxError, ValueError):
        return HttpResponse(LAST_RESORT, status=500)


def _page(request: HttpRequest, code: int, title: str, advice: str) -> HttpResponse:
    context = {"code": code, "title": title, "advice": advice}
    return render(request, "shared/error.html", context, status=code)
