"""The application for a WSGI server; ``glabella serve`` and ``demo`` use it too."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "glabella.site.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings need the line above

if not settings.SECRET_KEY_IS_LASTING:
    # Each worker would make a key of its own and refuse the others' forms.
    message = "set GLABELLA_SECRET_KEY or GLABELLA_SECRET_KEY_FILE before serving"
    raise ImproperlyConfigured(message)

from glabella.evidence.response_rules import forecast_basis  # noqa: E402 - the same

# The first forecast would wait a second for the numerics and the fitted model.
forecast_basis()
