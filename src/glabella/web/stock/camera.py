"""The pages on which a code may be scanned by camera, and no others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from glabella.web.shared.headers import permissions

__all__ = ["with_camera"]


def with_camera(
    request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    """A page that the browser lets use the camera; the picture never leaves it."""
    answer = render(request, template, context, status=status)
    answer.headers["Permissions-Policy"] = permissions("camera")
    return answer
