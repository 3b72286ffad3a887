"""A consultation in a real browser: written, saved by itself, signed, amended."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations import services
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from tests.browser.waiting import wait_until
from tests.clinic.people import AT, PASSWORD, injector, patient, practice, prescriber

__all__ = ["injector", "patient", "practice", "prescriber"]

SignIn = Callable[[User], Page]


@pytest.fixture
def draft(injector: User, patient: Patient) -> Consultation:
    patients.take_history(
        actor=injector,
        at=AT,
        patient=patient,
        answers={"allergies": ["latex"], "medicines": ["aspirin 75 mg"]},
    )
    begun = services.start(actor=injector, at=AT, patient=patient)
    return services.save_draft(
        actor=injector,
        at=AT,
        consultation_id=begun.pk,
        version=begun.version,
        entry=services.Entry(
            fields={"goals": "Look less tired", "skin_type": "III"},
            grades=[
                Grade("glabella", 1, 3, "high"),
                Grade("forehead", 1, 2),
                Grade("crows_feet", 0, 2),
                Grade("platysma", 2, 3, bands=(2, 1)),
            ],
        ),
    ).consultation


def place_of(draft: Consultation) -> str:
    return f"/patients/{draft.patient_id}/consultations/{draft.pk}/"


def test_the_page_is_accessible_at_every_size(
    sign_in: SignIn, injector: User, draft: Consultation, size, check_themes
):
    page = sign_in(injector)
    page.set_viewport_size(size)
    page.goto(place_of(draft))
    # On a phone the parts are folded, but for the first that is not answered.
    folded = page.locator("[data-part]:not([open])")
    expect(folded).to_have_count(0 if size["width"] > 600 else 10)
    check_themes(page)
    page.locator("[data-part]").evaluate_all(
        "all => all.forEach((p) => (p.open = true))"
    )
    expect(page.locator(".severity-drawing:visible")).to_have_count(24)
    check_themes(page)


def test_a_consultation_from_the_patient_to_the_plan(
    sign_in: SignIn, injector: User, patient: Patient, check_page
):
    page = sign_in(injector)
    page.goto(f"/patients/{patient.id}/")
    page.get_by_role("link", name="New consultation").click()
    check_page(page)
    page.get_by_role("button", name="Start").click()
    page.get_by_label("What the patient wants").fill("Look less cross")
    page.get_by_role("group", name="Movement").get_by_text("Keep some").click()
    glabella = page.get_by_role("group", name="Glabella (frown lines)")
    glabella.get_by_role("checkbox").check()
    glabella.get_by_role("group", name="At rest").get_by_text("Mild").click()
    frown = glabella.get_by_role("group", name="In full contraction")
    frown.get_by_text("Severe").click()
    expect(page.locator("[data-kept-state]")).to_contain_text("Saved")
    standard = page.locator("#ahead-techniques section", has_text="Standard")
    expect(standard).to_contain_text("uit", timeout=15_000)
    page.get_by_role("group", name="Decision").get_by_text("Plan a treatment").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Your password").press("Enter")
    expect(page).to_have_url(re.compile(r"/plans/new/$"))
    signed = Consultation.objects.get()
    assert signed.status == "signed"
    assert signed.content["movement"] == "natural"
    page.goto(place_of(signed))
    expect(page.get_by_text("SHA-256 of the content")).to_be_visible()
    check_page(page)


def test_grading_works_by_keyboard_alone(
    sign_in: SignIn, injector: User, draft: Consultation
):
    page = sign_in(injector)
    page.goto(place_of(draft))
    rest = page.locator('[name="rest.forehead"][value="1"]')
    rest.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[name="rest.forehead"][value="2"]')).to_be_checked()
    expect(page.locator("[data-kept-state]")).to_contain_text("Saved")
    wait_until(page, lambda: draft.grades.get(area="forehead").at_rest == 2)


def test_a_phrase_is_written_out_and_saved(
    sign_in: SignIn, injector: User, draft: Consultation
):
    services.keep_phrase(actor=injector, at=AT, short="even", text="Brows even.")
    page = sign_in(injector)
    page.goto(place_of(draft))
    note = page.get_by_role("textbox", name="Note", exact=True).last
    note.click()
    note.press_sequentially("Seen. .even And .unknown ")
    expect(note).to_have_value("Seen. Brows even. And .unknown ")
    expect(page.locator("[data-kept-state]")).to_contain_text("Saved")

    def written() -> bool:
        draft.refresh_from_db()
        return draft.note == "Seen. Brows even. And .unknown"

    # It is saved while somebody types: the first Saved may be of half of it.
    wait_until(page, written)


def test_findings_follow_what_is_saved(
    sign_in: SignIn, injector: User, draft: Consultation
):
    page = sign_in(injector)
    page.goto(place_of(draft))
    findings = page.locator("#ahead-findings")
    expect(findings).not_to_contain_text("dysmorphic")
    page.get_by_role("group", name="Screening for body").get_by_text("Positive").click()
    expect(findings).to_contain_text("dysmorphic", timeout=15_000)


def test_two_pages_of_one_draft_lose_nothing(
    sign_in: SignIn,
    injector: User,
    draft: Consultation,
    expected_errors: list[str],
):
    page = sign_in(injector)
    page.goto(place_of(draft))
    goals = page.get_by_label("What the patient wants")
    expect(goals).to_have_value("Look less tired")
    services.save_draft(
        actor=injector,
        at=AT,
        consultation_id=draft.pk,
        version=draft.version,
        entry=services.Entry(fields={"goals": "From the other tablet"}),
    )
    expected_errors.append("409")
    goals.fill("From this page")
    expect(page.locator("[data-kept-fault]")).to_contain_text("changed")
    page.get_by_role("button", name="Save", exact=True).click()
    both = page.locator(".stale")
    expect(both).to_contain_text("From this page")
    expect(both).to_contain_text("From the other tablet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(both).to_have_count(0)
    draft.refresh_from_db()
    assert draft.content["goals"] == "From this page"


def test_without_javascript_it_is_written_and_signed(
    sign_in: SignIn, injector: User, draft: Consultation, browser, base_url: str
):
    cookies = sign_in(injector).context.cookies()
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(place_of(draft))
    page.get_by_label("What the patient wants").fill("Written without scripts")
    page.get_by_role("group", name="Decision").get_by_text("Wait", exact=True).click()
    page.get_by_label("Reason").first.fill("Wants to think")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign the consultation").click()
    page.wait_for_url(f"**{place_of(draft)}")
    draft.refresh_from_db()
    assert draft.status == "signed"
    assert draft.content["goals"] == "Written without scripts"
    context.close()
