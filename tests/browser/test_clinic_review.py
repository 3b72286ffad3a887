"""The review in a browser: a patient's phone that says whom to call, a clinician's."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.links import services as links
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Entry, Given
from glabella.clinic.treatments.models import FollowUp, SideEffect, Treatment
from tests.clinic.people import PASSWORD, injector, patient, practice

__all__ = ["injector", "patient", "practice"]

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_MS = 15_000


@pytest.fixture(autouse=True)
def patience(practice: Practice) -> None:
    practice.phone = "020 7946 0000"
    practice.mfa_required = False
    practice.save()
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def treated(patient: Patient, injector: User) -> Treatment:
    now = timezone.now()  # noqa: TID251 - the browser has the real clock
    treatment = services.start(
        actor=injector,
        at=now,
        patient=patient,
        entry=Entry(
            day=day_of(now) - timedelta(days=14),
            product="bocouture",
            technique="standard",
            injector=injector,
            given=(Given("glabella", Decimal(20), lot="B77"),),
        ),
    )
    return services.sign(
        actor=injector, at=now, treatment=treatment, version=1, password=PASSWORD
    )


def opened_by_code(page: Page, base_url: str, treated: Treatment) -> None:
    """The patient opens the link on a phone and gives the code of the mail."""
    now = timezone.now()  # noqa: TID251 - the browser has the real clock
    token = links.make(
        at=now, purpose="review", key=treated.key, record_id=treated.pk, days=5
    )
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{base_url}/link/{token}/review/")
    page.get_by_role("button", name="Send me the code").click()
    expect(page.get_by_label("The six digits")).to_be_visible()
    mail = Message.objects.select_related("key").get(kind="code").body
    found = re.search(r"\d{6}", mail)
    assert found
    page.get_by_label("The six digits").fill(found[0])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How are you")


def test_a_patient_who_ticks_a_red_flag_is_told_at_once_whom_to_call(
    page: Page, base_url: str, treated: Treatment, check_page: Callable[[Page], None]
):
    opened_by_code(page, base_url, treated)
    call = page.locator(".call-now")
    expect(call).to_be_hidden()
    check_page(page)
    page.get_by_label("Trouble swallowing, or a hoarse or changed voice").check()
    expect(call).to_be_visible()
    expect(call).to_contain_text("Call 999")
    page.get_by_label("Satisfied", exact=True).check()
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please call now")
    expect(page.get_by_text("020 7946 0000")).to_be_visible()
    check_page(page)
    assert SideEffect.objects.get().kind == "swallowing"
    assert Alert.objects.filter(kind="red_flag").count() == 2


def test_a_clinician_reviews_by_the_drawings_and_reports_the_side_effect(
    sign_in: Callable[[User], Page],
    base_url: str,
    treated: Treatment,
    injector: User,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    page.set_default_timeout(PATIENCE_MS)
    here = f"{base_url}/patients/{treated.patient_id}/treatments/{treated.pk}/"
    page.goto(f"{here}review/")
    check_page(page)
    frown = page.get_by_role(
        "group", name="In full contraction: frown, by the clinician"
    )
    frown.locator("input[value='1']").check()
    page.get_by_role("group", name="The patient's word").get_by_label(
        "As wished"
    ).check()
    page.get_by_label("Side effect", exact=True).first.select_option("lid_ptosis")
    page.get_by_label("How bad").first.select_option("mild")
    page.get_by_role("button", name="Keep the review").click()
    expect(page.get_by_text("The review is kept.")).to_be_visible()
    assert FollowUp.objects.get().grades.get().at_contraction == 1
    page.get_by_role("link", name="Course and report").click()
    expect(page.get_by_text("Apraclonidine").first).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Draft for MHRA Yellow Card").click()
    page.get_by_label("5 Weight in kg, if known").fill("62")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    check_page(page)
    page.get_by_label(re.compile("I have read every field")).check()
    page.get_by_role("button", name="Reviewed").click()
    with page.expect_download(timeout=PATIENCE_MS) as leaving:
        page.get_by_role("link", name="Text").click()
    assert "62" in leaving.value.path().read_text(encoding="utf-8")
