"""Treatments and follow-ups by hand, the copy for the patient, and erasure."""

import json
from datetime import date
from io import BytesIO

from django.urls import reverse
from pypdf import PdfReader

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients import services as patients
from glabella.clinic.treatments.models import FollowUp, Treatment
from tests.clinic.people import AT
from tests.web.patients.conftest import PASSWORD


def at(name: str, *args: object) -> str:
    return reverse(f"patients:{name}", args=args)


def head(rows: str, **values: object) -> dict[str, object]:
    """The management form of rows, with some of their values."""
    found = {f"{rows}-TOTAL_FORMS": "2", f"{rows}-INITIAL_FORMS": "0"}
    return {**found, **{f"{rows}-{name}": value for name, value in values.items()}}


def entered(injector, **changed) -> dict[str, object]:
    return {
        "day": "2026-08-03",
        "place": "here",
        "product": "botox-cosmetic",
        "technique": "standard",
        "injector": str(injector.pk),
        **head("given", **{"0-area": "glabella", "0-units": "20", "0-lot": "C1"}),
        **changed,
    }


def test_a_treatment_is_entered_signed_and_followed_up(enter, injector, patient):
    client = enter(injector)
    client.post(at("new-treatment", patient.id), entered(injector))
    treatment = Treatment.objects.get()
    one = (patient.id, treatment.id)
    assert "Draft" in client.get(at("treatment", *one)).text
    wrong = client.post(at("sign-treatment", *one), {"password": "x", "version": "1"})
    assert wrong.status_code == 422
    client.post(at("sign-treatment", *one), {"password": PASSWORD, "version": "1"})
    treatment.refresh_from_db()
    assert treatment.status == "signed"
    client.post(
        reverse("followups:review", args=one),
        {
            "day": "2026-08-17",
            "result": "too_little",
            "grade-glabella-investigator-contraction": "2",
            **head("effect", **{"0-kind": "headache", "0-severity": "mild"}),
        },
    )
    assert FollowUp.objects.get().grades.get().at_contraction == 2
    page = client.get(at("treatment", *one)).text
    assert "too little" in page
    assert "Headache" in page


def test_a_wrong_row_is_shown_with_what_was_typed(enter, injector, patient):
    page = enter(injector).post(
        at("new-treatment", patient.id), entered(injector, **{"given-0-units": ""})
    )
    assert page.status_code == 422
    assert "Give the units" in page.text
    assert "C1" in page.text


def test_more_rows_are_asked_for_without_losing_any(enter, injector, patient):
    page = enter(injector).post(
        at("new-treatment", patient.id), entered(injector, more="yes")
    )
    assert page.status_code == 200
    assert page.text.count('name="given-5-area"') == 1
    assert not Treatment.objects.exists()


def test_a_signed_entry_is_amended_not_changed(enter, injector, treated, patient):
    client = enter(injector)
    one = (patient.id, treated.id)
    assert client.post(at("edit-treatment", *one), entered(injector)).status_code == 409
    answer = client.post(at("amend-treatment", *one), {"reason": "wrong lot"})
    assert answer.status_code == 302
    assert Treatment.objects.filter(amends=treated).exists()


def test_a_stale_draft_is_not_overwritten(enter, injector, patient):
    client = enter(injector)
    client.post(at("new-treatment", patient.id), entered(injector))
    treatment = Treatment.objects.get()
    place = at("edit-treatment", patient.id, treatment.id)
    client.post(place, entered(injector, version="1", note="first"))
    page = client.post(place, entered(injector, version="1", note="second"))
    assert page.status_code == 409
    treatment = Treatment.objects.select_related("key").get()
    assert treatment.note == "first"


def test_a_treatment_is_found_under_its_own_patient_only(
    enter, injector, treated, practice
):
    other = patients.register(
        actor=injector,
        at=AT,
        given_name="A",
        family_name="B",
        born_on=date(1990, 1, 1),
        sex="female",
    )
    assert enter(injector).get(at("treatment", other.id, treated.id)).status_code == 404


def test_the_copy_for_the_patient_is_a_file(enter, prescriber, treated, patient):
    client = enter(prescriber)
    data = client.post(at("copy", patient.id), {"kind": "data"})
    assert "attachment" in data["Content-Disposition"]
    assert "Family1" in json.dumps(data.json())
    readable = client.post(at("copy", patient.id), {"kind": "copy"})
    assert "Family1" in readable.text


def test_erasing_asks_for_number_ground_and_password(enter, owner, patient):
    client = enter(owner)
    sent = {"ground": "never_treated", "number": "2", "password": PASSWORD}
    assert client.post(at("erase", patient.id), sent).status_code == 422
    client.post(at("erase", patient.id), {**sent, "number": "1"})
    page = client.get(at("page", patient.id)).text
    assert "Erased" in page
    assert "Family1" not in page


def test_the_copy_on_paper_holds_what_was_given_and_nothing_else_is_written(
    enter, prescriber, treated, patient, tmp_path, monkeypatch
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    client = enter(prescriber)
    answer = client.post(at("copy", patient.id), {"kind": "paper"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('"patient-1.pdf"')
    pages = PdfReader(BytesIO(answer.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Family1" in text
    assert "C1234" in text
    assert "Headache" in text.title()
    assert not list(tmp_path.iterdir())
    entry = (
        AuditEntry.objects.select_related("key")
        .filter(action="export")
        .latest("number")
    )
    assert entry.content["after"] == {"kind": "paper"}
