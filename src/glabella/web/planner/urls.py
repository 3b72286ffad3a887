"""Addresses of the planner."""

from django.urls import path

from glabella.web.planner import views

app_name = "planner"
urlpatterns = [
    path("", views.page, name="page"),
    path("plan/", views.plan, name="plan"),
    path("compare/", views.compare, name="compare"),
    path("forecast/", views.forecast, name="forecast"),
    path("pdf/", views.pdf, name="pdf"),
    path("case/", views.case_file, name="case"),
    path("open/", views.open_case, name="open"),
    path("layers/<slug:view>/", views.layers, name="layers"),
]
