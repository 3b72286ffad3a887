"""A forecast as charts and words: what is drawn is what the document says."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from glabella.drawing.forecast import Calendar, chart, compact, main_kind, sparkline
from glabella.drawing.forecast_words import (
    columns,
    days_note,
    split_text,
    summary,
    table,
)
from glabella.drawing.outlook import (
    at,
    in_ten,
    outlook_of,
    range_text,
    tenths,
    together,
    weeks,
    window,
)
from tests.forecasts import moment, sample, shape_sample, silent, sweat_sample

SVG = "{http://www.w3.org/2000/svg}"
CALENDAR = Calendar(date(2026, 11, 20), date(2027, 2, 18))
"""90 days between them, as the label of Botox Cosmetic asks."""
HOSTILE = '"><script>alert(1)</script>&'


def drawn(kind="contraction", calendar=CALENDAR, *, rail=True, area="Glabella", **more):
    outlook = outlook_of(sample(**more))
    return ET.fromstring(  # noqa: S314  our own text
        chart(outlook, kind, calendar, area=area, rail=rail)
    )


def of_class(root, name):
    return [part for part in root.iter() if part.get("class") == name]


def places(path):
    """The places of a path that is made of straight lines."""
    pairs = re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))
    return [(float(x), float(y)) for x, y in pairs]


def texts(root):
    return [part.text for part in root.iter(f"{SVG}text")]


def y_of(root, words):
    (found,) = [part for part in root.iter(f"{SVG}text") if part.text == words]
    return float(found.get("y"))


def test_grades_stand_in_words_and_figures_severe_above_none():
    root = drawn()
    named = ["severe 3", "moderate 2", "mild 1", "none 0"]
    heights = [y_of(root, words) for words in named]
    assert heights == sorted(heights)
    steps = [b - a for a, b in pairwise(heights)]
    assert max(steps) - min(steps) <= 0.21


def test_the_curve_runs_where_the_document_says():
    root = drawn()
    (median,) = of_class(root, "median")
    line = places(median)
    none, severe = y_of(root, "none 0"), y_of(root, "severe 3")
    told = sample()
    start, lowest = line[0][1] + 4, max(y for _, y in line) + 4
    assert (none - start) / (none - severe) * 3 == pytest.approx(2.4, abs=0.03)
    deepest = min(told["severity_in_contraction"]["median"])
    assert (none - lowest) / (none - severe) * 3 == pytest.approx(deepest, abs=0.03)


def test_bands_are_nested_around_the_curve():
    root = drawn()
    (wide,), (half,) = of_class(root, "band90"), of_class(root, "band50")
    (median,) = of_class(root, "median")
    count = len(places(median))

    def edges(path):
        spots = places(path)
        upper = [y for _, y in spots[:count]]
        return upper, [y for _, y in reversed(spots[count:])]

    (high90, low90), (high50, low50) = edges(wide), edges(half)
    middle = [y for _, y in places(median)]
    rows = list(zip(high90, high50, middle, low50, low90, strict=True))
    assert rows
    assert all(list(row) == sorted(row) for row in rows)


def test_the_outer_band_is_told_by_its_dashes_and_not_by_its_shade_alone():
    dashes = [part.get("stroke-dasharray") for part in of_class(drawn(), "edge")]
    assert dashes == ["2 2", None]


def test_peak_and_half_gone_lie_on_the_curve_at_their_weeks():
    root = drawn()
    (median,) = of_class(root, "median")
    weeks_at = {
        part.text: float(part.get("x"))
        for part in root.iter(f"{SVG}text")
        if part.text.isdigit()
    }
    per_week = (weeks_at["32"] - weeks_at["8"]) / 24
    peak, *_ = of_class(root, "mark peak")
    x, y = places(peak)[0]
    assert (x + 4.5 - weeks_at["0"]) / per_week == pytest.approx(24 / 7, abs=0.1)
    line = places(median)
    sides = [pair for pair in pairwise(line) if pair[0][0] <= x + 4.5 <= pair[1][0]]
    low, high = sorted(spot[1] for spot in sides[0])
    assert low - 0.1 <= y <= high + 0.1


def test_the_days_that_matter_are_said_with_their_ranges():
    said = texts(drawn())
    for words in (
        "from day 1 to 4; most by day 10",
        "week 3 (3 to 4)",
        "week 10 (7 to 14)",
        "week 26 (19 to 34)",
        "18 Feb 2027 (label)",
    ):
        assert words in said


def test_every_sign_has_a_shape_of_its_own():
    signs = {}
    for part in drawn().iter(f"{SVG}path"):
        kind = (part.get("class") or "").removeprefix("mark ")
        if kind != part.get("class"):
            shape = re.sub(r"^M[-\d.]+ [-\d.]+", "", part.get("d"))
            signs.setdefault(kind, set()).add(shape)
    assert set(signs) == {"onset", "peak", "half", "all", "label"}
    assert all(len(shapes) == 1 for shapes in signs.values())
    assert len(set.union(*signs.values())) == len(signs)


def test_without_a_label_interval_there_is_no_earliest_date():
    root = drawn(calendar=Calendar(CALENDAR.on))
    assert of_class(root, "next") == []
    assert "not before" not in texts(root)


def test_weeks_carry_their_dates():
    said = texts(drawn())
    assert "20 Nov" in said
    assert "15 Jan" in said


def test_an_extrapolated_curve_is_dashed_and_says_so():
    root = drawn(basis="extrapolated")
    (median,) = of_class(root, "median")
    assert median.get("stroke-dasharray")
    assert "Extrapolated." in root.get("aria-label")
    (known,) = of_class(drawn(), "median")
    assert known.get("stroke-dasharray") is None


@pytest.mark.parametrize("kind", ["contraction", "rest", "movement", "chance"])
def test_every_chart_tells_itself_in_words(kind):
    root = drawn(kind)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title").text
    assert title.endswith(": Glabella")
    assert root.get("aria-label").startswith(f"{title}. Median")
    assert "in week 12" in root.find(f"{SVG}desc").text


def test_a_chart_ends_when_most_have_lost_the_effect():
    assert outlook_of(sample()).last_day == 280
    brief = outlook_of(sample(gone_day=moment(60, 50, 70, 40, 90)))
    assert brief.last_day == 168
    endless = outlook_of(sample(gone_day=moment(None, None, None, 300, None)))
    assert endless.last_day == endless.days[-1]


def test_charts_beside_each_other_share_their_weeks():
    told = {
        "glabella": outlook_of(sample()),
        "forehead": outlook_of(sample(gone_day=moment(60, 50, 70, 40, 90))),
        "crows_feet": outlook_of(silent()),
    }
    shared = together(told)
    assert list(shared) == list(told)
    assert {shared[area].last_day for area in ("glabella", "forehead")} == {280}
    assert shared["crows_feet"] == told["crows_feet"]
    assert together({"crows_feet": told["crows_feet"]}) == {
        "crows_feet": told["crows_feet"]
    }


def test_a_range_without_an_end_is_said_to_be_open():
    said = texts(drawn(half_gone_day=moment(150, 110, None, 80, None)))
    assert "week 21 (16 or later)" in said
    said = texts(drawn(gone_day=moment(None, None, None, None, None)))
    assert "not within the forecast" in said


def test_what_most_people_never_reach_tells_how_many_do():
    never = {**moment(70, 49, 98, 30, 150), "chance": 0.62}
    assert "week 10 (7 to 14), 62 % of people" in texts(drawn(half_gone_day=never))
    usual = {**moment(70, 49, 98, 30, 150), "chance": 0.98}
    assert "week 10 (7 to 14)" in texts(drawn(half_gone_day=usual))


def test_hostile_names_stay_text():
    root = drawn(area=HOSTILE)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text.endswith(HOSTILE)
    spark = ET.fromstring(sparkline(outlook_of(sample()), HOSTILE))  # noqa: S314
    assert spark.get("aria-label") == HOSTILE


def test_the_chart_for_paper_is_whole():
    root = ET.fromstring(  # noqa: S314
        compact(outlook_of(sample()), CALENDAR, area="Glabella")
    )
    assert {"none 0", "severe 3", "weeks"} <= set(texts(root))
    assert len(of_class(root, "next")) == 1
    _, _, width, height = map(float, root.get("viewBox").split())
    for part in root.iter(f"{SVG}text"):
        assert 0 <= float(part.get("x")) <= width
        assert 0 <= float(part.get("y")) <= height


def test_sweating_shows_the_sweat_that_is_left():
    outlook = outlook_of(sweat_sample())
    assert main_kind(outlook) == "skin"
    assert columns(outlook) == (("skin", "Sweat left"),)
    root = ET.fromstring(  # noqa: S314
        chart(outlook, "skin", CALENDAR, area="Underarm", rail=True)
    )
    assert root.find(f"{SVG}title").text == "Sweat left: Underarm"
    assert {"0 %", "50 %", "100 %"} <= set(texts(root))


def test_a_muscle_that_is_treated_for_its_shape_shows_its_mass():
    outlook = outlook_of(shape_sample())
    assert main_kind(outlook) == "mass"
    assert [kind for kind, _ in columns(outlook)] == ["movement", "mass"]
    assert re.match(
        r"Muscle thinnest about week 10, at \d\d % of before "
        r"\(half of people: \d\d to \d\d %\); movement kept about 34 % at 4 weeks; half of the effect is over",
        summary(outlook),
    )
    lines = outlook_of(sample(muscle_mass=shape_sample()["muscle_mass"]))
    assert "mass" not in {kind for kind, _ in columns(lines)}


def test_a_curve_that_is_not_there_is_not_drawn():
    assert not outlook_of(silent()).has_curve
    with pytest.raises(KeyError):
        chart(outlook_of(sweat_sample()), "rest", CALENDAR, area="Underarm")


# --- words ----------------------------------------------------------------------


def test_the_sentence_counts_people_out_of_ten():
    assert summary(outlook_of(sample())) == (
        "About 6 in 10 people none or mild at 4 weeks (other clinics: 1 to 8 in 10); "
        "none or mild for about 11 weeks (half of people: 6 to 17)"
    )


def test_lines_that_are_mild_anyway_are_told_by_their_movement():
    mild = sample(before=1.2, chance_none_or_mild=[0.9] * len(sample()["days"]))
    assert summary(outlook_of(mild)).startswith("Movement kept about 34 % at 4 weeks")


def test_an_effect_that_outlasts_the_forecast_says_so():
    lasting = outlook_of(
        shape_sample() | {"half_gone_day": moment(None, *(4 * [None]))}
    )
    assert summary(lasting).endswith("less than half of the effect is over by week 52")


def test_sweat_is_told_by_what_is_left():
    assert summary(outlook_of(sweat_sample())).startswith(
        "Sweat left about 34 % at 4 weeks"
    )


def test_the_split_is_said_in_plain_words():
    told = sample(uncertainty={"people": 0.72, "knowledge": 0.28})
    assert split_text(outlook_of(told)) == (
        "Of the spread, 72 % is that people differ and 28 % is what we do not know yet."
    )
    assert split_text(outlook_of(sample(uncertainty=None))) == ""


def test_the_table_says_what_the_document_says():
    told = sample()
    rows = table(outlook_of(told), CALENDAR)
    assert [row.week for row in rows] == [
        "0",
        "1",
        "2",
        "4",
        "8",
        "12",
        "16",
        "20",
        "24",
        "32",
        "40",
    ]
    assert (rows[3].week, rows[3].on) == ("4", "18 Dec")
    column = told["days"].index(28)
    band = told["severity_in_contraction"]
    cell = rows[3].cells[0]
    assert float(cell.middle) == pytest.approx(band["median"][column], abs=0.05)
    low, high = map(float, cell.most.split("\N{EN DASH}"))
    assert low == pytest.approx(band["low90"][column], abs=0.05)
    assert high == pytest.approx(band["high90"][column], abs=0.05)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "fewer than 1 in 20"),
        (0.049, "fewer than 1 in 20"),
        (0.06, "about 1 in 10"),
        (0.5, "about 5 in 10"),
        (0.94, "about 9 in 10"),
        (0.951, "more than 19 in 20"),
    ],
)
def test_a_chance_is_never_made_certain(chance, words):
    assert in_ten(chance) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.64, 0.97, "6 to 10 in 10"),
        (0.69, 0.81, "7 to 8 in 10"),
        (0.6, 0.6, "6 in 10"),
        (0.0, 0.05, "0 to 1 in 10"),
    ],
)
def test_what_other_clinics_see_is_a_range_in_ten(low, high, words):
    assert tenths(low, high) == words


def test_the_chance_has_a_band_and_its_first_days_are_grey():
    root = drawn("chance", rail=False)
    assert len(of_class(root, "band90")) == 1
    (grey,) = of_class(root, "unsure")
    assert grey.get("d")
    assert of_class(drawn("movement", rail=False), "unsure") == []
    assert of_class(drawn("chance", rail=False, weak_before_day=None), "unsure") == []


def test_no_share_of_people_stands_beside_the_first_change():
    told = sample(onset_day={**moment(2, 1, 3, 1, 4), "chance": 0.66})
    said = texts(
        ET.fromstring(  # noqa: S314  our own text
            chart(outlook_of(told), "contraction", CALENDAR, area="A", rail=True)
        )
    )
    assert "from day 1 to 4; most by day 10" in said
    assert not any("66 %" in words for words in said)


def test_the_date_of_the_label_does_not_run_through_words():
    root = drawn()
    (line,) = of_class(root, "next")
    low = float(line.get("d").rpartition("V")[2])
    words = [float(part.get("y")) for part in root.iter(f"{SVG}text")]
    named = {part.text: float(part.get("y")) for part in root.iter(f"{SVG}text")}
    assert low < named["change"]
    assert low <= max(words)


def test_glands_tell_why_they_have_no_first_change():
    outlook = outlook_of(sweat_sample())
    assert "No record tells" in days_note(outlook)
    root = ET.fromstring(  # noqa: S314  our own text
        chart(outlook, "skin", CALENDAR, area="Underarm", rail=True)
    )
    assert "change" not in texts(root)
    assert "back" in texts(root)
    assert "grade back" in texts(drawn())


def test_early_days_are_days_and_later_ones_weeks():
    assert (weeks(3), weeks(13.4), weeks(14), weeks(98)) == (
        *("day 3", "day 13"),
        *("week 2", "week 14"),
    )
    early = outlook_of(sample()).onset
    assert early is not None
    assert range_text(early, 2, 5) == "2 to 5"
    assert window(1, 3) == "day 1 to 3"
    assert window(2, 2.3) == "day 2"
    assert window(9, 21) == "day 9 to week 3"
    assert window(14, 28) == "week 2 to 4"


@given(
    st.lists(st.floats(0, 3), min_size=2, max_size=8),
    st.floats(0, 1),
)
def test_between_two_days_a_value_lies_between_theirs(values, share):
    days = list(range(0, 7 * len(values), 7))
    for index in range(len(values) - 1):
        found = at(days, values, days[index] + 7 * share)
        low, high = sorted(values[index : index + 2])
        assert low - 1e-9 <= found <= high + 1e-9
