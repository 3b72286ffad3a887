"""The rules of the forecast as the evidence holds them."""

import pytest

from glabella.core.forecast import NoForecast, area_rule
from glabella.core.sources import OURS
from glabella.evidence.catalogue import sources, values
from glabella.evidence.response_rules import forecast_basis, response_rules
from glabella.evidence.trials import trial_records


@pytest.fixture(scope="module")
def fitted():
    return forecast_basis()


def test_what_was_tried_is_what_was_fitted(fitted):
    pairs = {
        (record.product, record.area)
        for record in trial_records()
        if record.use == "used" and record.product != "placebo"
    }
    assert fitted.tried == pairs


def test_every_rule_has_a_known_source_and_a_reason():
    rules = response_rules().rules
    assert len(rules) > 15
    for name, rule in rules.items():
        assert rule.sources, name
        assert set(rule.sources) <= set(sources())
        assert rule.note
        assert (rule.basis == "ours") == (rule.grade == "ours")


def test_no_name_is_there_twice():
    names = [
        v.value["rule"] for v in values("response/rules") if v.key == "response_rule"
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("product", "area", "basis", "word"),
    [
        ("botox-cosmetic", "glabella", "trials", None),
        ("botox-cosmetic", "forehead", "trials", None),
        ("dysport", "forehead", "trials", "put together"),
        ("letybo", "glabella", "extrapolated", "belief"),
        ("botox-cosmetic", "bunny", "extrapolated", "in proportion"),
        ("botox-cosmetic", "masseter_slim", "extrapolated", "thickness"),
    ],
)
def test_each_pair_says_what_it_stands_on(fitted, product, area, basis, word):
    rule = area_rule(area, product, fitted)
    assert rule.basis == basis
    assert OURS in rule.sources
    said = " ".join(rule.notes)
    assert said == "" if word is None else word in said


def test_an_unknown_product_has_no_rule(fitted):
    assert isinstance(area_rule("glabella", "unknown", fitted), NoForecast)


def test_a_multiple_of_the_standard_dose_is_what_counts_elsewhere(fitted):
    rule = area_rule("bunny", "botox-cosmetic", fitted)
    standard = fitted.standard("botox-cosmetic", "bunny").units
    assert standard * rule.units_factor == pytest.approx(20.0)  # glabella, BC-DOSE


def test_every_area_that_is_treated_in_part_is_an_area_and_says_why(fitted):
    partial = response_rules().partial
    areas = [one.topic for one in partial]
    assert len(areas) == len(set(areas)) > 5
    for one in partial:
        assert fitted.kind(one.topic) in {"shape", "line"}
        assert one.text.endswith("nothing is forecast.")
        assert set(one.sources) <= set(sources())
    trials = {area for _, area in fitted.tried}
    assert not trials & set(areas)
