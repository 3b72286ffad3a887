"""The front page says what this is and where to go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

__all__ = ["page"]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the front page."""
    return render(request, "front/page.html")
