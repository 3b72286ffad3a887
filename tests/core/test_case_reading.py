"""What a case file may say, and how an impossible answer is refused."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from glabella.core.case import years_between
from glabella.core.errors import CaseError
from tests.cases import AREAS, ON, area, case, plan, read

EARLIER = {"on": date(2026, 1, 5), "product": "botox", "areas": {"glabella": 20}}
LASER = {"kind": "laser", "on": date(2026, 11, 1), "areas": ["forehead"]}
OFFSET = timezone(timedelta(hours=2))


def _with(path, value):
    """A case in which the value at a dotted path is another one."""
    table = case()
    *way, last = path.split(".")
    inside = table
    for step in way:
        inside = inside[int(step)] if step.isdigit() else inside[step]
    inside[last] = value
    return table


# path of the key, impossible value, words the refusal must hold
IMPOSSIBLE = [
    ("jurisdiction", "DE", "US, UK, EU"),
    ("jurisdiction", "us", "US, UK, EU"),
    ("jurisdiction", 1, "US, UK, EU"),
    ("product", "botox_cosmetic", "botox-cosmetic"),
    ("product", "Botox Cosmetic", "botox-cosmetic"),
    ("product", None, "botox-cosmetic"),
    ("product", ["letybo"], "botox-cosmetic"),
    ("on", "2026-11-20", "without quotes"),
    ("on", datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "without quotes or time"),
    ("on", datetime(2026, 11, 20, 9, 30, tzinfo=OFFSET), "without quotes or time"),
    ("on", time(9, 30), "a date"),
    ("on", 20261120, "a date"),
    ("on", date(9999, 12, 31), "a date from"),
    ("on", date(1, 1, 1), "a date from"),
    ("event_on", date(2026, 11, 19), "on or after the day of planning"),
    ("event_on", "soon", "a date"),
    ("patient", "a woman of 40", "a table"),
    ("patient.age_years", -1, "0 to 120"),
    ("patient.age_years", 121, "0 to 120"),
    ("patient.age_years", 40.5, "whole"),
    ("patient.age_years", True, "number"),
    ("patient.age_years", "40", "number"),
    ("patient.age_years", float("nan"), "number"),
    ("patient.age_years", float("inf"), "number"),
    ("patient.age_years", 10**400, "number"),
    ("patient.age_years", int("F" * 5000, 16), "number"),
    ("patient.born_on", date(2026, 11, 21), "not after"),
    ("patient.born_on", date(1986, 11, 21), "disagrees"),
    ("patient.born_on", date(1850, 1, 1), "date"),
    ("patient.sex", "f", "female, male"),
    ("patient.sex", True, "female, male"),
    ("patient.first_treatment", "true", "true or false"),
    ("patient.first_treatment", 1, "true or false"),
    ("patient.skin_type", "VII", "I, II, III, IV, V, VI"),
    ("patient.skin_type", 3, "I, II, III, IV, V, VI"),
    ("history", [], "a table"),
    ("history.pregnant", "no", "not_applicable"),
    ("history.pregnant", 0, "not_applicable"),
    ("history.pregnant", "", "not_applicable"),
    ("history.breastfeeding", "false", "not_applicable"),
    ("history.infection_at_site", "glabella", "a list"),
    ("history.infection_at_site", ["nose"], "glabella"),
    ("history.infection_at_site", True, "a list"),
    ("history.allergies", "albumin", "a list"),
    ("history.allergies", [1], "texts in quotes"),
    ("history.allergies", [""], "texts in quotes"),
    ("history.conditions", ["  "], "texts in quotes"),
    ("history.conditions", {"mg": True}, "a list"),
    ("history.medicines", [["aspirin"]], "texts in quotes"),
    ("history.medicines", False, "a list"),
    ("history.previous", EARLIER, "a list of tables"),
    ("history.previous", [1], "a list of tables"),
    ("history.previous", [{**EARLIER, "on": date(2026, 11, 21)}], "not after"),
    ("history.previous", [{**EARLIER, "product": ""}], "unknown"),
    ("history.previous", [{**EARLIER, "product": 7}], "unknown"),
    ("history.previous", [{**EARLIER, "areas": {"glabella": -1}}], "number"),
    ("history.previous", [{**EARLIER, "areas": {"glabella": float("nan")}}], "number"),
    ("history.previous", [{**EARLIER, "areas": {"glabella": float("inf")}}], "number"),
    ("history.previous", [{**EARLIER, "areas": {"glabella": 10**400}}], "number"),
    ("history.previous", [{**EARLIER, "areas": {"glabella": "20"}}], "number"),
    ("history.previous", [{**EARLIER, "areas": {"brow": 20}}], "unknown key"),
    ("history.previous", [{**EARLIER, "areas": ["brow"]}], "glabella"),
    ("history.previous", [{**EARLIER, "areas": "glabella"}], "list of area ids"),
    ("history.previous", [{**EARLIER, "units": 20}], "unknown key"),
    ("history.previous", [{**EARLIER, "result": "good"}], "too_little"),
    ("history.recent_procedures", [{**LASER, "on": date(2028, 1, 1)}], "not after"),
    ("history.recent_procedures", [{**LASER, "kind": " "}], "laser"),
    ("history.recent_procedures", [{**LASER, "areas": ["nose"]}], "glabella"),
    ("history.recent_procedures", [{**LASER, "depth": 1}], "unknown key"),
    ("goals.technique", "micro", "standard, baby, skin, auto"),
    ("goals.technique", "Baby", "standard, baby, skin, auto"),
    ("goals.movement", "none", "natural, maximal"),
    ("goals.drastic_change", "yes", "true or false"),
    ("goals.deep_folds", 1, "true or false"),
    ("goals.prevention", "false", "true or false"),
    ("goals.estimate", 0, "true or false"),
    ("areas", [], "at least one"),
    ("areas", {"id": "glabella"}, "a list of tables"),
    ("areas", ["glabella"], "a list of tables"),
    ("areas.0.id", "brow", "glabella"),
    ("areas.0.id", 3, "glabella"),
    ("areas.0.severity_at_rest", 4, "0 to 3"),
    ("areas.0.severity_at_rest", -1, "0 to 3"),
    ("areas.0.severity_at_contraction", 2.0, "whole number"),
    ("areas.0.severity_at_contraction", "2", "whole number"),
    ("areas.0.severity_at_contraction", True, "whole number"),
    ("areas.0.severity_at_contraction", float("nan"), "whole number"),
    ("areas.0.muscle_mass", "medium", "low, average, high"),
    ("areas.0.bands", {"R": 1, "L": 1}, "unknown key"),
]


@pytest.mark.parametrize(
    ("path", "value", "allowed"),
    IMPOSSIBLE,
    ids=[f"{n}-{path}" for n, (path, *_) in enumerate(IMPOSSIBLE)],
)
def test_an_impossible_answer_is_refused_with_its_key_and_what_is_allowed(
    path, value, allowed
):
    with pytest.raises(CaseError) as refusal:
        read(_with(path, value))
    told = str(refusal.value)
    named = path.replace(".0.", "[0].")
    assert named.split(".")[-1] in told
    assert allowed in told
    assert len(told) < 490
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "path",
    [
        "produkt", "patient.age", "patient.name", "history.pregnancy",
        "history.medication", "goals.technik", "areas.0.severity", "areas.0.units",
    ],
)  # fmt: skip
def test_a_typing_error_in_a_key_never_drops_an_answer_silently(path):
    with pytest.raises(CaseError, match="unknown key; allowed here"):
        read(_with(path, "x"))


@pytest.mark.parametrize(
    "path",
    [
        "jurisdiction", "product", "on", "areas", "patient", "patient.age_years",
        "patient.sex", "areas.0.id", "areas.0.severity_at_rest",
        "areas.0.severity_at_contraction",
    ],
)  # fmt: skip
def test_what_is_needed_and_missing_is_named(path):
    table = case()
    *way, last = path.split(".")
    inside = table
    for step in way:
        inside = inside[int(step)] if step.isdigit() else inside[step]
    del inside[last]
    with pytest.raises(CaseError) as refusal:
        read(table)
    named = "age_years" if path == "patient" else last
    assert named in str(refusal.value)
    assert "missing" in str(refusal.value)


def test_the_same_area_twice_is_refused():
    with pytest.raises(CaseError, match="stands twice"):
        read(case(areas=["glabella", "chin", "glabella"]))


def test_a_first_treatment_with_an_earlier_one_is_impossible():
    with pytest.raises(CaseError, match="impossible together"):
        read(case(first_treatment=True, previous=[EARLIER]))


def test_a_first_treatment_with_an_empty_list_of_earlier_ones_is_fine():
    assert read(case(first_treatment=True, previous=[])).history.previous == ()


@pytest.mark.parametrize(
    ("key", "rest", "contraction", "fine"),
    [
        ("hh_axilla", 3, 3, True), ("hh_axilla", 2, 3, False), ("hh_palm", 0, 0, False),
        ("hh_palm", 5, 5, False), ("masseter_slim", 1, 5, True),
        ("masseter_slim", 0, 3, False), ("platysma", 1, 4, True),
        ("platysma", 0, 4, False), ("chin", 0, 3, True), ("chin", 0, 4, False),
    ],
)  # fmt: skip
def test_each_area_has_its_own_scale(key, rest, contraction, fine):
    wish = {"id": key, "severity_at_rest": rest, "severity_at_contraction": contraction}
    table = case("botox", [wish])
    if fine:
        assert read(table).areas[0].severity_at_contraction == contraction
    else:
        with pytest.raises(CaseError, match="severity"):
            read(table)


@pytest.mark.parametrize(
    "key",
    [k for k in AREAS if k not in {"glabella", "forehead", "crows_feet", "platysma"}],
)
def test_a_grade_is_asked_only_where_the_scale_needs_one(key):
    table = case("botox", [{"id": key}])
    if key.startswith("hh_"):
        with pytest.raises(CaseError, match="missing"):
            read(table)
    else:
        assert read(table).areas[0].severity_at_rest is None


@pytest.mark.parametrize(
    "bands", [{"R": 0, "L": 1}, {"R": 3, "L": 1}, {"R": 1}, {"R": 1, "L": 1, "M": 1},
              {"R": 1.0, "L": 1}, {"R": True, "L": 1}, [1, 2], 2]
)  # fmt: skip
def test_platysma_bands_are_one_or_two_on_each_side(bands):
    with pytest.raises(CaseError, match="bands"):
        read(case(areas=[area("platysma", bands=bands)]))


def test_platysma_bands_are_kept_by_side():
    whole = read(case(areas=[area("platysma", bands={"L": 2, "R": 1})]))
    assert whole.areas[0].bands == (1, 2)


@pytest.mark.parametrize(
    ("born_on", "on", "age"),
    [
        (date(1998, 4, 2), date(2026, 11, 20), 28),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2000, 12, 31), date(2026, 1, 1), 25),
    ],
)
def test_age_is_counted_in_whole_years_on_the_day(born_on, on, age):
    assert years_between(born_on, on) == age


def test_a_birth_date_replaces_the_age():
    table = case(born_on=date(1998, 4, 2))
    del table["patient"]["age_years"]
    assert read(table).patient.age_years == 28
    assert read(case(born_on=date(1998, 4, 2), age_years=28)).patient.age_years == 28


def test_a_missing_answer_is_none_and_an_empty_one_is_a_no():
    table = case()
    del table["history"]["medicines"]
    history = read(table).history
    assert history.medicines is None
    assert history.conditions == ()


def test_goals_may_be_left_out_and_mean_the_mildest_reading():
    table = case()
    del table["goals"]
    goals = read(table).goals
    assert (goals.technique, goals.movement) == ("auto", "natural")
    assert not goals.drastic_change
    assert not goals.deep_folds
    assert not goals.estimate


def test_muscle_mass_may_be_left_out_and_means_average():
    wish = {"id": "glabella", "severity_at_rest": 0, "severity_at_contraction": 2}
    assert read(case(areas=[wish])).areas[0].muscle_mass == "average"


def test_an_earlier_treatment_may_name_areas_without_units():
    earlier = {**EARLIER, "areas": ["glabella", "chin"]}
    history = read(case(first_treatment=False, previous=[earlier])).history
    assert history.previous[0].units == (("glabella", None), ("chin", None))


def test_today_itself_is_no_future():
    told = plan(
        case(
            first_treatment=False,
            previous=[{**EARLIER, "on": ON}],
            recent_procedures=[{**LASER, "on": ON}],
            event_on=ON,
        )
    )
    assert told.status == "needs_review"


@pytest.mark.parametrize("key", ["k" * 3000, "a\nb", "\x1b[31mred", "\u202eevil"])
def test_a_hostile_key_is_shortened_and_cannot_write_on_the_terminal(key):
    with pytest.raises(CaseError) as refusal:
        read({**case(), key: 1})
    told = str(refusal.value)
    assert told.isprintable()
    assert len(told) < 490
    assert "allowed here: jurisdiction" in told


@pytest.mark.parametrize(
    "value", ["x" * 100_000, "a\nb" * 100, "\x1b]0;x\x07", [[[1]]] * 999]
)
def test_a_hostile_value_is_shortened_and_cannot_write_on_the_terminal(value):
    with pytest.raises(CaseError) as refusal:
        read({**case(), "product": value})
    told = str(refusal.value)
    assert told.isprintable()
    assert len(told) < 490
    assert "botox-cosmetic" in told


def test_habits_are_recorded_and_bear_on_no_dose():
    table = case()
    table["patient"] |= {"exercise": "high", "smoking": "no"}
    assert read(table).patient.habits == (("exercise", "high"), ("smoking", "no"))
    assert plan(table).lines == plan(case()).lines
    table["patient"]["smoking"] = True
    with pytest.raises(CaseError, match="allowed: no, yes"):
        read(table)


FOLLOWED = {
    "on": date(2026, 7, 1),
    "product": "botox-cosmetic",
    "areas": {"glabella": 20},
}


def followed(**row):
    seen = {"on": date(2026, 7, 15), "area": "glabella", "grade": 2} | row
    table = case()
    table["patient"]["first_treatment"] = False
    table["history"]["previous"] = [FOLLOWED | {"followups": [seen]}]
    return table


def test_graded_follow_ups_are_read_with_the_investigator_as_rater():
    (earlier,) = read(followed()).history.previous
    (seen,) = earlier.followups
    assert (seen.on, seen.area, seen.grade) == (date(2026, 7, 15), "glabella", 2)
    assert seen.rater == "investigator"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"grade": 4}, "grade = 4: allowed: a whole number from 0 to 3"),
        ({"grade": True}, "allowed: a whole number from 0 to 3"),
        ({"area": "forehead"}, "area = 'forehead': allowed: glabella"),
        ({"on": date(2026, 6, 30)}, "allowed: from the day of that treatment"),
        ({"on": date(2027, 6, 30)}, "not after the day of planning"),
        ({"rater": "nurse"}, "allowed: investigator, subject"),
        ({"severity": 1}, "unknown key"),
    ],
)
def test_an_impossible_follow_up_is_refused(row, told):
    with pytest.raises(CaseError, match=re.escape(told)):
        read(followed(**row))
