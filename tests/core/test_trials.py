"""Trial values: frozen, and with the defaults that the trial file promises."""

from dataclasses import FrozenInstanceError

import pytest

from glabella.core.trials import (
    CRITERIA,
    KINDS,
    RATERS,
    STATES,
    TRIAL_AREAS,
    UNTILS,
    Endpoint,
)


def test_the_words_are_those_of_the_trial_file():
    assert KINDS == ("responder", "relapse", "median_duration_days", "onset")
    assert RATERS == ("investigator", "subject", "both")
    assert STATES == ("contraction", "rest")
    assert UNTILS == ("baseline", "loss_of_none_or_mild", "loss_of_improved_1")
    assert TRIAL_AREAS == ("glabella", "forehead", "crows_feet", "axilla", "masseter")
    assert set(CRITERIA) == {
        *("improved_1", "improved_2", "none_or_mild", "improved_2_and_none_or_mild"),
        *("sweat_halved", "hdss_improved_2", "mmps_3_or_less"),
    }


def test_an_end_point_asks_at_full_contraction_of_all_at_visits_of_four_weeks():
    asked = Endpoint(id="e", kind="relapse", rater="investigator", day=112)
    assert (asked.state, asked.among, asked.visit_every_days) == (
        "contraction",
        "all",
        28,
    )


def test_an_end_point_does_not_change():
    asked = Endpoint(id="e", kind="onset", rater="subject", day=1)
    with pytest.raises(FrozenInstanceError):
        asked.day = 2  # type: ignore[misc]
