"""The pages of outcomes say counts before rates, and what was not seen."""

import pytest
from django.urls import reverse

from glabella.core.outcomes.calibration import Foretold, calibration
from glabella.core.outcomes.durations import Followed, lasting
from glabella.core.outcomes.shares import wilson
from glabella.web.outcomes.words import lasted, points, share_text, verdict
from tests.clinic.outcomes.test_outcomes import consult, give, plan_of, see
from tests.clinic.people import injector, make_patient, owner, practice, prescriber

__all__ = ["injector", "owner", "practice", "prescriber"]

PERIOD = "?first=2026-01-01&last=2026-11-23"


def test_few_are_said_as_a_count_and_many_as_a_share():
    assert share_text(wilson(0, 0)) == "none yet"
    assert share_text(wilson(3, 7)) == "3 of 7"
    assert share_text(wilson(12, 40)) == "30\u00a0% (12 of 40; 18\u00a0% to 45\u00a0%)"


def test_a_median_needs_enough_who_were_seen_to_the_end():
    few = lasting([Followed(84, 112)] * 9)
    assert lasted(few) == "9 seen to the end: too few for a median"
    many = lasting([Followed(84, 112)] * 12)
    assert lasted(many).startswith("12 to 16 weeks; 95 % interval ")
    lost = lasting([*[Followed(84, 112)] * 12, *[Followed(120, None)] * 40])
    assert lasted(lost) == "more than half still worked when last seen"


def test_the_verdict_does_not_read_more_than_there_is():
    even = [Foretold(0.5, came=number % 2 == 0) for number in range(20)]
    assert "cannot be told apart" in verdict(calibration(even))
    better = calibration([Foretold(0.2, came=True)] * 20)
    assert verdict(better) == "It came more often than was foretold."
    worse = calibration([Foretold(0.9, came=False)] * 20)
    assert "less often" in verdict(worse)
    assert verdict(calibration([Foretold(0.9, came=False)] * 3)) == ""
    (point,) = points(worse.bins)
    assert (point.x, point.y) == (270, 300)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["page", "duration", "forecast"])
def test_an_empty_clinic_is_told_what_to_do(client, practice, owner, part):
    client.force_login(owner)
    page = client.get(reverse(f"outcomes:{part}"))
    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.django_db
def test_the_pages_show_what_was_seen(client, practice, owner, injector):
    for number in range(1, 13):
        patient = make_patient(number)
        consult(patient, injector, give(patient, injector).day, 3)
        treatment = patient.treatments.get()
        plan_of(treatment, injector, [0.0, 0.8, 0.4])
        if number < 12:
            see(treatment, 28, 1, satisfaction=5)
            see(treatment, 112, 3)
    client.force_login(owner)
    rates = client.get(reverse("outcomes:page") + PERIOD).text
    assert "11 of 12 were reviewed" in rates
    assert "11 of 11" in rates
    duration = client.get(reverse("outcomes:duration") + PERIOD).text
    assert "4 to 16 weeks" in duration
    forecast = client.get(reverse("outcomes:forecast") + PERIOD).text
    assert "foretold 80\u00a0%" in forecast
    assert 'class="outcome-plot"' in forecast


@pytest.mark.django_db
def test_a_filter_that_cannot_be_narrows_nothing_and_says_so(client, practice, owner):
    client.force_login(owner)
    page = client.get(
        reverse("outcomes:page") + "?first=yesterday&area=elbow&protocol=x"
    )
    assert page.status_code == 200
    assert "aria-invalid" in page.text


@pytest.mark.django_db
def test_whose_results_they_are_is_the_owner_s_to_ask(
    client, practice, owner, prescriber
):
    client.force_login(prescriber)
    assert 'name="injector"' not in client.get(reverse("outcomes:page")).text
    client.force_login(owner)
    assert 'name="injector"' in client.get(reverse("outcomes:page")).text


@pytest.mark.django_db
def test_the_file_is_handed_out(client, practice, owner, injector):
    give(make_patient(1), injector)
    client.force_login(owner)
    answer = client.post(
        reverse("outcomes:export"),
        {"kind": "csv", "first": "2026-01-01", "last": "2026-11-23"},
    )
    assert answer["Content-Disposition"] == 'attachment; filename="outcomes.csv"'
    assert answer.content.decode().splitlines()[1].startswith("1,1,2026-05,bocouture")


@pytest.mark.django_db
def test_an_address_with_names_that_nobody_asks_for_is_shown(client, practice, owner):
    client.force_login(owner)
    page = client.get(reverse("outcomes:page"), {"items": "x", "area": "glabella"})
    assert page.status_code == 200
    assert '<input type="hidden" name="area" value="glabella">' in page.text
    assert 'name="items"' not in page.text
