"""The pages after a treatment: review, aftercare, side effects, reports, by link."""

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.followups.models import Report
from glabella.clinic.followups.services import ask_again
from glabella.clinic.outbox.models import Message
from glabella.clinic.plans.models import Plan
from glabella.clinic.practice.models import Practice
from glabella.clinic.treatments.models import FollowUp, SideEffect
from glabella.evidence import catalogue
from tests.clinic.people import AT, make_patient
from tests.clinic.plans.conftest import grade, take_history
from tests.web.requests.words import forbidden_in

ROWS = {"effect-TOTAL_FORMS": "2", "effect-INITIAL_FORMS": "0"}
ENTERED = {
    **ROWS,
    "day": "2026-11-23",
    "result": "too_little",
    "improvement": "3",
    "satisfaction": "2",
    "movement": "too_much",
    "natural_look": "yes",
    "grade-glabella-investigator-contraction": "2",
    "grade-glabella-subject-contraction": "3",
    "effect-0-kind": "lid_ptosis",
    "effect-0-severity": "mild",
    "effect-0-causality": "probable",
    "effect-0-seriousness": ["disability"],
    "effect-0-done": "drops",
}


def at(name: str, *args: object) -> str:
    return reverse(f"followups:{name}", args=args)


@pytest.fixture
def token(treated, injector) -> str:
    ask_again(actor=injector, at=AT, treatment=treated)
    body = Message.objects.select_related("key").get().body
    return re.search(r"/link/([^/]+)/review/", body)[1]


@pytest.fixture
def opened(client: Client, token: str) -> Client:
    """A patient who has given the code."""
    client.post(at("code", token))
    mail = Message.objects.select_related("key").get(kind="code").body
    answer = client.post(at("code", token), {"code": re.search(r"\d{6}", mail)[0]})
    assert answer.status_code == 302
    return client


def test_a_review_keeps_everything_that_was_entered(enter, injector, treated):
    client = enter(injector)
    answer = client.post(at("review", treated.patient_id, treated.pk), ENTERED)
    assert answer.status_code == 302
    row = FollowUp.objects.select_related("key").get()
    assert (row.result, row.improvement, row.satisfaction) == ("too_little", "3", 2)
    assert (row.movement, row.natural_look) == ("too_much", True)
    assert {(g.rater, g.at_contraction) for g in row.grades.all()} == {
        ("investigator", 2),
        ("subject", 3),
    }
    effect = SideEffect.objects.select_related("key").get()
    assert (effect.serious, effect.seriousness) == (True, ["disability"])
    assert (effect.causality, effect.done) == ("probable", "drops")
    page = client.get(answer.headers["Location"]).text
    assert "Drooping upper lid" in page
    assert "Course and report" in page


def test_a_wrong_row_keeps_what_was_typed(enter, injector, treated):
    wrong = {**ENTERED, "effect-0-severity": "", "note": "typed before"}
    page = enter(injector).post(at("review", treated.patient_id, treated.pk), wrong)
    assert page.status_code == 422
    assert "typed before" in page.text
    chosen = r'name="grade-glabella-investigator-contraction" value="2" checked'
    assert re.search(chosen, page.text)
    assert not FollowUp.objects.exists()


def test_the_review_shows_drawings_advice_and_what_the_patient_told(
    opened, enter, injector, treated, token
):
    opened.post(
        at("by-link", token), {"has-lid_ptosis": "on", "severity-lid_ptosis": "mild"}
    )
    page = enter(injector).get(at("review", treated.patient_id, treated.pk)).text
    assert "severity-drawing" in page
    assert "apraclonidine" in page
    assert "by the patient" in page
    assert "answered on 23 November 2026" in page


def test_before_the_code_nothing_of_the_treatment_is_shown(client, token):
    page = client.get(at("by-link", token))
    assert page.status_code == 200
    assert "swallowing" not in page.text
    assert client.post(at("by-link", token), {"result": "as_wished"}).status_code == 200
    assert not FollowUp.objects.exists()


def test_a_guessed_link_is_closed(client, practice):
    assert client.get(at("by-link", "guess")).status_code == 410
    assert client.post(at("code", "guess")).status_code == 410


def test_a_wrong_code_opens_nothing(client, token):
    client.post(at("code", token))
    assert client.post(at("code", token), {"code": "00000x"}).status_code == 422
    assert "swallowing" not in client.get(at("by-link", token)).text


def test_the_code_opens_for_two_hours(opened, token, clock):
    assert "swallowing" in opened.get(at("by-link", token)).text
    clock.shift(timedelta(hours=2, minutes=1))
    assert "swallowing" not in opened.get(at("by-link", token)).text


