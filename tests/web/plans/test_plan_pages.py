"""The plan's page in the record: worked on, saved as one goes, read as it was kept."""

from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.plans import services
from glabella.clinic.plans.models import Approval, Plan, StandingOrder
from glabella.clinic.practice.models import Practice, Price, ProductInUse
from glabella.clinic.protocols.services import SavedPoint, save_points
from tests.clinic.people import AT, make_patient
from tests.clinic.plans.conftest import (
    PASSWORD,
    answer_everything,
    fields_of,
    take_history,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def at(plan: Plan, part: str = "") -> str:
    return f"/patients/{plan.patient_id}/plans/{plan.pk}/{part}"


def sent(plan: Plan, **changed: list[str]) -> dict[str, list[str]]:
    """What the page's form sends: the record's own fields are not on it."""
    plan.refresh_from_db()
    own = ("born", "age", "sex", "pregnant", "allergies", "jurisdiction", "previous")
    fields = {k: v for k, v in fields_of(plan).items() if not k.startswith(own)}
    return {**fields, "version": [str(plan.version)], **changed}


def test_the_draft_says_what_comes_from_the_record_and_does_not_ask_it(
    as_injector: Client, draft: Plan
):
    page = as_injector.get(at(draft))
    text = unescape(page.text)
    assert page.status_code == 200
    assert "From the record" in text
    assert "born 17 May 1984" in text
    assert "Pregnant, or may be: no" in text
    assert 'name="pregnant"' not in text
    assert 'name="jurisdiction"' not in text
    assert 'name="contraction.glabella"' not in text
    assert "At rest 1, contracted 2" in text
    assert 'name="contraction.forehead"' in text
    assert "Given Family1" in text


def test_the_page_of_a_draft_asks_the_database_little(
    as_injector: Client, draft: Plan, django_assert_max_num_queries
):
    as_injector.get(at(draft))
    with django_assert_max_num_queries(25):
        as_injector.get(at(draft))


def test_a_change_is_saved_and_planned_in_one_go(as_injector: Client, draft: Plan):
    fields = sent(draft, movement=["maximal"], touched=["x"])
    answer = as_injector.post(at(draft, "plan/"), fields, headers=HTMX)
    assert answer.status_code == 200
    assert "Draft saved at 09:00" in answer.text
    assert answer.headers["Glabella-Version"] == "2"
    assert fields_of(draft)["movement"] == ["maximal"]
    assert "touched" not in fields_of(draft)


def test_without_a_script_the_page_comes_again(as_injector: Client, draft: Plan):
    answer = as_injector.post(at(draft, "plan/"), sent(draft, movement=["maximal"]))
    assert answer.status_code == 302
    assert answer.headers["Location"] == at(draft)


def test_what_cannot_be_planned_is_saved_and_told(as_injector: Client, draft: Plan):
    fields = sent(draft, event_on=["2001-01-01"])
    answer = as_injector.post(at(draft, "plan/"), fields, headers=HTMX)
    assert "Not planned" in answer.text
    assert answer.headers["HX-Reswap"].startswith("none")
    assert fields_of(draft)["event_on"] == ["2001-01-01"]


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_stale_form_is_shown_beside_what_is_there_now(
    as_injector: Client, draft: Plan, prescriber, headers: dict
):
    fields = sent(draft)
    services.save_draft(
        actor=prescriber,
        at=AT,
        plan=draft,
        version=draft.version,
        answers=fields_of(draft) | {"movement": ["maximal"]},
    )
    mine = fields | {"technique": ["baby"]}
    answer = as_injector.post(at(draft, "plan/"), mine, headers=headers)
    assert answer.status_code == (200 if headers else 409)
    assert "Somebody changed this plan" in answer.text
    assert "What you have" in answer.text
    assert fields_of(draft)["technique"] == ["standard"]
    # To put mine in its place is a decision made with both seen.
    again = mine | {"version": ["1", "2"]}
    assert as_injector.post(at(draft, "plan/"), again).status_code == 302
    assert fields_of(draft)["technique"] == ["baby"]


def test_the_forecast_comes_for_the_draft(as_injector: Client, draft: Plan):
    answer = as_injector.post(at(draft, "forecast/"), sent(draft), headers=HTMX)
    assert "Forecast in full" in answer.text
    assert draft.versions.get().content["lines"][0]["forecast"] is None


def test_regimens_are_compared_with_the_clinic_s_prices(
    as_injector: Client, draft: Plan
):
    version = draft.versions.get()
    ProductInUse.objects.create(product=version.product, price_per_unit=Decimal("7.25"))
    answer = as_injector.post(at(draft, "compare/"), sent(draft))
    assert answer.status_code == 200
    assert 'value="7.25"' in answer.text
    assert f'href="{at(draft)}"' in answer.text


def test_submitting_with_an_open_caution_says_where(
    as_injector: Client, ready, injector
):

    take_history(ready, injector, medicines=["aspirin"], given_at=AT)
    plan = services.start(actor=injector, at=AT, patient=ready).plan
    answer = as_injector.post(at(plan, "submit/"), sent(plan))
    assert answer.status_code == 409
    assert "no answer yet" in unescape(answer.text)
    assert "#cautions" in answer.text


def test_from_draft_to_signature(
    as_injector: Client, as_prescriber: Client, draft: Plan, injector
):
    answer_everything(injector, draft)
    assert as_injector.post(at(draft, "submit/"), sent(draft)).status_code == 302
    waiting = as_prescriber.get("/approvals/")
    assert "Given Family1" in waiting.text
    page = as_prescriber.get(at(draft))
    assert "Before you approve" in page.text
    as_prescriber.post(at(draft, "examination/"), {"mode": "in_person", "note": ""})
    draft.refresh_from_db()
    proof = {"version": draft.version, "password": PASSWORD}
    signed = as_prescriber.post(at(draft, "approve/"), proof)
    assert signed.status_code == 302
    page = as_prescriber.get(at(draft))
    assert "examined the patient and approved this plan" in page.text
    assert Approval.objects.get().content_hash in page.text
    assert 'name="units.' not in page.text


def test_a_wrong_password_is_refused_on_a_page(
    as_prescriber: Client, submitted: Plan, prescriber
):
    services.record_examination(actor=prescriber, at=AT, patient=submitted.patient)
    proof = {"version": submitted.version, "password": "wrong"}
    answer = as_prescriber.post(at(submitted, "approve/"), proof)
    assert answer.status_code == 422
    assert "not your password" in answer.text


def test_a_change_after_approval_opens_a_version_that_shows_the_difference(
    as_injector: Client, approved: Plan
):
    gone = as_injector.post(
        at(approved, "change/"),
        {"version": approved.version, "reason": "Less, please."},
    )
    assert gone.status_code == 302
    as_injector.post(at(approved, "plan/"), sent(approved, technique=["baby"]))
    page = as_injector.get(at(approved))
    assert "Changed since version 1" in page.text
    assert "Changed after approval: Less, please." in page.text
    old = as_injector.get(at(approved, "versions/1/"))
    assert "Void" in old.text
    assert "Open the newest" in old.text


def test_the_pdf_carries_the_signature_and_is_noted(
    as_injector: Client, approved: Plan
):

    answer = as_injector.get(at(approved, "pdf/"))
    assert answer.content.startswith(b"%PDF")
    assert "Family" not in answer.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action="print").count() == 1


