"""The trial records: all are there, each with a reason, and fit for the fit."""

import json
import shutil
from collections import Counter
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from glabella.cli.evidence import app
from glabella.core.errors import EvidenceError
from glabella.core.trials import TRIAL_AREAS
from glabella.evidence.catalogue import product, product_keys
from glabella.evidence.check import check
from glabella.evidence.files import DATA
from glabella.evidence.response import priors
from glabella.evidence.trial_text import read_endpoint
from glabella.evidence.trials import fitted_hash, trial_faults, trial_records

RECORDS = trial_records()
BY_ID = {record.id: record for record in RECORDS}
PRINTED = [record for record in RECORDS if not record.id.endswith("-P")]
PLACEBO = [record for record in RECORDS if record.id.endswith("-P")]
USED = [record for record in RECORDS if record.use == "used"]
COMPARED = [record for record in RECORDS if record.use == "compared"]
ASKED = USED + COMPARED

# The 251 records that the project started from, R001 to R336 with holes, by the kind
# of number; what was found later has a higher number.
LAST_GATHERED = 336
MEASURES = {
    "responder": 85,
    "safety_rate": 26,
    "qualitative": 16,
    "onset_fraction": 14,
    "median_duration_wk": 12,
    "fractional_reduction": 9,
    "satisfaction": 8,
    "fractional_change": 8,
    "antibody_rate": 7,
    "relapse_fraction": 6,
    "median_duration_d": 6,
    "improvement_fraction": 6,
    "sweat_rate": 6,
    "onset_median_days": 4,
    "thickness_change_mm": 4,
    "onset_days": 3,
    "content_ng": 3,
    "thickness_mm": 2,
    "safety_effect": 2,
    "satisfaction_natural": 2,
    "mean_duration_wk": 2,
    "safety_or": 2,
    "responder_by_cycle": 2,
    "cmap_ratio": 2,
    "onset_fraction_of_max": 1,
    "time_to_peak_wk": 1,
    "stiffness_kPa": 1,
    "odds_ratio": 1,
    "retreatment_interval_mo": 1,
    "design": 1,
    "qol_change": 1,
    "safety_rr": 1,
    "emax": 1,
    "onset_hours": 1,
    "cmap_percent": 1,
    "safety_duration": 1,
    "perceived_age": 1,
    "frozen_fraction": 1,
}


def number(record):
    """34 of R034 and of R034-P."""
    return int(record.id.removesuffix("-P").removeprefix("R"))


GATHERED = [record for record in PRINTED if number(record) <= LAST_GATHERED]


def test_every_gathered_record_is_there_once():
    assert len(GATHERED) == len({record.id for record in GATHERED}) == 251
    assert Counter(record.measure for record in GATHERED) == MEASURES
    assert sum(MEASURES.values()) == 251


def test_only_gathered_records_are_fitted_or_believed():
    later = [record for record in RECORDS if number(record) > LAST_GATHERED]
    assert len(later) == 40
    assert {record.use for record in later} == {"compared", "left_out"}
    assert {number(record) for record in COMPARED} <= set(map(number, later))


def test_a_compared_record_says_why_it_is_not_fitted():
    told = [record for record in COMPARED if not record.id.endswith("-P")]
    assert len(told) == 29
    for record in told:
        assert record.reason.startswith("not in the evidence that is fitted; ")
        assert record.quality


def test_no_belief_cites_a_trial_for_comparison():
    keys = {record.id for record in COMPARED}
    assert not keys & {source for belief in priors() for source in belief.sources}


def test_a_placebo_arm_stands_beside_the_record_that_prints_it():
    assert len(PLACEBO) == 22
    for arm in PLACEBO:
        parent = BY_ID[arm.id.removesuffix("-P")]
        assert (arm.study, arm.area, arm.address, arm.endpoint) == (
            parent.study,
            parent.area,
            parent.address,
            parent.endpoint,
        )
        assert parent.id in arm.reason
        gathered = number(arm) <= LAST_GATHERED
        assert arm.use == ("used" if gathered else "compared")
        assert arm.product == "placebo"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_every_record_says_what_is_done_with_it_and_why(record):
    assert record.reason
    assert record.address.startswith("http")
    assert record.population
    assert (record.fit is not None) == (record.use in {"used", "compared"})
    # A number without its unit cannot be read.
    assert record.value is None or record.unit


@pytest.mark.parametrize("record", ASKED, ids=lambda record: record.id)
def test_every_such_record_is_one_that_a_trial_file_can_ask(record):
    fit = record.fit
    asked = {
        key: value
        for key in ("id", "kind", "rater", "criterion", "state", "day", "until")
        if (value := getattr(fit.endpoint, key)) is not None
    }
    asked |= {"among": fit.endpoint.among, "visit_every_days": 28}
    assert read_endpoint(asked, "endpoint") == fit.endpoint
    assert record.area in TRIAL_AREAS
    assert fit.n > 0
    if fit.endpoint.kind == "median_duration_days":
        assert 28 < fit.observed < 365
    else:
        assert 0 <= fit.observed <= 1


