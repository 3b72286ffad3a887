"""Addresses of patients and of what was given to them."""

from django.urls import path

from glabella.web.patients import (
    leaving,
    lists,
    page,
    person,
    procedures,
    treatment,
)

app_name = "patients"
urlpatterns = [
    path("patients/", lists.page, name="list"),
    path("patients/suggest/", lists.suggest, name="suggest"),
    path("patients/new/", person.new, name="new"),
    path("patients/<uuid:patient_id>/", page.page, name="page"),
    path("patients/<uuid:patient_id>/today/", page.today, name="today"),
    path("patients/<uuid:patient_id>/edit/", person.edit, name="edit"),
    path("patients/<uuid:patient_id>/identity/", person.identity, name="identity"),
    path("patients/<uuid:patient_id>/next-due/", person.next_due, name="next-due"),
    path("patients/<uuid:patient_id>/copy/", leaving.copy, name="copy"),
    path("patients/<uuid:patient_id>/erase/", leaving.erase, name="erase"),
    path(
        "patients/<uuid:patient_id>/treatments/new/",
        treatment.new,
        name="new-treatment",
    ),
    path(
        "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>/",
        treatment.show,
        name="treatment",
    ),
    path(
        "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>/edit/",
        treatment.edit,
        name="edit-treatment",
    ),
    path(
        "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>/sign/",
        treatment.sign,
        name="sign-treatment",
    ),
    path(
        "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>/amend/",
        treatment.amend,
        name="amend-treatment",
    ),
    path(
        "patients/<uuid:patient_id>/treatments/<uuid:treatment_id>/discard/",
        treatment.discard,
        name="discard-treatment",
    ),
    path("patients/<uuid:patient_id>/procedures/", procedures.page, name="procedures"),
    path(
        "patients/<uuid:patient_id>/procedures/<uuid:procedure_id>/done/",
        procedures.done,
        name="procedure-done",
    ),
    path(
        "patients/<uuid:patient_id>/procedures/<uuid:procedure_id>/withdraw/",
        procedures.withdraw,
        name="withdraw-procedure",
    ),
]