def test_a_patient_tells_how_it_is_once(opened, token):
    told = {
        "result": "as_wished",
        "satisfaction": "5",
        "natural_look": "yes",
        "grade-glabella-subject-contraction": "1",
        "has-bruising": "on",
        "since-bruising": "2026-11-10",
    }
    page = opened.post(at("by-link", token), told)
    assert "Thank you" in page.text
    row = FollowUp.objects.get()
    assert (row.source, row.satisfaction) == ("link", 5)
    effect = SideEffect.objects.get()
    assert (effect.kind, effect.severity) == ("bruising", "mild")
    assert opened.get(at("by-link", token)).status_code == 410


def test_a_red_flag_says_at_once_whom_to_call(opened, token, practice):
    practice.phone = "020 7946 0000"
    practice.save()
    page = opened.post(at("by-link", token), {"has-swallowing": "on"}).text
    assert "Please call now" in page
    assert "Call 999" in page
    assert "020 7946 0000" in page
    assert Alert.objects.filter(kind="red_flag").count() == 2


def test_what_needs_eyes_today_says_so(opened, token):
    page = opened.post(at("by-link", token), {"has-infection": "on"}).text
    assert "Please call us today" in page


def test_an_empty_form_is_asked_back(opened, token):
    page = opened.post(at("by-link", token), {})
    assert page.status_code == 422
    assert "Nothing is entered" in page.text


def test_a_day_to_come_is_asked_back_with_what_was_ticked(opened, token):
    told = {"has-headache": "on", "since-headache": "2027-01-01"}
    page = opened.post(at("by-link", token), told)
    assert page.status_code == 422
    assert "still to come" in page.text
    assert re.search(r'name="has-headache"[^>]* checked', page.text)


def test_the_patients_questions_name_no_product_and_no_price(opened, token):
    page = opened.get(at("by-link", token)).text
    # An emergency service has to be told what it was; "fee" is in "feel".
    needed = {"botulin", "toxin", "inject", "fee"}
    assert set(forbidden_in(page)) <= needed
    assert not any(
        catalogue.product(key).name in page for key in catalogue.product_keys()
    )


def test_aftercare_on_the_page_and_on_paper(enter, injector, treated, practice):
    practice.skincare_advice = "Sunscreen every morning."
    practice.save()
    client = enter(injector)
    page = client.get(at("aftercare", treated.patient_id, treated.pk)).text
    assert "Sheets differ: 4 hours or 24 hours" in page
    answer = client.get(at("aftercare-pdf", treated.patient_id, treated.pk))
    assert answer.headers["Content-Disposition"].endswith('"aftercare-1.pdf"')
    text = " ".join(p.extract_text() for p in PdfReader(BytesIO(answer.content)).pages)
    for words in ("Family1", "Call 999", "Sunscreen every morning", "Sheets differ"):
        assert words in text
    assert "units" not in text
    assert AuditEntry.objects.filter(action="print").exists()


def test_words_of_the_clinic_are_never_read_as_markup_on_paper(
    enter, injector, treated, practice
):
    practice.skincare_advice = '#panic() *bold* $x$ <b>"</b>'
    practice.save()
    answer = enter(injector).get(at("aftercare-pdf", treated.patient_id, treated.pk))
    text = " ".join(p.extract_text() for p in PdfReader(BytesIO(answer.content)).pages)
    assert "#panic() *bold*" in text


@pytest.fixture
def droop(enter, injector, treated) -> SideEffect:
    enter(injector).post(at("review", treated.patient_id, treated.pk), ENTERED)
    return SideEffect.objects.get()


def begun(client, patient_id, effect, scheme="yellow_card") -> Report:
    client.post(at("new-report", patient_id, effect.pk), {"scheme": scheme})
    return Report.objects.select_related("key").get()


def test_a_side_effect_goes_on(enter, injector, treated, droop):
    client = enter(injector)
    here = at("effect", treated.patient_id, droop.pk)
    course = {"day": "2026-11-23", "severity": "mild", "ended_on": "2026-11-23"}
    assert client.post(here, course).status_code == 302
    page = client.get(here).text
    assert "Over" in page
    assert "Apraclonidine" in page
    assert client.post(here, {**course, "day": "2027-01-01"}).status_code == 422


def test_a_report_is_edited_read_and_only_then_handed_out(
    enter, injector, treated, droop
):
    client, of = enter(injector), treated.patient_id
    report = begun(client, of, droop)
    text = at("report-file", of, report.pk, "text")
    assert client.get(text).status_code == 409
    fields = {**report.content, "weight": "62 kg", "version": "1"}
    assert client.post(at("report", of, report.pk), fields).status_code == 302
    read = at("review-report", of, report.pk)
    assert client.post(read, {"version": "2"}).status_code == 422
    assert client.post(read, {"version": "2", "read": "on"}).status_code == 302
    written = client.get(text).text
    assert "62 kg" in written
    assert "Ethnicity: not known" in written
    assert "Family1" not in written


