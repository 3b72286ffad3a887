"""Addresses of the audit."""

from django.urls import path

from glabella.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.page, name="page"),
    path("verify/", views.verify, name="verify"),
]
