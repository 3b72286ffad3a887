"""Addresses of the treatment day."""

from django.urls import path

from glabella.web.injections import entries, pages, signing

app_name = "injections"
PLAN = "patients/<uuid:patient_id>/plans/<uuid:plan_id>/"
ONE = "patients/<uuid:patient_id>/sessions/<uuid:session_id>/"
urlpatterns = [
    path(f"{PLAN}treatment/", pages.begin, name="begin"),
    path(ONE, pages.page, name="page"),
    path(f"{ONE}preparation/", pages.preparation, name="preparation"),
    path(f"{ONE}label/<uuid:draw_id>/", pages.label, name="label"),
    path(f"{ONE}entries/", entries.entries, name="entries"),
    path(f"{ONE}tap/", entries.tap, name="tap"),
    path(f"{ONE}sign/", signing.sign, name="sign"),
    path(f"{ONE}give-up/", signing.give_up, name="give-up"),
]
