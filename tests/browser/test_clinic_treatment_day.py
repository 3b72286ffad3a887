"""The treatment day in a real browser: prepared, given in few taps, signed."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import services
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.injections.reading import steps_of
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import check_identity
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.models import Plan
from glabella.clinic.practice.models import Practice
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import Treatment
from tests.browser.conftest import SIZES
from tests.clinic.injections.conftest import consent_to, sent
from tests.clinic.people import front_desk, injector, patient, practice, prescriber
from tests.clinic.plans import conftest as planned
from tests.clinic.plans.conftest import (
    PASSWORD,
    answer_everything,
    fields_of,
    grade,
    take_history,
)
from tests.clinic.stock.shelf import opened

__all__ = ["front_desk", "injector", "patient", "practice", "prescriber"]

pytestmark = pytest.mark.django_db(transaction=True)

SITES = 20
MOST_TAPS = 6
PATIENCE_MS = 15_000
AREAS = ["glabella", "forehead", "crows_feet", "bunny", "chin"]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, practice: Practice) -> datetime:
    """The browser's clock is the real one: the record's days follow it."""
    practice.mfa_required = False
    practice.save()
    at = timezone.now()  # noqa: TID251 - the browser has the real clock
    monkeypatch.setattr(planned, "AT", at)
    return at


@pytest.fixture
def ready(now: datetime, patient: Patient, injector: User, front_desk: User) -> Patient:
    """History taken, three areas graded, identity checked."""
    take_history(patient, injector, given_at=now - timedelta(days=1))
    lines = {"glabella": (1, 2), "forehead": (1, 2), "crows_feet": (1, 2)}
    grade(patient, injector, **lines)
    return check_identity(
        actor=front_desk,
        at=now,
        patient=patient,
        document="passport",
        born_on_seen=patient.born_on,
    )


@pytest.fixture
def approved(now: datetime, ready: Patient, injector: User, prescriber: User) -> Plan:
    """An approved plan of twenty sites and the consent that covers it."""
    draft = plans.start(actor=injector, at=now, patient=ready).plan
    fields = fields_of(draft) | {"area": AREAS}
    plans.save_draft(
        actor=injector, at=now, plan=draft, version=draft.version, answers=fields
    )
    answer_everything(injector, draft)
    draft.refresh_from_db()
    plan = plans.submit(actor=injector, at=now, plan=draft, version=draft.version)
    plans.record_examination(actor=prescriber, at=now, patient=ready)
    plans.approve(
        actor=prescriber,
        at=now,
        plan=plan,
        version=plan.version,
        proof=plans.Proof(password=PASSWORD),
    )
    plan.refresh_from_db()
    consent_to(plan, injector, now)
    return plan


@pytest.fixture
def vial(now: datetime, injector: User) -> Vial:
    at = now - timedelta(minutes=5)
    return opened(
        injector,
        at,
        product="botox",
        units=Decimal(100),
        expires_on=now.date() + timedelta(days=200),
    )


@pytest.fixture
def session(approved: Plan, injector: User, now: datetime) -> Session:
    """Begun, and every step of the preparation answered."""
    made = services.begin(actor=injector, at=now, plan=approved)
    for step in steps_of(made):
        answer = next(one for one in step.answers if not one.stops)
        told = {"step": step.key, "answer": answer.key}
        assert sent(made, injector, "check", at=now, **told).result == "accepted"
    return made


@pytest.fixture
def at_treatment(
    sign_in: Callable[[User], Page],
    base_url: str,
    injector: User,
    session: Session,
    vial: Vial,
) -> Page:
    page = sign_in(injector)
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{base_url}/patients/{session.patient_id}/sessions/{session.pk}/")
    expect(page.locator("#treatment[data-ready]")).to_be_attached()
    return page


class Hand:
    """Counts how often a gloved finger touches the screen."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        box = target.bounding_box()
        assert box is not None
        target.click()
        self.taps += 1


def test_twenty_sites_as_planned_are_signed_in_six_taps_at_most(
    at_treatment: Page, session: Session, vial: Vial, injector: User
):
    page, hand = at_treatment, Hand()
    count = len(planned_sites(session.plan_version.content))
    assert count >= SITES, count
    hand.tap(page.get_by_role("button", name="Draw up"))
    expect(page.locator("#vial .draws li")).to_have_count(1)
    hand.tap(page.get_by_role("button", name=f"Give all as planned: {count} sites"))
    expect(page.locator('.site[data-state="given"]')).to_have_count(count)
    hand.tap(page.get_by_role("button", name="None seen"))
    expect(page.locator("#missing")).to_be_hidden()
    hand.tap(page.get_by_label("Your password"))
    page.keyboard.type(PASSWORD)
    hand.tap(page.get_by_role("button", name="Sign the treatment"))
    expect(page.get_by_text("Signed and locked.")).to_be_visible()
    assert hand.taps <= MOST_TAPS
    treatment = Treatment.objects.get(session=session)
    assert treatment.status == Treatment.Status.SIGNED
    assert treatment.sites.count() == count
    assert faults_of(session.pk) == []
    at = timezone.now()  # noqa: TID251 - the browser has the real clock
    assert stock.balance(viewer=injector, at=at, vial=vial).adds_up
    expect(page.get_by_role("table")).to_contain_text("as planned")