@pytest.mark.parametrize("jurisdiction", ["EU", "UK"])
def test_a_clinic_whose_authority_has_another_form_is_told_so(
    enter, injector, treated, droop, jurisdiction
):
    Practice.objects.update(jurisdiction=jurisdiction)
    client, of = enter(injector), treated.patient_id
    report = begun(client, of, droop)
    words = "form of your own country&#x27;s authority counts"
    for page in (at("effect", of, droop.pk), at("report", of, report.pk)):
        assert (words in client.get(page).text) is (jurisdiction == "EU")


def test_the_facts_of_a_report_leave_as_a_table(enter, injector, treated, droop):
    client, of = enter(injector), treated.patient_id
    report = begun(client, of, droop)
    fields = {**report.content, "tests": "=1+1", "version": "1"}
    client.post(at("report", of, report.pk), fields)
    client.post(at("review-report", of, report.pk), {"version": "2", "read": "on"})
    written = client.get(at("report-file", of, report.pk, "csv")).text
    rows = {row["field"]: row["value"] for row in csv.DictReader(StringIO(written[1:]))}
    assert "B77" in rows.values()
    assert "'=1+1" in rows.values(), "no spreadsheet takes it for a formula"
    assert rows["reviewed"].startswith("Reviewed by Injector")


def test_a_report_leaves_as_pdf_json_and_text_and_nothing_else(
    enter, injector, treated, droop
):
    client, of = enter(injector), treated.patient_id
    report = begun(client, of, droop)
    client.post(at("review-report", of, report.pk), {"version": "1", "read": "on"})
    data = client.get(at("report-file", of, report.pk, "json")).json()
    told = {one["field"]: one["value"] for one in data["fields"]}
    assert (told["lot"], told["ethnicity"]) == ("B77", None)
    pdf = client.get(at("report-file", of, report.pk, "pdf")).content
    assert "B77" in PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert client.get(at("report-file", of, report.pk, "exe")).status_code == 404
    told = {"version": "2", "sent_on": "2026-11-23", "reference": "ADR 7"}
    client.post(at("report-sent", of, report.pk), told)
    assert "ADR 7" in client.get(at("report", of, report.pk)).text


def test_a_stale_report_is_shown_beside_what_is_there(enter, injector, treated, droop):
    client = enter(injector)
    report = begun(client, treated.patient_id, droop, "medwatch")
    here = at("report", treated.patient_id, report.pk)
    client.post(here, {**report.content, "weight": "62 kg", "version": "1"})
    page = client.post(here, {**report.content, "weight": "60 kg", "version": "1"})
    assert page.status_code == 409
    assert "62 kg" in page.text
    assert "60 kg" in page.text


def test_a_form_that_does_not_exist_is_refused(enter, injector, treated, droop):
    client = enter(injector)
    here = at("new-report", treated.patient_id, droop.pk)
    assert client.post(here, {"scheme": "carrier-pigeon"}).status_code == 302
    assert not Report.objects.exists()


def test_records_of_another_patient_are_not_found(enter, injector, treated):
    client = enter(injector)
    client.post(at("review", treated.patient_id, treated.pk), ENTERED)
    other = make_patient(2)
    effect = SideEffect.objects.get()
    for address in (
        at("review", other.pk, treated.pk),
        at("aftercare", other.pk, treated.pk),
        at("aftercare-pdf", other.pk, treated.pk),
        at("touch-up", other.pk, treated.pk),
        at("effect", other.pk, effect.pk),
    ):
        assert client.get(address).status_code == 404, address


def test_a_touch_up_leads_to_a_plan_with_its_units(enter, injector, treated, patient):
    take_history(patient, injector)
    grade(patient, injector, glabella=(1, 2))
    client = enter(injector)
    here = at("touch-up", patient.pk, treated.pk)
    page = client.get(here).text
    assert "The label asks for" in page
    assert client.post(here, {"units-0": "-1"}).status_code == 422
    assert client.post(here, {}).status_code == 422
    assert not Plan.objects.exists()
    answer = client.post(here, {"units-0": "1.5"})
    plan = Plan.objects.get()
    assert answer.headers["Location"] == reverse(
        "plans:page", args=[patient.pk, plan.pk]
    )
    assert "1.5" in client.get(answer.headers["Location"]).text


def test_a_touch_up_without_what_a_plan_needs_says_where_to_begin(
    enter, injector, treated
):
    page = enter(injector).get(at("touch-up", treated.patient_id, treated.pk)).text
    assert reverse("plans:new", args=[treated.patient_id]) in page
