"""Addresses of the front page and of the page about the clinic's own authority."""

from django.urls import path

from glabella.web.front import trust, views

app_name = "front"
urlpatterns = [
    path("", views.page, name="page"),
    path("trust/", trust.page, name="trust"),
    path("trust/clinic.crt", trust.certificate, name="authority"),
]
