"""The reader of trial files: what it takes, what it supplies, what it refuses."""

import copy
import tomllib

import pytest
from hypothesis import given, strategies as st

from glabella.core.errors import CaseError
from glabella.core.trials import Arm, Endpoint, Trial
from glabella.evidence.case_text import tables_of
from glabella.evidence.trial_text import read_trial

# The example of the contract.
EXAMPLE = """\
[[arms]]
id = "ona20"
product = "onabotulinumtoxinA"
area = "glabella"
dose_units = 20.0
n = 202
[[arms.endpoints]]
id = "resp30"
kind = "responder"
rater = "investigator"
criterion = "none_or_mild"
state = "contraction"
day = 30
[[arms.endpoints]]
id = "dur"
kind = "median_duration_days"
rater = "investigator"
until = "baseline"
among = "responders"
visit_every_days = 28
"""

RESPONDER = Endpoint(
    id="resp30",
    kind="responder",
    rater="investigator",
    criterion="none_or_mild",
    day=30,
)
DURATION = Endpoint(
    id="dur",
    kind="median_duration_days",
    rater="investigator",
    criterion="none_or_mild",
    until="baseline",
    among="responders",
)


def test_the_contract_s_example_is_read_whole():
    arm = Arm(
        id="ona20",
        product="onabotulinumtoxinA",
        area="glabella",
        dose_units=20,
        n=202,
        endpoints=(RESPONDER, DURATION),
    )
    tables = tables_of(EXAMPLE.encode(), "trial.toml")
    assert read_trial(tables) == Trial((arm,))


def trial(arm=None, **endpoint):
    """A trial of one arm and one end point; None takes a key away."""
    tables = copy.deepcopy(tomllib.loads(EXAMPLE))
    mine = tables["arms"][0]
    mine["endpoints"] = mine["endpoints"][:1]
    for table, changes in ((mine, arm or {}), (mine["endpoints"][0], endpoint)):
        for key, value in changes.items():
            if value is None:
                del table[key]
            else:
                table[key] = value
    return tables


def first(tables):
    """The only end point of a trial that is read."""
    return read_trial(tables).arms[0].endpoints[0]


def test_what_the_file_leaves_out_has_the_contract_s_default():
    read = read_trial(trial(arm={"n": None}, state=None)).arms[0]
    assert read.n == 100
    assert read.severe_share is None
    asked = read.endpoints[0]
    assert (asked.state, asked.among, asked.visit_every_days) == (
        "contraction",
        "all",
        28,
    )


def test_onset_is_the_patient_s_word_unless_the_file_says_otherwise():
    asked = {"kind": "onset", "criterion": None, "state": None, "day": 1}
    assert first(trial(**asked, rater=None)).rater == "subject"
    assert first(trial(**asked, rater="investigator")).rater == "investigator"


@pytest.mark.parametrize(
    ("criterion", "rater"),
    [("sweat_halved", "investigator"), ("hdss_improved_2", "subject")],
)
def test_sweat_needs_no_rater(criterion, rater):
    assert first(trial(criterion=criterion, rater=None)).rater == rater


def test_a_duration_needs_no_day_and_a_relapse_no_criterion():
    asked = {"kind": "median_duration_days", "day": None, "until": "baseline"}
    read = first(trial(**asked, criterion=None))
    assert (read.day, read.criterion, read.among) == (None, None, "all")
    assert first(trial(kind="relapse", criterion=None)).criterion is None


def test_an_unknown_product_is_read_and_left_to_the_prediction():
    read = read_trial(trial(arm={"product": "testotoxin"}))
    assert read.arms[0].product == "testotoxin"


def test_placebo_and_the_share_of_severe_lines_are_read():
    read = read_trial(trial(arm={"dose_units": 0, "severe_share": 0.6})).arms[0]
    assert (read.dose_units, read.severe_share) == (0, 0.6)


HUGE = int("9" * 400)
ARM_FAULTS = [
    ({"n": 0}, "arms[0].n = 0: allowed: a whole number from 1 to"),
    ({"n": -3}, "arms[0].n = -3"),
    ({"n": 20.5}, "arms[0].n = 20.5"),
    ({"n": True}, "arms[0].n = True"),
    ({"n": "20"}, "arms[0].n = '20'"),
    ({"n": HUGE}, "arms[0].n = "),
    ({"dose_units": -1}, "arms[0].dose_units = -1: allowed: a number from 0"),
    ({"dose_units": float("nan")}, "arms[0].dose_units = nan"),
    ({"dose_units": float("inf")}, "arms[0].dose_units = inf"),
    ({"dose_units": HUGE}, "arms[0].dose_units = "),
    ({"dose_units": True}, "arms[0].dose_units = True"),
    ({"dose_units": [20, 40]}, "arms[0].dose_units = [20, 40]"),
    ({"dose_units": None}, "arms[0].dose_units is missing"),
    (
        {"severe_share": 60},
        "arms[0].severe_share = 60: allowed: a number from 0.01 to 0.99",
    ),
    ({"product": ""}, "arms[0].product = ''"),
    ({"product": None}, "arms[0].product is missing"),
    ({"id": None}, "arms[0].id is missing"),
    ({"id": 7}, "arms[0].id = 7"),
    ({"area": "hh_axilla"}, "arms[0].area = 'hh_axilla': did you mean axilla?"),
    ({"area": "Glabela"}, "arms[0].area = 'Glabela': did you mean glabella?"),
    ({"area": "crow's feet"}, "did you mean crows_feet?"),
    ({"area": "elbow"}, "arms[0].area = 'elbow': allowed: glabella, forehead"),
    ({"area": None}, "arms[0].area is missing: allowed: glabella"),
    ({"doses_units": 20}, "arms[0].doses_units = 20: unknown key; did you mean dose_u"),
    ({"endpoints": []}, "arms[0].endpoints = []: give at least one [[arms.endpoints]]"),
    ({"endpoints": None}, "arms[0].endpoints is missing: give at least one [[arms.en"),
    ({"endpoints": {}}, "arms[0].endpoints = {}"),
    ({"endpoints": [1]}, "arms[0].endpoints[0] = 1"),
]