def test_the_draft_s_pdf_saves_the_form_first(as_injector: Client, draft: Plan):
    changed = sent(draft, movement=["maximal"])
    answer = as_injector.post(at(draft, "pdf/"), changed)
    assert answer.url == at(draft)
    assert fields_of(draft)["movement"] == ["maximal"]


def test_the_page_that_the_draft_s_pdf_leaves_standing_can_be_saved_again(
    as_injector: Client, draft: Plan
):
    as_injector.post(at(draft, "pdf/"), sent(draft, movement=["maximal"]))
    now = sent(Plan.objects.get(pk=draft.pk), movement=["maximal"])
    for _ in range(2):
        answer = as_injector.post(at(draft, "pdf/"), now)
        assert answer.content.startswith(b"%PDF")


def test_the_patient_s_summary_has_no_dose(as_injector: Client, approved: Plan):
    page = unescape(as_injector.get(at(approved, "summary/")).text)
    start = page.index("plain-summary")
    told = page[start : page.index("Where this comes from")]
    assert "Frown lines between the eyebrows" in told
    assert "A headache" in told
    assert "unit" not in told
    assert " mL" not in told
    for line in approved.versions.get().content["lines"]:
        assert f">{line['units']}<" not in told
    file = as_injector.get(at(approved, "summary/pdf/"))
    assert file.content.startswith(b"%PDF")


