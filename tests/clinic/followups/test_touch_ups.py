"""A touch-up is a small plan, tied to the treatment that it corrects."""

from datetime import timedelta
from decimal import Decimal

import pytest

from glabella.clinic.followups import selectors, services
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.touch_up import touch_up_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Given, Graded, Seen
from tests.clinic.followups.given import give
from tests.clinic.people import AT, TODAY
from tests.clinic.plans.conftest import grade, take_history

SITE = "glabella/procerus-M"


@pytest.fixture
def treated(injector, patient):
    take_history(patient, injector)
    grade(patient, injector, glabella=(1, 2))
    return give(injector, patient)


def started(injector, treatment, **units):
    return services.start_touch_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        units={key: Decimal(value) for key, value in units.items()},
    )


def test_only_the_chosen_sites_get_units(treated, injector):
    sites = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)
    given = {one.key: one.given for one in sites}
    assert Decimal(4) in given.values(), "what the site got stands beside it"
    chosen = sites[0].key
    made = started(injector, treated, **{chosen: "1.5"})
    line = made.found.plan.lines[0]
    assert len(made.found.plan.lines) == 1
    assert line.units == pytest.approx(1.5)
    assert sum(site.units > 0 for site in line.sites) == 1
    assert made.row.product == treated.product


def test_the_plan_knows_what_it_corrects_in_every_version(treated, injector):
    site = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)[0].key
    made = started(injector, treated, **{site: "2"})
    assert touch_up_of(made.row) == treated
    own = plans.start(actor=injector, at=AT, patient=treated.patient)
    assert touch_up_of(own.row) is None


def test_the_labels_interval_stays_a_caution(treated, injector):
    site = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)[0].key
    made = started(injector, treated, **{site: "2"})
    rules = {one.rule for one in made.found.plan.findings}
    assert any("interval" in rule for rule in rules), rules


def test_nothing_chosen_is_no_plan(treated, injector):
    with pytest.raises(Invalid, match="at least one"):
        started(injector, treated)
    site = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)[0].key
    with pytest.raises(Invalid, match="at least one"):
        started(injector, treated, **{site: "0"})
    assert not treated.patient.plans.exists()


def test_a_site_that_was_not_treated_is_refused(treated, injector):
    with pytest.raises(Invalid, match="not known"):
        started(injector, treated, **{"forehead/frontalis-1-M": "2"})


def test_a_product_that_cannot_be_planned_here_has_no_touch_up(injector, patient):
    foreign = give(injector, patient, product="botox-cosmetic")
    with pytest.raises(Blocked, match="same product"):
        selectors.touch_sites(viewer=injector, treatment=foreign, at=AT)


def test_what_was_amended_is_not_topped_up(treated, injector):
    site = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)[0].key
    draft = treatments.amend(
        actor=injector, at=AT, treatment=treated, reason="another lot"
    )
    with pytest.raises(Blocked, match="signed"):
        started(injector, draft, **{site: "2"})


def test_the_front_desk_plans_nothing(treated, front_desk):
    with pytest.raises(NotAllowed):
        started(front_desk, treated, **{"glabella/procerus-M": "2"})


def test_areas_without_sites_in_the_record_can_be_topped_up_too(injector, patient):
    take_history(patient, injector)
    grade(patient, injector, glabella=(1, 2))
    by_hand = give(injector, patient, given=(Given("glabella", Decimal(20)),))
    sites = selectors.touch_sites(viewer=injector, treatment=by_hand, at=AT)
    assert sites
    assert all(one.given is None for one in sites)


def test_an_area_that_was_never_graded_offers_no_sites(injector, patient):
    found = selectors.touch_sites(
        viewer=injector, treatment=give(injector, patient), at=AT
    )
    assert found == []


# --- the grades of the review -----------------------------------------------------


def review(injector, treatment, *grades: Graded, day=TODAY):
    seen = Seen(day=day, result="too_little", grades=grades)
    treatments.add_follow_up(actor=injector, at=AT, treatment=treatment, seen=seen)


def graded_now(made):
    (wish,) = made.found.plan.case.areas
    return wish.severity_at_rest, wish.severity_at_contraction


def test_a_touch_up_is_planned_from_what_the_review_graded(treated, injector):
    review(injector, treated, Graded("glabella", at_rest=0, at_contraction=1))
    made = started(injector, treated, **{SITE: "2"})
    assert graded_now(made) == (0, 1)
    (visit,) = made.found.plan.case.history.previous
    told = [(one.on, one.grade) for one in visit.followups]
    assert (TODAY, 1) not in told, "today's grade is no earlier one as well"
    made.plan.refresh_from_db()
    saved = plans.save_draft(
        actor=injector,
        at=AT,
        plan=made.plan,
        version=made.plan.version,
        answers=made.answers.as_json,
    )
    assert graded_now(saved) == (0, 1)
    fresh = plans.start(actor=injector, at=AT, patient=treated.patient)
    assert graded_now(fresh) == (1, 2), "a plan of its own has its consultation"


def test_an_area_that_the_review_graded_can_be_topped_up(injector, patient):
    take_history(patient, injector)
    treated = give(injector, patient)
    review(injector, treated, Graded("glabella", at_rest=0, at_contraction=2))
    sites = selectors.touch_sites(viewer=injector, treatment=treated, at=AT)
    assert SITE in {one.key for one in sites}
    assert graded_now(started(injector, treated, **{SITE: "2"})) == (0, 2)


@pytest.mark.parametrize(
    "grades",
    [
        (Graded("glabella", rater="subject", at_rest=0, at_contraction=0),),
        (Graded("glabella", at_rest=0),),
        (Graded("glabella", at_contraction=0),),
    ],
    ids=["the patient's", "none in contraction", "none at rest, and less than before"],
)
def test_what_is_no_whole_grade_of_a_clinician_leaves_the_consultations(
    treated, injector, grades
):
    review(injector, treated, *grades)
    assert graded_now(started(injector, treated, **{SITE: "2"})) == (1, 2)


def test_a_review_before_the_consultation_does_not_count(treated, injector):
    day = TODAY - timedelta(days=1)
    grades = (Graded("glabella", at_rest=0, at_contraction=1),)
    review(injector, treated, *grades, day=day)
    assert graded_now(started(injector, treated, **{SITE: "2"})) == (1, 2)


def test_the_newest_review_that_graded_an_area_counts(treated, injector):
    review(injector, treated, Graded("glabella", at_rest=0, at_contraction=1))
    review(injector, treated, Graded("forehead", at_rest=0, at_contraction=1))
    assert graded_now(started(injector, treated, **{SITE: "2"})) == (0, 1)
