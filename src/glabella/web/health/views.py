"""One JSON answer that says whether the site and its database work."""

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

__all__ = ["answer"]

log = logging.getLogger(__name__)


@require_safe
def answer(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers too, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        log.exception("the database does not answer")
        database = "unavailable"
    else:
        database = "ok"
    healthy = database == "ok"
    body = {
        "status": "ok" if healthy else "unavailable",
        "version": settings.GLABELLA_VERSION,
        "database": database,
    }
    return JsonResponse(body, status=200 if healthy else 503)