def test_a_price_that_is_missing_is_said(as_injector: Client, draft: Plan):
    page = as_injector.get(at(draft, "quote/"))
    assert "no price set" in page.text
    assert "not known" in page.text


def test_a_price_is_units_times_the_price_of_one_and_the_visit(
    as_injector: Client, draft: Plan, practice: Practice
):
    version = draft.versions.get()
    units = version.content["lines"][0]["units"]
    ProductInUse.objects.create(product=version.product, price_per_unit=Decimal(5))
    Price.objects.create(kind="visit", amount=Decimal(40))
    page = as_injector.get(at(draft, "quote/"))
    assert f"{units * 5 + 40:.2f} GBP" in page.text


def test_points_are_kept_and_put_into_another_plan(
    as_injector: Client, draft: Plan, ready, injector
):
    as_injector.post(
        at(draft, "plan/"),
        sent(draft, **{"units.glabella/procerus-M": ["6"], "technique": ["standard"]}),
    )
    page = at(draft, "points/save/")
    kept = {"name": "My five", "site": ["glabella/procerus-M"]}
    assert as_injector.post(page, kept).status_code == 302
    other = services.start(actor=injector, at=AT, patient=ready).plan
    library = injector.point_libraries.get()
    put = {"library": library.pk, "version": other.version}
    assert as_injector.post(at(other, "points/put/"), put).status_code == 302
    lines = other.versions.get().content["lines"]
    sites = {site["id"]: site["units"] for site in lines[0]["sites"]}
    assert sites["procerus-M"] == 6


def test_points_of_another_substance_are_refused_and_said_why(
    as_injector: Client, draft: Plan, injector
):

    library = save_points(
        actor=injector,
        at=AT,
        name="Others",
        unit_family="abo",
        points=[SavedPoint("glabella/procerus-M", 10)],
    )
    put = {"library": library.pk, "version": draft.version}
    answer = as_injector.post(at(draft, "points/put/"), put)
    assert answer.status_code == 422
    assert "not interchangeable" in answer.text
    page = as_injector.get(at(draft))
    assert "Not offered here" in page.text


def test_a_new_plan_starts_where_it_is_told(as_injector: Client, ready):
    page = as_injector.get(f"/patients/{ready.pk}/plans/new/")
    assert "No signed treatment given here is on record" in page.text
    made = as_injector.post(f"/patients/{ready.pk}/plans/new/", {"start": "blank"})
    assert made.status_code == 302
    assert as_injector.get(made.headers["Location"]).status_code == 200


def test_another_patient_s_address_shows_no_plan(
    as_injector: Client, draft: Plan, practice
):

    other = make_patient(2)
    page = as_injector.get(f"/patients/{other.pk}/plans/{draft.pk}/")
    assert page.status_code == 404


def test_a_standing_order_is_signed_and_ended(as_prescriber: Client, practice):

    data = {
        "name": "Glabella",
        "product": "bocouture",
        "techniques": ["standard"],
        "areas": ["glabella"],
        "most_units": "30",
        "starts_on": "2026-11-23",
        "expires_on": "2027-02-01",
        "password": PASSWORD,
    }
    wrong = data | {"expires_on": "2029-01-01"}
    assert as_prescriber.post("/approvals/orders/new/", wrong).status_code == 422
    assert as_prescriber.post("/approvals/orders/new/", data).status_code == 302
    order = StandingOrder.objects.get()
    assert "Glabella" in as_prescriber.get("/approvals/").text
    end = f"/approvals/orders/{order.pk}/end/"
    assert as_prescriber.post(end, {"reason": ""}).status_code == 422
    assert as_prescriber.post(end, {"reason": "No longer."}).status_code == 302
