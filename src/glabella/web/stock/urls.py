"""Addresses of this screen."""

from django.urls import URLPattern

app_name = "stock"
urlpatterns: list[URLPattern] = []
