"""Addresses of this screen."""

from django.urls import URLPattern

app_name = "followups"
urlpatterns: list[URLPattern] = []
