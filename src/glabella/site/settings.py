"""Settings of the site, read from the environment (docs/operating.md lists them)."""

from importlib.metadata import version
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

from glabella.site import env
from glabella.site.logs import logging_settings

GLABELLA_VERSION = version("glabella")

# --- where things are -------------------------------------------------------

WEB = Path(__file__).resolve().parent.parent / "web"
DATA = env.folder("GLABELLA_DATA", default="glabella-data")
DATABASES = {
    "default": env.database("DATABASE_URL", sqlite_file=DATA / "glabella.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may ask, and how ---------------------------------------------------

DEBUG = env.flag("GLABELLA_DEBUG")
DEMO = env.flag("GLABELLA_DEMO")
HTTPS = env.flag("GLABELLA_HTTPS")
ALLOWED_HOSTS = env.listing(
    "GLABELLA_HOSTS", default=("localhost", "127.0.0.1", "[::1]")
)

# Commands that serve nobody may run without a key; the server refuses to (wsgi.py).
_secret_key = env.secret("GLABELLA_SECRET_KEY")
SECRET_KEY_IS_LASTING = _secret_key is not None
SECRET_KEY = _secret_key or get_random_secret_key()

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the machine itself
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "glabella.web.shared.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- the parts --------------------------------------------------------------

ROOT_URLCONF = "glabella.site.urls"
WSGI_APPLICATION = "glabella.site.wsgi.application"

INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx"]

# Every address is open until accounts exist; then LoginRequiredMiddleware comes in
# here and the public views are marked with login_not_required.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "glabella.web.shared.headers.PrivateResponses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# A screen's templates and static files are found by being in its folder.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(WEB.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "glabella.web.shared.context.house",
            ],
        },
    }
]

STATIC_URL = "static/"
STATIC_ROOT = env.folder("GLABELLA_STATIC", default=str(DATA / "static"))
STATICFILES_DIRS = sorted([*WEB.glob("static"), *WEB.glob("*/static")])
STATIC_FROM_SOURCE = env.flag("GLABELLA_STATIC_FROM_SOURCE", default=DEBUG)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "glabella.site.storage.HashedStorage"
    },
}
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCE
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- language, time, log ----------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.time_zone("GLABELLA_TIME_ZONE")

LOGGING = logging_settings(
    env.choice(
        "GLABELLA_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="WARNING"
    )
)
