"""Addresses of the account pages that are our own."""

from django.urls import path

from glabella.web.account import views

app_name = "account"
urlpatterns = [
    path("", views.page, name="page"),
    path("second-factor/", views.required, name="required"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/end-others/", views.end_others, name="end-others"),
    path("sessions/<int:session_id>/end/", views.end_session, name="end-session"),
    path("link/<str:uid>/<str:token>/", views.choose_password, name="choose-password"),
    path("break-glass/<uuid:patient_id>/", views.break_glass, name="break-glass"),
    path(
        "break-glass/<uuid:patient_id>/end/",
        views.end_break_glass,
        name="end-break-glass",
    ),
]
