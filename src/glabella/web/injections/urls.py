"""Addresses of this screen."""

from django.urls import URLPattern

app_name = "injections"
urlpatterns: list[URLPattern] = []
