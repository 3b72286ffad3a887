"""Addresses of the outcomes, below /outcomes/."""

from django.urls import path

from glabella.web.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.page, name="page"),
    path("duration/", views.duration, name="duration"),
    path("forecast/", views.forecast, name="forecast"),
    path("export/", views.export, name="export"),
]
