"""A person's visits for a calendar program outside, by a secret address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from glabella.clinic.calendar import selectors

__all__ = ["feed"]

TYPE = "text/calendar; charset=utf-8"


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The visits of the person whose address this is."""
    text = selectors.feed_of(at=timezone.now(), token=token)
    return HttpResponse(text, content_type=TYPE)
