"""The whole circle in one clinic: from a request to what the second plan learned."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.verification import verify
from glabella.clinic.followups.learning.dates import next_date
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from glabella.clinic.practice.models import OpeningHours, Practice
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import FollowUp, Treatment
from glabella.drawing.wording import number
from tests.browser.conftest import SIZES
from tests.browser.journey import arriving, following, planning, treating
from tests.browser.journey.clocks import set_clock
from tests.clinic.people import AT, front_desk, injector, practice, prescriber
from tests.clinic.stock.shelf import opened, received

__all__ = ["front_desk", "injector", "practice", "prescriber"]

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[User], Page]
PATIENCE_MS = 15_000
VIAL_UNITS = Decimal(50)
SATISFIED = 4
GIVEN = 20
LABEL_DAYS = 84
"""The label interval of the product, 12 weeks (HH-RXR, SUP-033)."""


@pytest.fixture
def clinic(practice: Practice, settings: Any, base_url: str) -> Practice:
    """A clinic that is open on weekdays, and whose patients can reach it."""
    settings.SITE_ADDRESS = base_url
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(8, 30), closes=time(19))
    expect.set_options(timeout=PATIENCE_MS)
    return practice


@dataclass(frozen=True)
class Walk:
    """One browser, its clock and the server's, and the people who sign in on it."""

    page: Page
    clocks: Any
    sign_in: SignIn
    front_desk: User
    injector: User
    prescriber: User

    def as_(self, user: User) -> Page:
        """The tablet in somebody's hands; a session of long ago has ended by itself."""
        page = self.sign_in(user)
        page.set_viewport_size(SIZES["tablet"])
        page.set_default_timeout(PATIENCE_MS)
        return page

    def wait(self, days: float) -> None:
        """Go to so many days after the first visit."""
        at = AT + timedelta(days=days)
        self.clocks.move_to(at)
        set_clock(self.page, at)


@pytest.fixture
def walk(
    clinic: Practice,
    page: Page,
    time_machine: Any,
    sign_in: SignIn,
    request: pytest.FixtureRequest,
) -> Walk:
    """The morning of the first visit."""
    names = ("front_desk", "injector", "prescriber")
    people = [request.getfixturevalue(name) for name in names]
    walk = Walk(page, time_machine, sign_in, *people)
    page.set_default_timeout(PATIENCE_MS)
    walk.wait(0)
    return walk


@pytest.fixture
def vials(walk: Walk) -> list[Vial]:
    """Two vials of one lot, not opened yet."""
    last_day = AT.date() + timedelta(days=700)
    lot = {"product": "botox", "units": VIAL_UNITS, "vials": 2, "expires_on": last_day}
    received(walk.injector, **lot)
    return list(Vial.objects.select_related("lot").order_by("number"))


def test_the_second_plan_learns_from_what_came_of_the_first(
    walk: Walk, vials: list[Vial]
):
    patient = _arrives(walk)
    page = walk.as_(walk.injector)
    planning.consult(page, patient, rest="Mild", frown="Severe")
    page.get_by_role("button", name="Start from blank").click()
    planning.choose_standard(page, "20 units")
    general = planning.forecast(page)
    plan = _is_approved(walk)
    planning.agree(page, patient)
    first = _is_treated(walk, plan, vials[0])
    _is_followed(walk, first)
    _is_understood(walk, patient)

    walk.wait(LABEL_DAYS)
    page = walk.as_(walk.injector)
    planning.consult(page, patient, rest="Mild", frown="Severe")
    dose = _learned_dose(page)
    page.get_by_role("radio", name=re.compile(f"^{dose} units, expected")).check()
    page.get_by_role("button", name="Start from this treatment").click()
    head = page.get_by_role("region", name="What we learned")
    expect(head).to_contain_text("lasted 8 to 10 weeks at 20 units")
    expect(head).to_contain_text(f"{dose} units when this page was opened, 20 last")
    personal = planning.forecast(page)
    assert "taken to fade faster" in personal
    assert "taken to fade faster" not in general
    assert personal.split(".")[0] != general.split(".")[0]
    plan = _is_approved(walk)
    planning.has_agreed(page, patient)
    second = _is_treated(walk, plan, vials[1])
    _adds_up(walk, patient, [first, second], vials)


