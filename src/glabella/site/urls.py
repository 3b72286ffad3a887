"""Every address of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("glabella.web.front.urls")),
    path("health/", include("glabella.web.health.urls")),
    path("planner/", include("glabella.web.planner.urls")),
]

handler400 = "glabella.web.shared.errors.bad_request"
handler403 = "glabella.web.shared.errors.forbidden"
handler404 = "glabella.web.shared.errors.not_found"
handler500 = "glabella.web.shared.errors.server_error"
