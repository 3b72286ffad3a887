"""The evidence of the response model: beliefs, fixed numbers, the fitted result."""

import math
import shutil
from dataclasses import fields, replace

import numpy as np
import pytest

from glabella.core.errors import EvidenceError
from glabella.core.response.entry import baseline_mean
from glabella.core.response.parameters import (
    FITTED_AREAS,
    REFERENCE_PRODUCT,
    SEVERE_SHARE,
    Constants,
    area_response,
    population,
    potency,
    raters,
)
from glabella.core.trials import TRIAL_AREAS
from glabella.evidence import catalogue
from glabella.evidence.files import DATA
from glabella.evidence.response import FITTED, constants, posterior, priors
from glabella.evidence.trials import trial_records
from glabella.studies.calibration.writing import fitted_text

GOOD = posterior()


def test_every_belief_and_fixed_number_has_a_source_that_is_listed():
    known = set(catalogue.sources())
    used = {one.id for one in trial_records()}
    values = [
        *catalogue.values("response/priors"),
        *catalogue.values("response/constants"),
    ]
    assert len(values) > 50
    for value in values:
        assert value.sources, value.value
        assert set(value.sources) <= known | used, value.value


def test_a_number_of_our_own_says_so():
    for file in ("response/priors", "response/constants"):
        for value in catalogue.values(file):
            assert ("GLABELLA" in value.sources) == (value.basis == "ours")
            assert ("GLABELLA" in value.sources) == (value.grade == "ours")


def test_each_belief_stands_once_and_says_something():
    names = [one.name for one in priors()]
    assert len(names) == len(set(names))
    for one in priors():
        assert 0.0 < one.spread <= 1.0, one.name
        assert math.isfinite(one.mean), one.name


def test_the_fixed_numbers_are_possible_ones():
    fixed = constants()
    for field in fields(Constants):
        assert getattr(fixed, field.name) >= 0.0, field.name
    for name in ("fast_share", "mass_loss_fraction", "shared_sensitivity"):
        assert getattr(fixed, name) < 1.0, name
    assert fixed.mass_loss_days < fixed.mass_recovery_days
    assert fixed.fast_days < fixed.slow_days


def test_the_baseline_is_that_of_a_trial_which_does_not_say():
    fixed = constants()
    assert fixed.baseline_mean == baseline_mean(
        SEVERE_SHARE,
        spread=fixed.baseline_spread,
        investigator=fixed.entry_investigator_spread,
        subject=fixed.entry_subject_spread,
    )


def test_every_number_that_the_equations_ask_for_is_fitted():
    theta = GOOD.typical()
    assert population(theta, GOOD.constants).half_life_days > 0
    assert raters(theta)[0].spread > 0
    for area in FITTED_AREAS:
        assert area_response(theta, area, GOOD.constants).half_effect_units > 0
    assert {"axilla", "masseter"} == set(TRIAL_AREAS) - set(FITTED_AREAS)


def test_every_product_with_a_fitted_trial_has_a_potency():
    theta = GOOD.typical()
    treated = {
        one.product
        for one in trial_records()
        if one.fit is not None and one.fit.dose_units > 0
    }
    assert len(treated) > 4
    assert [name for name in sorted(treated) if potency(theta, name) is None] == []


def test_the_reference_product_has_no_potency_to_fit():
    assert f"ln_potency_{REFERENCE_PRODUCT}" not in GOOD.names


# --- reading and writing ----------------------------------------------------------------


@pytest.fixture
def data(tmp_path):
    """A copy of what the response model reads."""
    root = tmp_path / "data"
    root.mkdir()
    for path in DATA.iterdir():
        if path.is_dir() and path.name in {"response", "sources"}:
            shutil.copytree(path, root / path.name)
        elif path.suffix == ".toml":
            shutil.copy(path, root / path.name)
    return root


def rewritten(data, old, new, name=FITTED):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_written_is_read_again(data):
    text = fitted_text(
        GOOD.names, GOOD.mean, GOOD.covariance, records="abc", beliefs="d"
    )
    (data / FITTED).write_text(text, encoding="utf-8")
    again = posterior(data)
    assert again.names == GOOD.names
    assert again.records_hash == "abc"
    np.testing.assert_allclose(again.mean, GOOD.mean, atol=6e-5)
    np.testing.assert_allclose(again.covariance, GOOD.covariance, atol=2e-4)
    once = fitted_text(
        again.names, again.mean, again.covariance, records="abc", beliefs="d"
    )
    assert once == text


def test_two_numbers_and_their_correlation_come_back(data):
    covariance = np.array([[0.04, -0.03], [-0.03, 0.09]])
    text = fitted_text(
        ("one", "two"), np.array([1.0, -0.5]), covariance, records="h", beliefs="b"
    )
    (data / FITTED).write_text(text, encoding="utf-8")
    again = posterior(data)
    assert again.typical() == {"one": 1.0, "two": -0.5}
    np.testing.assert_allclose(again.covariance, covariance, atol=1e-6)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("records_sha256 = ", "sha256 = "),
        ("records_sha256 = ", "records_sha256 = 3 # "),
        ("[[parameters]]", "[[parameter]]"),
        ('name = "', 'called = "'),
        ("value = ", "value = true # "),
        ("value = ", "value = nan # "),
        ("spread = ", 'spread = "wide" # '),
        ("correlation = [1.0000]", "correlation = []"),
        ("correlation = [1.0000]", "correlation = [1.0, 0.5]"),
        ("correlation = [1.0000]", 'correlation = ["one"]'),
        ("correlation = [1.0000]", "correlation = 1.0"),
    ],
)
def test_a_broken_result_is_refused_by_name(data, old, new):
    rewritten(data, old, new)
    with pytest.raises(EvidenceError, match="response/fitted"):
        posterior(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "fast_share"', 'name = "slow_share"'),
        ('name = "fast_share"', 'name = "baseline_spread"'),
        ('name = "baseline_spread"', 'name = "baseline"'),
    ],
)
def test_a_fixed_number_that_is_missing_or_unknown_is_refused(data, old, new):
    rewritten(data, old, new, "response/constants.toml")
    with pytest.raises(EvidenceError, match="response/constants"):
        constants(data)


def test_a_missing_result_is_refused_by_name(data):
    (data / FITTED).unlink()
    with pytest.raises(EvidenceError, match="fitted"):
        posterior(data)


def test_numbers_are_read_in_the_order_of_the_file(data):
    assert [one.name for one in priors(data)] == [one.name for one in priors()]
    assert priors(data) == priors()
    assert constants(data) == replace(constants())
