"""Amounts and names as they are written."""

import pytest

from glabella.drawing.wording import (
    muscle_name,
    number,
    place_in_muscle,
    site_name,
    units_text,
)
from glabella.evidence.planning import area


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (0.05, "0.05"),
        (2.5, "2.5"),
        (100.0, "100"),
        (0.0, "0"),
        (1e6, "1000000"),
    ],
)
def test_no_trailing_zero_and_no_naked_point(value, text):
    assert number(value) == text


def test_units_are_a_word():
    assert units_text(1) == "1 unit"
    assert units_text(2.5) == "2.5 units"


def test_a_muscle_has_its_anatomical_name():
    assert muscle_name("orbicularis_oculi") == "orbicularis oculi"
    assert muscle_name("dao") == "depressor anguli oris"
    assert muscle_name("parotid gland") == "parotid gland"


def test_a_site_is_named_within_its_muscle():
    sites = {site.id: site for site in area("glabella").patterns[0].sites}
    assert site_name(sites["corrugator-lateral"]) == "corrugator lateral"
    assert place_in_muscle(sites["corrugator-lateral"]) == "lateral"
    assert place_in_muscle(sites["procerus"]) == ""
