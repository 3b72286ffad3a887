"""Addresses of the consultation."""

from django.urls import path

from glabella.web.consultation import acts, phrases, views

app_name = "consultation"
ALL = "patients/<uuid:patient_id>/consultations/"
ONE = f"{ALL}<uuid:consultation_id>/"
urlpatterns = [
    path(f"{ALL}new/", acts.new, name="new"),
    path(ONE, views.page, name="page"),
    path(f"{ONE}save/", views.save, name="save"),
    path(f"{ONE}screening/", views.screening, name="screening"),
    path(f"{ONE}history/", acts.confirm, name="confirm"),
    path(f"{ONE}sign/", acts.sign, name="sign"),
    path(f"{ONE}amend/", acts.amend, name="amend"),
    path(f"{ONE}discard/", acts.discard, name="discard"),
    path("consultations/phrases/", phrases.page, name="phrases"),
    path("consultations/phrases/<int:phrase_id>/", phrases.remove, name="phrase"),
]
