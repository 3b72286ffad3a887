"""The site's own settings, whatever the surroundings say."""

import atexit
import os
import shutil
import tempfile

for _name in [name for name in os.environ if name.startswith("GLABELLA_")]:
    # The browser to use is a matter of the tests, not of the site.
    if _name != "GLABELLA_CHROMIUM":
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)
os.environ["GLABELLA_STATIC_FROM_SOURCE"] = "1"
# Keys and the head of the audit stand in a folder of this process alone.
os.environ["GLABELLA_DATA"] = tempfile.mkdtemp(prefix="glabella-tests-")
atexit.register(shutil.rmtree, os.environ["GLABELLA_DATA"], ignore_errors=True)
# Playwright keeps an event loop in the thread in which the tests use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from glabella.site.settings import *  # noqa: E402

# The real one is slow on purpose; these tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