def test_used_products_are_those_of_the_evidence_placebo_and_one_more():
    known = {product(key).substance for key in product_keys()}
    strange = {record.product for record in USED} - known
    assert strange == {"placebo", "nivobotulinumtoxinA"}


def test_doses_of_an_axilla_count_both_sides():
    # Lowe 2007: 75 or 50 units a side.
    doses = {r.fit.dose_units for r in USED if r.area == "axilla" and r.dose != "0"}
    assert doses == {150, 100}


def test_the_forehead_dose_is_that_of_the_frontalis():
    # Carruthers 2003: 16 or 48 units, half of it in the brow depressors.
    assert BY_ID["R113"].fit.dose_units == 8
    assert BY_ID["R115"].fit.dose_units == 24


def test_a_lower_bound_is_censored_and_not_a_value():
    bounds = {record.id for record in USED if record.fit.lower_bound}
    assert bounds == {"R010", "R012", "R014"}
    assert {BY_ID[one].value for one in bounds} == {"at least 24.0"}
    assert BY_ID["R008"].fit.observed == pytest.approx(19.7 * 7)


def test_one_number_is_used_once():
    # The forehead trial was read twice: paper and label.
    assert BY_ID["R123"].use == "left_out"
    assert "R229" in BY_ID["R123"].reason
    assert BY_ID["R229"].use == "used"
    seen = Counter(
        (r.fit.trial, r.fit.arm, replace(r.fit.endpoint, id="")) for r in ASKED
    )
    assert [key for key, count in seen.items() if count > 1] == []


def test_cohorts_of_one_programme_are_trials_of_their_own():
    assert BY_ID["R092"].fit.trial != BY_ID["R093"].fit.trial
    assert BY_ID["R124"].fit.trial == BY_ID["R229"].fit.trial
    ready = {r.fit.trial for r in USED if r.study == "READY-1"}
    assert len(ready) == 1


def test_sweating_ends_where_the_trial_treats_again():
    # Lowe 2007: the next treatment was due at grade 3 or 4 of the scale.
    ends = {r.fit.endpoint.until for r in USED if r.area == "axilla"} - {None}
    assert ends == {"loss_of_none_or_mild"}


def test_a_size_of_our_own_is_said_to_be_ours():
    ours = {r.id: r.n for r in USED if r.fit.n_basis == "ours"}
    assert ours == {"R107": 50, "R107-P": 50, "R108": 50, "R108-P": 50}


def test_the_records_are_sound():
    assert list(trial_faults(RECORDS)) == []
    assert check().trials == len(RECORDS) == 303


# --- what the check finds


def spoilt(change):
    """The records with one changed: its product or area, or else its fit."""
    record = BY_ID["R007"]
    if {"product", "area"} & set(change):
        wrong = replace(record, **change)
    else:
        wrong = replace(record, fit=replace(record.fit, **change))
    return [wrong if one is record else one for one in RECORDS]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"area": "moon"}, "R007: unknown area 'moon'"),
        ({"area": "chin"}, "R007: used, but no trial file can name the area 'chin'"),
        ({"product": "placebo"}, "R007: 20 units of placebo"),
        ({"dose_units": 40.0}, "R008: arm ona-high-dose-2022/ona20 has two treatm"),
        ({"severe_share": 1.5}, "R007: a severe share of 1.5"),
        ({"observed": 16.0}, "R007: a fraction of 16"),
        ({"observed": 0.61}, "R007: observed 0.61, printed 0.16 fraction"),
        ({"lower_bound": True}, "R007: a lower bound that is no duration"),
    ],
)
def test_a_record_that_contradicts_itself_is_found(change, told):
    faults = list(trial_faults(spoilt(change)))
    assert any(fault.startswith(told) for fault in faults), faults


def test_a_share_of_responders_only_is_found():
    record = BY_ID["R007"]
    asked = replace(record.fit.endpoint, among="responders")
    wrong = replace(record, fit=replace(record.fit, endpoint=asked))
    assert list(trial_faults([wrong])) == ["R007: a fraction of responders only"]


def test_a_record_that_stands_twice_is_found():
    assert "R005: is there 2 times" in trial_faults([*RECORDS, BY_ID["R005"]])