AT = "arms[0].endpoints[0]"
ENDPOINT_FAULTS = [
    ({"kind": "respnder"}, f"{AT}.kind = 'respnder': did you mean responder? allowed"),
    ({"kind": None}, f"{AT}.kind is missing: allowed: responder, relapse"),
    ({"kind": ["responder"]}, f"{AT}.kind = ['responder']"),
    ({"rater": "patient"}, f"{AT}.rater = 'patient': allowed: investigator"),
    ({"rater": None}, f"{AT}.rater is missing"),
    ({"rater": 3}, f"{AT}.rater = 3"),
    ({"criterion": "none or mild"}, "did you mean none_or_mild?"),
    ({"criterion": None}, f"{AT}.criterion is missing: allowed: improved_1"),
    ({"criterion": {}}, f"{AT}.criterion = {{}}"),
    ({"state": "resting"}, f"{AT}.state = 'resting': did you mean rest?"),
    ({"day": None}, f"{AT}.day is missing: allowed: a number from 0 to 3650"),
    ({"day": -1}, f"{AT}.day = -1"),
    ({"day": 3651}, f"{AT}.day = 3651"),
    ({"day": float("nan")}, f"{AT}.day = nan"),
    ({"day": "30"}, f"{AT}.day = '30'"),
    ({"day": False}, f"{AT}.day = False"),
    ({"among": "responder"}, f"{AT}.among = 'responder': did you mean responders?"),
    ({"until": "loss"}, f"{AT}.until = 'loss': allowed: baseline"),
    ({"kind": "median_duration_days"}, f"{AT}.until is missing: allowed: baseline"),
    ({"kind": "relapse", "day": None}, f"{AT}.day is missing"),
    ({"kind": "onset", "day": None}, f"{AT}.day is missing"),
    ({"visit_every_days": 0}, f"{AT}.visit_every_days = 0: allowed: a number from 1"),
    ({"visit_every_day": 28}, "unknown key; did you mean visit_every_days?"),
    ({"id": "  "}, f"{AT}.id = ' ': allowed: a text in quotes"),
]


def refusal(tables):
    """The one line that a trial file is refused with."""
    with pytest.raises(CaseError) as refused:
        read_trial(tables)
    text = str(refused.value)
    assert "\n" not in text
    assert len(text) < 500
    return text


@pytest.mark.parametrize(("change", "told"), ARM_FAULTS)
def test_an_impossible_arm_is_refused(change, told):
    assert told in refusal(trial(arm=change))


@pytest.mark.parametrize(("change", "told"), ENDPOINT_FAULTS)
def test_an_impossible_end_point_is_refused(change, told):
    assert told in refusal(trial(**change))


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({}, "arms is missing: give at least one [[arms]]"),
        ({"arms": []}, "arms = []: give at least one [[arms]]"),
        ({"arms": "ona20"}, "arms = 'ona20'"),
        ({"arms": ["ona20"]}, "arms[0] = 'ona20'"),
        ({"arm": []}, "arm = []: unknown key; did you mean arms? allowed: arms"),
    ],
)
def test_a_file_without_arms_is_refused(tables, told):
    assert told in refusal(tables)


def test_two_arms_of_one_id_are_refused():
    tables = trial()
    tables["arms"] *= 2
    assert "arms[1].id = 'ona20': the same id stands twice" in refusal(tables)


def test_two_end_points_of_one_id_are_refused_but_two_arms_may_ask_the_same():
    tables = trial()
    tables["arms"].append({**tables["arms"][0], "id": "ona40", "dose_units": 40})
    assert len(read_trial(tables).arms) == 2
    tables["arms"][0]["endpoints"] *= 2
    assert "arms[0].endpoints[1].id = 'resp30'" in refusal(tables)


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(where=st.sampled_from(["top", "arm", "endpoint"]), data=st.data())
def test_whatever_stands_in_a_file_is_read_or_refused_on_one_line(where, data):
    tables = tomllib.loads(EXAMPLE)
    arm = tables["arms"][0]
    table = {"top": tables, "arm": arm, "endpoint": arm["endpoints"][0]}[where]
    key = data.draw(st.sampled_from(sorted(table)) | st.text())
    table[key] = data.draw(odd)
    refused = ""
    try:
        read_trial(tables)
    except CaseError as error:
        refused = str(error)
    assert "\n" not in refused
    assert len(refused) < 500


@pytest.mark.parametrize(
    "written",
    ["OnabotulinumtoxinA", "onabotulinumtoxina", "onabotulinumtoxinA-abcd"],
)
def test_a_non_proprietary_name_is_known_in_any_spelling(written):
    (one,) = read_trial(trial(arm={"product": written})).arms
    assert one.product == "onabotulinumtoxinA"


def test_a_day_means_nothing_to_a_duration_and_is_not_kept():
    asked = {"kind": "median_duration_days", "until": "baseline", "day": 168}
    (one,) = read_trial(trial(**asked)).arms
    assert one.endpoints[0].day is None
