"""Addresses of the health questions."""

from django.urls import path

from glabella.web.history import by_link, by_staff

app_name = "history"
urlpatterns = [
    path("patients/<uuid:patient_id>/history/", by_staff.page, name="page"),
    path("patients/<uuid:patient_id>/history/take/", by_staff.take, name="take"),
    path("patients/<uuid:patient_id>/history/save/", by_staff.save, name="save"),
    path(
        "patients/<uuid:patient_id>/history/confirm/", by_staff.confirm, name="confirm"
    ),
    path("patients/<uuid:patient_id>/history/link/", by_staff.link, name="link"),
    path("link/<str:token>/history/", by_link.page, name="by-link"),
    path("link/<str:token>/history/code/", by_link.code, name="code"),
    path("link/<str:token>/history/save/", by_link.save, name="save-by-link"),
]
