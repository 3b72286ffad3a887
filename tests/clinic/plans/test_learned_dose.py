"""A plan from an earlier treatment, with a dose that was chosen from what was learned."""

from decimal import Decimal

import pytest

from glabella.clinic.plans import services
from glabella.clinic.plans.services import Beginning
from glabella.clinic.plans.services.drafting import Saved
from glabella.clinic.treatments.entries import Given
from tests.clinic.followups.given import give
from tests.clinic.people import AT
from tests.clinic.plans.conftest import grade, take_history

pytestmark = pytest.mark.django_db
FROWN = Given("glabella", Decimal(10))
FOREHEAD = Given("forehead", Decimal(6))


@pytest.fixture
def started(patient, injector):
    """Start from a treatment of that technique with the doses that were chosen."""
    take_history(patient, injector)
    grade(patient, injector, glabella=(1, 2), forehead=(1, 2))

    def start(technique: str, *given: Given, **doses: float) -> Saved:
        treatment = give(injector, patient, given=given, technique=technique)
        beginning = Beginning(treatment=treatment, doses=doses)
        return services.start(
            actor=injector, at=AT, patient=patient, beginning=beginning
        )

    return start


def lines(made: Saved) -> dict[str, tuple[str, float]]:
    return {one.area: (one.technique, one.units) for one in made.found.plan.lines}


def findings(made: Saved) -> str:
    return " ".join(one.message for one in made.found.plan.findings)


@pytest.mark.parametrize(
    ("given", "dose", "planned"),
    [
        ("baby", 20.0, "standard"),
        ("baby", 10.0, "baby"),
        ("standard", 8.0, "baby"),
        ("standard", 20.0, "standard"),
    ],
)
def test_the_technique_follows_the_dose_that_was_chosen(started, given, dose, planned):
    made = started(given, FROWN, glabella=dose)
    assert lines(made) == {"glabella": (planned, dose)}
    assert made.row.technique == planned
    assert "lie outside the range" not in findings(made)


def test_where_one_area_stays_low_the_plan_says_what_the_other_is(started):
    made = started("baby", FROWN, FOREHEAD, glabella=20.0)
    found = lines(made)
    assert found["glabella"] == ("baby", 20.0)
    assert found["forehead"][0] == "baby", "nobody chose another dose there"
    assert 'still planned as low dose ("baby"), with 20 units' in findings(made)


def test_where_all_areas_get_a_full_dose_all_are_standard(started):
    made = started("baby", FROWN, FOREHEAD, glabella=20.0, forehead=20.0)
    assert {technique for technique, _ in lines(made).values()} == {"standard"}