def _arrives(walk: Walk) -> Patient:
    """Request, appointment, health questions by link, identity."""
    arriving.ask(walk.page)
    patient = arriving.book(walk.as_(walk.front_desk))
    arriving.tell_health(walk.page)
    arriving.check_the_person(walk.as_(walk.injector), patient)
    return patient


def _is_approved(walk: Walk) -> Plan:
    """Submitted by the injector, approved by the prescriber; the injector goes on."""
    plan = planning.submit(walk.page)
    planning.approve(walk.as_(walk.prescriber))
    walk.as_(walk.injector)
    return plan


def _is_treated(walk: Walk, plan: Plan, vial: Vial) -> Treatment:
    """A fresh vial, preparation, injection, signature, aftercare."""
    page = walk.page
    opened(walk.injector, timezone.now(), vial)  # noqa: TID251 - the moved clock
    treatment = treating.treat(page, plan)
    page.get_by_role("link", name="Aftercare").first.click()
    care = page.get_by_role("main")
    expect(care).to_contain_text("Do not rub or massage the treated places")
    expect(care).to_contain_text("until tomorrow")
    return treatment


def _is_followed(walk: Walk, treatment: Treatment) -> None:
    """Mild at two weeks, moderate at eight, and at ten as severe as before."""
    walk.wait(14)
    following.ask_the_patient(walk.as_(walk.injector), treatment)
    following.answer_by_link(walk.page)
    following.review(walk.as_(walk.injector), treatment, rest=0, frown=1)
    told = FollowUp.objects.filter(treatment=treatment, source="link")
    assert told.get().satisfaction == SATISFIED
    for days, rest, frown in ((56, 0, 2), (70, 1, 3)):
        walk.wait(days)
        page = walk.as_(walk.injector)
        following.review(page, treatment, rest=rest, frown=frown)


def _is_understood(walk: Walk, patient: Patient) -> None:
    """The record says how long it lasted, beside how long it lasts in other people."""
    page = walk.page
    page.goto(f"/patients/{patient.pk}/")
    today = page.locator("#today-outlook")
    expect(today).to_contain_text("Next treatment: due on 15 February 2027")
    today.get_by_role("link", name="What we learned").click()
    assert _learned_dose(page) > GIVEN
    given = page.get_by_role("row").filter(has_text="given last")
    mine, others = (given.get_by_role("cell").nth(at).inner_text() for at in (1, 2))
    assert int(mine.split()[0]) < int(others.split()[0])


def _learned_dose(page: Page) -> int:
    """What is said of the past, and the dose that is expected to last as wished."""
    said = page.get_by_text("Lasted 8 to 10 weeks at 20 units; ")
    expect(said).to_contain_text("units are expected to reach 12 weeks")
    found = re.search(r"; (\d+) units are expected", said.inner_text())
    assert found
    return int(found[1])


def _adds_up(
    walk: Walk, patient: Patient, treatments: list[Treatment], vials: list[Vial]
) -> None:
    """Nothing is lost: audit, vials, planned against given, and the next date."""
    page, at = walk.page, timezone.now()  # noqa: TID251 - the moved clock
    assert verify().is_whole, verify().line
    for treatment, vial in zip(treatments, vials, strict=True):
        sums = stock.balance(viewer=walk.injector, at=at, vial=vial)
        units = sum(site.units for site in treatment.sites.all())
        assert sums.adds_up
        assert (sums.received, sums.given) == (VIAL_UNITS, units)
        assert faults_of(treatment.session.pk) == []
        page.goto(f"/patients/{patient.pk}/sessions/{treatment.session.pk}/")
        everything = page.get_by_role("row", name=re.compile("^All, in units"))
        expect(everything.get_by_role("cell").nth(0)).to_have_text(number(float(units)))
        expect(everything.get_by_role("cell").nth(1)).to_have_text(number(float(units)))
        expect(page.get_by_role("table")).to_contain_text("as planned")
        expect(page.get_by_text("not saved yet")).to_have_count(0)
    due = next_date(viewer=walk.injector, patient=patient, at=at)
    assert due.label_end == at.date() + timedelta(days=LABEL_DAYS)
    assert due.on >= due.label_end
