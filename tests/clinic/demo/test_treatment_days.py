"""The demonstration: vials, consents, reviews and recalls of the last months."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from glabella.clinic.alerts.models import Alert
from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.services import signature_holds
from glabella.clinic.demo import Made
from glabella.clinic.followups.models import Recall
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.injections.models import Session
from glabella.clinic.outcomes.filters import Filters
from glabella.clinic.outcomes.foretold import against
from glabella.clinic.outcomes.rates import rates
from glabella.clinic.photos.models import PhotoSet
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.selectors import gates
from glabella.clinic.portal.models import PatientMessage
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Lot, StockCount, TemperatureReading, Vial
from glabella.clinic.treatments.models import FollowUp, GivenSite, Treatment
from tests.clinic.demo.conftest import NOW, looked_at

pytestmark = pytest.mark.usefixtures("made")
ZONE = ZoneInfo("America/New_York")
LATELY = timedelta(days=60)


def plans_of_today() -> dict[str, Plan]:
    """The approved plans of those who come to be treated today, by visit's state."""
    today = NOW.astimezone(ZONE).date()
    coming = Appointment.objects.filter(kind="treatment", starts_at__date=today)
    return {
        visit.status: plan
        for visit in coming
        for plan in Plan.objects.select_related("key", "patient__key").filter(
            patient=visit.patient_id, status=Plan.Status.APPROVED
        )
    }


def test_the_last_treatments_were_given_from_vials_by_the_live_record():
    lately = Treatment.objects.filter(place="here", day__gt=(NOW - LATELY).date())
    assert lately.count() >= 5
    sites = GivenSite.objects.filter(treatment__in=lately)
    assert sites.exists()
    assert not sites.filter(vial=None).exists()
    assert not lately.filter(session=None).exists()


def test_nothing_of_a_treatment_day_was_lost():
    sessions = Session.objects.filter(status=Session.Status.SIGNED)
    assert sessions.exists()
    assert [fault for one in sessions for fault in faults_of(one.pk)] == []
    assert GivenSite.objects.exclude(departure="").exists()


def test_the_units_of_every_vial_add_up(made: Made):
    for vial in Vial.objects.all():
        sums = stock.balance(viewer=made.staff.owner, at=NOW, vial=vial)
        assert sums.adds_up, vial
        assert sums.received == vial.units


def test_no_vial_stays_open_after_its_time_and_the_used_ones_are_empty():
    assert not Vial.objects.filter(state=Vial.State.OPEN, use_by__lt=NOW).exists()
    used = Vial.objects.filter(state=Vial.State.FINISHED)
    assert used.count() >= 5
    assert all(one.left == 0 for one in used)


def test_the_stock_warns_of_what_is_held_back_low_or_soon_over(made: Made):
    words = " ".join(
        one.words for one in stock.warnings(viewer=made.staff.owner, at=NOW)
    )
    for word in ("quarantined", "of Dysport: order more", "expires on"):
        assert word in words
    assert Lot.objects.filter(state=Lot.State.QUARANTINED).count() == 1
    assert StockCount.objects.count() == 2
    assert TemperatureReading.objects.count() >= 8


def test_one_patient_of_today_can_be_treated_and_another_lacks_the_consent(made: Made):
    found = plans_of_today()
    for visit, state in (("arrived", "done"), ("confirmed", "missing")):
        plan = found[visit]
        steps = {
            one.name: one.state
            for one in gates(
                viewer=made.staff.injector, patient=plan.patient, at=NOW, plan=plan
            )
        }
        assert steps.pop("consent") == state
        assert set(steps.values()) == {"done"}


def test_the_patient_who_can_be_treated_sees_the_button(made: Made, client: Client):
    plan = plans_of_today()["arrived"]
    with looked_at():
        client.force_login(made.staff.injector)
        page = f"/patients/{plan.patient_id}/plans/{plan.pk}/treatment/"
        assert "Begin the preparation" in client.get(page).content.decode()


def test_papers_are_signed_here_and_at_home_and_every_signature_holds():
    signed = Consent.objects.filter(status=Consent.Status.SIGNED)
    assert set(signed.values_list("signed_how", flat=True)) == {"here", "link"}
    assert all(signature_holds(one) for one in signed.select_related("key"))


def test_patients_answered_by_link_and_clinicians_saw_them():
    assert Counter(FollowUp.objects.values_list("source", flat=True))["link"] >= 2
    first = FollowUp.objects.filter(source="staff").exclude(satisfaction=None)
    assert first.exists()
    assert all(one.improvement and one.result for one in first.select_related("key"))


def test_recalls_stand_in_several_states_and_a_message_waits():
    states = set(Recall.objects.values_list("status", flat=True))
    assert {"invited", "booked"} <= states
    assert PatientMessage.objects.filter(source="patient", handled_at=None).count() == 1
    waiting = Alert.objects.filter(kind="patient_message", closed_at=None)
    assert waiting.filter(link__endswith="/messages/").exists()


def test_outcomes_show_rates_and_forecasts_against_what_came(made: Made):
    filters = Filters((NOW - timedelta(days=730)).date(), NOW.date())
    asked = {"viewer": made.staff.prescriber, "at": NOW, "filters": filters}
    assert rates(**asked).everything.shares["satisfied"].total >= 10
    soon, _late = against(**asked)
    assert soon.found.total >= 5


PAGES = (
    "/stock/",
    "/recalls/",
    "/outcomes/",
    "/outcomes/duration/",
    "/outcomes/forecast/",
    "/messages/",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_the_treatment_day_open(made: Made, client: Client, page: str):
    with looked_at():
        client.force_login(made.staff.prescriber)
        assert client.get(page).status_code == 200


def test_two_patients_were_photographed_before_a_treatment_and_at_its_review():
    sets: dict[object, dict[str, PhotoSet]] = {}
    for one in PhotoSet.objects.select_related("patient"):
        sets.setdefault(one.patient_id, {})[one.occasion] = one
    both = [found for found in sets.values() if {"before", "review"} <= set(found)]
    assert len(both) == 2
    for found in both:
        before, review = found["before"], found["review"]
        assert before.day < review.day
        assert shots(before) == shots(review)
        assert len(shots(before)) >= 9, "the whole set of two areas"


def shots(one: PhotoSet) -> list[tuple[str, str]]:
    return sorted(one.photos.values_list("view", "expression"))


def test_their_comparison_and_the_pins_over_a_photograph_are_shown(made: Made):
    photo = (
        PhotoSet.objects.filter(occasion="before")
        .first()
        .photos.get(view="front", expression="rest")
    )
    base = f"/patients/{photo.photo_set.patient_id}/photos/"
    with looked_at():
        client = Client()
        client.force_login(made.staff.injector)
        compared = client.get(f"{base}compare/").content.decode()
        assert compared.count("compare-one") == 2
        assert "data-unaligned" not in compared
        pins = client.get(f"{base}{photo.pk}/pins/").content.decode()
        assert (
            "Each tapped point, left out, is found again" in pins or "No plan" in pins
        )
