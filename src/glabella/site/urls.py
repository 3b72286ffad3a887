"""Every address of the site."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

# Each screen by its place; those that need several have the empty one.
SCREENS = (
    ("", "front"),
    ("health/", "health"),
    ("planner/", "planner"),
    ("accounts/", "account"),
    ("today/", "today"),
    ("", "requests"),
    ("", "calendar"),
    ("", "patients"),
    ("", "history"),
    ("", "consultation"),
    ("", "plans"),
    ("", "protocols"),
    ("", "consents"),
    ("", "photos"),
    ("stock/", "stock"),
    ("", "injections"),
    ("", "followups"),
    ("", "portal"),
    ("outcomes/", "outcomes"),
    ("settings/", "settings"),
    ("audit/", "audit"),
    ("help/", "help"),
)


def _screens() -> list[URLPattern | URLResolver]:
    return [
        path(place, include(f"glabella.web.{name}.urls"))
        for place, name in SCREENS
        if find_spec(f"glabella.web.{name}") and find_spec(f"glabella.web.{name}.urls")
    ]


urlpatterns = [
    path("accounts/", include("glabella.web.account.sign_in_urls")),
    *_screens(),
]

handler400 = "glabella.web.shared.errors.bad_request"
handler403 = "glabella.web.shared.errors.forbidden"
handler404 = "glabella.web.shared.errors.not_found"
handler500 = "glabella.web.shared.errors.server_error"