FAULTS = [
    ("unknown field", 'use = "used"', 'use = "used"\nuze = 1', "R113: uze: unknown"),
    ("no reason", 'reason = "the other side of R113', 'reazon = "x', "R114: reazon"),
    ("empty reason", "the other side of R113: same patients, same day", "", "R114: reason: is empty"),
    ("unknown use", 'use = "left_out"', 'use = "maybe"', "R114: use: unknown: 'maybe'"),
    ("used without a fit", 'use = "left_out"', 'use = "used"', "R114: fit: stands where"),
    ("fit without a use", 'use = "used"', 'use = "prior"', "R113: fit: stands where"),
    ("wrong word", 'criterion = "improved_1"', 'criterion = "improved1"', "R113: fit: fit.criterion = 'improved1': did you mean improved_1?"),
    ("no day", "day = 112\n", "", "R113: fit: fit.day is missing"),
    ("compared without a fit", 'use = "left_out"', 'use = "compared"', "R114: fit: stands where use is used or compared, only there"),
    ("no size", 'n = 20\nn_basis = "derived"\n', "", "R113: n: is missing, and the model is asked for it"),
    ("a size of nobody", "n = 20\n", "n = 0\n", "R113: n: is not positive: 0"),
    ("a size from nowhere", 'n_basis = "derived"\n', "", "R113: n_basis: is missing"),
    ("a size of unknown origin", 'n_basis = "derived"', 'n_basis = "told"', "R113: n_basis: unknown: 'told'"),
    ("not a number", "observed = 0.15", "observed = nan", "R113: observed: is no number of 0 or more"),
    ("a negative dose", "dose_units = 8.0", "dose_units = -8.0", "R113: dose_units: is no number of 0 or more"),
    ("a value that is neither", "value = 0.15", "value = true", "R113: value: is no number and no text"),
    ("unknown part of a fit", "observed = 0.15", "observed = 0.15\nseen = 1", "R113: seen: unknown field"),
    ("another table", "# Trials of", "notes = 1 #", "forehead.toml: notes: unknown field"),
    ("no id", 'id = "R113"\n', "", "a record without id: id: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [row[1:] for row in FAULTS],
    ids=[row[0] for row in FAULTS],
)
def test_a_broken_file_is_refused_with_record_and_field(tmp_path, old, new, told):
    (tmp_path / "trials").mkdir()
    file = tmp_path / "trials/forehead.toml"
    shutil.copy(DATA / "trials/forehead.toml", file)
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError) as refused:
        trial_records(tmp_path)
    assert told in str(refused.value)
    assert any(told in problem for problem in check(tmp_path).problems)


def test_a_folder_without_trials_has_none(tmp_path):
    assert trial_records(tmp_path) == ()


# --- the hash that stands beside the fitted parameters


def test_the_hash_does_not_depend_on_the_order():
    assert fitted_hash(RECORDS) == fitted_hash(reversed(RECORDS))
    assert fitted_hash(RECORDS) == fitted_hash(USED)
    assert fitted_hash([*USED, *COMPARED]) == fitted_hash(USED)
    assert len(fitted_hash(RECORDS)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"observed": 0.17},
        {"n": 51},
        {"n_basis": "ours"},
        {"dose_units": 21.0},
        {"trial": "another"},
        {"arm": "another"},
        {"severe_share": 0.5},
        {"repeat": True},
        {"product": "placebo"},
    ],
    ids=str,
)
def test_the_hash_changes_with_what_the_fit_sees(change):
    assert fitted_hash(spoilt(change)) != fitted_hash(RECORDS)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "relapse"},
        {"rater": "subject"},
        {"criterion": "improved_2"},
        {"state": "rest"},
        {"day": 169.0},
        {"until": "baseline"},
        {"among": "responders"},
        {"visit_every_days": 30.0},
    ],
    ids=str,
)
def test_the_hash_changes_with_what_is_asked(change):
    record = BY_ID["R007"]
    asked = replace(record.fit.endpoint, **change)
    wrong = replace(record, fit=replace(record.fit, endpoint=asked))
    assert fitted_hash([wrong]) != fitted_hash([record])


def test_the_hash_does_not_change_with_words_around_a_number():
    record = BY_ID["R007"]
    told = replace(record, note="another note", population="other words")
    assert fitted_hash([told]) == fitted_hash([record])


# --- the table as it is typed


def run(*words):
    """What ``glabella evidence trials`` prints."""
    done = CliRunner().invoke(app, ["trials", *words])
    assert done.exit_code == 0
    return done.stdout


def test_the_command_lists_every_record_with_use_and_reason():
    table = run()
    assert [record.id for record in RECORDS if record.id not in table] == []
    assert "303 records: 117 used, 62 prior, 39 compared, 85 left out" in table
    assert fitted_hash(RECORDS) in table


def test_the_command_shows_one_use_alone():
    table = run("--use", "prior")
    assert "R142" in table
    assert "R001" not in table
    assert "R097" not in table
    compared = run("--use", "compared")
    assert [one.id for one in COMPARED if one.id not in compared] == []
    assert "R142" not in compared


def test_the_command_prints_one_object():
    told = json.loads(run("--json", "--use", "used"))
    assert told["counts"] == {
        "used": 117,
        "prior": 62,
        "compared": 39,
        "left_out": 85,
    }
    assert told["fitted_hash"] == fitted_hash(RECORDS)
    assert [record["id"] for record in told["records"]] == [r.id for r in USED]
    first = told["records"][0]
    assert first["reason"]
    assert first["fit"]["endpoint"]["kind"] == "responder"


def test_the_command_refuses_another_use():
    done = CliRunner().invoke(app, ["trials", "--use", "perhaps"])
    assert done.exit_code == 2
    assert done.stdout == ""
