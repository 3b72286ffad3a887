"""Settings of the site, read from the environment (docs/operating.md lists them)."""

import os
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

from glabella.site import env
from glabella.site.logs import logging_settings
from glabella.site.mail import mailers, sender

GLABELLA_VERSION = version("glabella")

# --- where things are -------------------------------------------------------

WEB = Path(__file__).resolve().parent.parent / "web"
DATA = env.folder("GLABELLA_DATA", default="glabella-data")
DATABASES = {
    "default": env.database("DATABASE_URL", sqlite_file=DATA / "glabella.sqlite3")
}
CLINIC_KEY_FILE = env.file("GLABELLA_CLINIC_KEY_FILE", default=DATA / "clinic-key")
AUDIT_HEAD_FILE = env.file("GLABELLA_AUDIT_HEAD_FILE", default=DATA / "audit-head")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may ask, and how ---------------------------------------------------

DEBUG = env.flag("GLABELLA_DEBUG")
DEMO = env.flag("GLABELLA_DEMO")
HTTPS = env.flag("GLABELLA_HTTPS")
ALLOWED_HOSTS = env.listing(
    "GLABELLA_HOSTS", default=("localhost", "127.0.0.1", "[::1]")
)

# As patients reach it: for links in messages that no request writes.
SITE_ADDRESS = env.address("GLABELLA_ADDRESS")

# Commands that serve nobody may run without a key; the server refuses to (wsgi.py).
_secret_key = env.secret("GLABELLA_SECRET_KEY")
SECRET_KEY_IS_LASTING = _secret_key is not None
SECRET_KEY = _secret_key or get_random_secret_key()

# What a proxy says of HTTPS is believed unless the server speaks it itself.
PROXY = env.flag("GLABELLA_PROXY", default=HTTPS)
_authority = os.environ.get("GLABELLA_AUTHORITY_FILE", "").strip()
AUTHORITY_FILE = Path(_authority) if _authority else None
# A name of the clinic's own authority may be served by plain HTTP again one day.
HSTS = HTTPS and AUTHORITY_FILE is None

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked by the machine itself
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HSTS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS
SECURE_HSTS_PRELOAD = HSTS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXY else None
)
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

# No mail server means that messages wait in the outbox, where a screen says so.
SILENCED_SYSTEM_CHECKS = ["mail.W001"]

# --- the parts --------------------------------------------------------------

ROOT_URLCONF = "glabella.site.urls"
WSGI_APPLICATION = "glabella.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    *(
        f"glabella.clinic.{part}"
        for part in (
            "keys",
            "audit",
            "practice",
            "accounts",
            "alerts",
            "outbox",
            "links",
            "patients",
            "requests",
            "calendar",
            "stock",
            "consultations",
            "protocols",
            "treatments",
            "consents",
            "photos",
            "plans",
            "injections",
            "followups",
            "portal",
        )
    ),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "glabella.web.shared.headers.PrivateResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "glabella.web.account.middleware.ClinicRequest",
    "glabella.web.account.middleware.IdleLogOff",
    "glabella.web.account.middleware.SignedInOnly",
    "glabella.web.account.middleware.SecondFactor",
    "axes.middleware.AxesMiddleware",
    "glabella.web.shared.refusals.ClinicRefusals",
]

# A screen's templates and static files are found by being in its folder.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(WEB.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.static",
                "glabella.web.shared.record_tags",
            ],
            "context_processors": [
                "django.template.context_processors.csp",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "glabella.web.shared.context.house",
                "glabella.web.shared.context.clinic",
                "glabella.web.account.context.frame",
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

# --- signing in -------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_validators}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": f"{_validators}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/today/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds that a link to choose a password lasts
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Counts of attempts and used codes have to hold for all workers.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

ACCOUNT_ADAPTER = "glabella.web.account.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # of forms that nobody can open
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,30/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "glabella.web.account.adapters.MfaAdapter"
MFA_FORMS = {
    "authenticate": "glabella.web.account.forms.CodeForm",
    "reauthenticate": "glabella.web.account.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Glabella"
MFA_TOTP_TOLERANCE = 1  # half a minute: tablets keep poor time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # plain HTTP is for this machine only

AXES_ENABLED = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "glabella.web.account.lockout.username"
AXES_LOCKOUT_CALLABLE = "glabella.web.account.lockout.answer"
AXES_CLIENT_IP_CALLABLE = "glabella.web.account.device.address"
AXES_SENSITIVE_PARAMETERS = [
    *("username", "ip_address", "login", "email", "password", "code"),
    *("credential", "next"),
]

# --- jobs -------------------------------------------------------------------

# In the database, so that a job is part of the transaction that asks for it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- e-mail -----------------------------------------------------------------

MAILERS = mailers("GLABELLA_EMAIL_URL", demo=DEMO)
DEFAULT_FROM_EMAIL = sender("GLABELLA_EMAIL_FROM")

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
