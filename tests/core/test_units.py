"""Units of one substance never meet those of another."""

from functools import partial

import pytest
from hypothesis import given, strategies as st

from glabella.core.errors import GlabellaError, UnitError
from glabella.core.units import Concentration, Dose, Volume, total

AMOUNTS = st.floats(0, 10_000, allow_nan=False)
FAMILIES = ("ona", "abo", "inco", "prabo", "daxi", "leti", "rela", "rima")


@pytest.mark.parametrize("one", FAMILIES)
@pytest.mark.parametrize("other", FAMILIES)
def test_doses_of_two_substances_cannot_be_added(one, other):
    if one == other:
        assert (Dose(one, 20) + Dose(other, 4)).units == 24
        return
    with pytest.raises(UnitError, match="never added, compared or converted"):
        Dose(one, 20) + Dose(other, 4)


def test_doses_of_two_substances_cannot_be_compared():
    with pytest.raises(UnitError):
        assert Dose("ona", 20) < Dose("abo", 50)
    with pytest.raises(UnitError):
        assert Dose("ona", 20) <= Dose("abo", 50)
    assert Dose("ona", 20) < Dose("ona", 24)
    assert Dose("ona", 20) <= Dose("ona", 20)
    assert Dose("ona", 20) != Dose("abo", 20)


def test_a_dose_cannot_be_measured_in_the_vial_of_another_substance():
    with pytest.raises(UnitError):
        Concentration("abo", 200).volume_of(Dose("ona", 20))


def test_a_total_takes_one_substance_only():
    assert total((Dose("ona", 20), Dose("ona", 24)), family="ona").units == 44
    assert total((), family="ona") == Dose("ona", 0)
    with pytest.raises(UnitError):
        total((Dose("ona", 20), Dose("inco", 24)), family="ona")


def test_a_dose_is_no_plain_number():
    with pytest.raises((TypeError, AttributeError)):
        Dose("ona", 20) + 4


@pytest.mark.parametrize("number", [-1, -1e-9, float("nan"), float("inf")])
@pytest.mark.parametrize(
    "amount",
    [partial(Dose, "ona"), Volume, partial(Concentration, "ona")],
    ids=["dose", "volume", "concentration"],
)
def test_an_amount_is_finite_and_not_negative(amount, number):
    with pytest.raises(UnitError):
        amount(number)


def test_a_concentration_of_nothing_is_refused():
    with pytest.raises(UnitError, match="above 0"):
        Concentration("ona", 0)


@given(AMOUNTS, st.floats(0.5, 5000))
def test_volume_and_dose_lead_back_to_each_other(units, per_ml):
    strength = Concentration("ona", per_ml)
    back = strength.dose_in(strength.volume_of(Dose("ona", units)))
    assert back.units == pytest.approx(units)
    assert back.family == "ona"


@given(AMOUNTS, AMOUNTS)
def test_adding_does_not_depend_on_the_order(one, other):
    assert Dose("ona", one) + Dose("ona", other) == Dose("ona", other) + Dose(
        "ona", one
    )


def test_the_marks_of_an_insulin_syringe_are_hundredths_of_a_millilitre():
    assert Volume(0.05).u100_marks == 5
    assert Volume(0.0125).u100_marks == 1.25
    assert (Volume(0.3) + Volume(0.2)).u100_marks == 50


def test_units_in_a_tenth_of_a_millilitre_are_what_labels_print():
    # BC-DIL: 4 units in 0.1 mL; DY-HCP: 20.
    assert Concentration("ona", 40).units_per_tenth_ml == 4
    assert Concentration("abo", 200).units_per_tenth_ml == 20


def test_a_unit_error_is_a_failure_that_the_program_foresees():
    assert issubclass(UnitError, GlabellaError)
