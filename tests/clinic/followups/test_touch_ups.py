"""A touch-up is a small plan, tied to the treatment that it corrects."""

from decimal import Decimal

import pytest

from glabella.clinic.followups import selectors, services
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.touch_up import touch_up_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Given
from tests.clinic.followups.given import give
from tests.clinic.people import AT
from tests.clinic.plans.conftest import grade, take_history


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
