"""Addresses of the first screen after signing in."""

from django.urls import path

from glabella.web.today import views

app_name = "today"
urlpatterns = [
    path("", views.page, name="page"),
    path("alive/", views.alive, name="alive"),
    path("alerts/<int:alert_id>/close/", views.close_alert, name="close-alert"),
]