def test_a_tap_on_a_pin_gives_that_site_and_a_change_says_why(
    at_treatment: Page, session: Session
):
    page = at_treatment
    first, second, *_ = planned_sites(session.plan_version.content)
    pins = page.locator('.plane[data-view="front"] [data-pin]')
    pins.and_(page.locator(f'[data-pin="{first.key}"]')).click()
    row = page.locator(f'[data-row="{first.key}"]')
    expect(row).to_have_attribute("data-state", "given")
    row.locator("summary").click()
    row.get_by_label("Units").fill("6")
    row.get_by_label("Reason", exact=True).fill("a stronger muscle")
    row.get_by_role("button", name="Another point").click()
    page.locator('.plane[data-view="front"]').click(position={"x": 200, "y": 150})
    row.get_by_role("button", name="Record the change").click()
    expect(row.locator("[data-says]")).to_contain_text("a stronger muscle")
    other = page.locator(f'[data-row="{second.key}"]')
    other.locator("summary").click()
    other.get_by_label("Reason for leaving it out").fill("a bruise")
    other.get_by_role("button", name="Skip this site").click()
    expect(other).to_have_attribute("data-state", "skipped")
    expect(page.locator("#line")).to_contain_text("All saved")
    changed = Entry.objects.select_related("key").get(session=session, kind="change")
    assert changed.content["units"] == "6"
    assert len(changed.content["point"]) == 3


SMALL = """() => [...document.querySelectorAll('#treatment button')]
  .filter((one) => one.checkVisibility() && !one.closest('.corner'))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    return box.height < 48 || box.width < 48;
  })
  .map((one) => one.textContent.trim())"""


def test_everything_to_be_tapped_is_large_enough_for_a_glove(
    at_treatment: Page, check_page: Callable[[Page], None]
):
    for size in ("tablet", "phone"):
        at_treatment.set_viewport_size(SIZES[size])
        check_page(at_treatment)
        assert at_treatment.evaluate(SMALL) == []


OVERLAY = """async ([state, pending]) => {
  const { overlay } = await import("/static/injections/overlay.js");
  return overlay(state, pending);
}"""


def test_a_tap_shows_at_once_and_only_what_waits_is_laid_over(
    at_treatment: Page, session: Session
):
    state = json.loads(at_treatment.locator("#treatment-state").text_content() or "")
    first, second, third, *_ = [site["key"] for site in state["sites"]]
    pending = [
        {"id": "1", "kind": "give", "content": {"site": first}},
        {"id": "2", "kind": "skip", "content": {"site": second, "reason": "bruise"}},
        {"id": "3", "kind": "give_all", "content": {"sites": [first, second, third]}},
        {"id": "4", "kind": "change", "content": {"site": third, "units": "2.50"}},
    ]
    shown = at_treatment.evaluate(OVERLAY, [state, pending])
    found = [(s["state"], s["units"]) for s in shown["sites"][:4]]
    assert found == [("given", "4"), ("skipped", "4"), ("given", "2.5"), ("open", "4")]
    totals = {one["key"]: one["given"] for one in shown["totals"]}
    assert totals["all"] == totals["area-glabella"] == "6.5"
    assert at_treatment.evaluate(OVERLAY, [state, []]) == state


def test_the_preparation_is_ticked_tap_by_tap(
    sign_in: Callable[[User], Page],
    base_url: str,
    injector: User,
    approved: Plan,
    now: datetime,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{base_url}/patients/{approved.patient_id}/plans/{approved.pk}/")
    page.get_by_role("link", name="Treat").click()
    check_page(page)
    page.get_by_role("button", name="Begin the preparation").click()
    expect(page.locator("#treatment[data-ready]")).to_be_attached()
    check_page(page)
    for step in page.locator("[data-step]").all():
        step.locator("button[name=answer]").first.click()
        expect(step.locator("[data-answered]")).not_to_be_empty()
    expect(page.locator("#ready")).to_contain_text("Every step has an answer.")
    expect(page.locator("#line")).to_contain_text("All saved")
    page.locator("#step-pregnancy").get_by_role("button", name="Pregnant").last.click()
    expect(page.locator("#stopped")).to_contain_text("Do not treat")
