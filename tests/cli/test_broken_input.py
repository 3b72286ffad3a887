"""A file that cannot be read or is impossible: one line, exit 2, nothing written."""

from errno import EACCES
from pathlib import Path

import pytest

from tests.cases import case, toml

HEALTHY = toml(case())
LONGEST = 500


def _changed(old, new):
    assert old in HEALTHY, old
    return HEALTHY.replace(old, new)


# what is wrong, the whole file, words that the refusal must hold
IMPOSSIBLE = [
    ("an unknown key", HEALTHY + "colour = 1\n", ("colour", "1", "allowed")),
    ("a typing error", _changed('"pregnant"'[1:-1], "pregnent"), ("pregnent", "allowed")),
    ("an unknown product", _changed("botox-cosmetic", "botax"), ("product", "botax", "letybo")),
    ("an unknown place", _changed('"US"', '"USA"'), ("jurisdiction", "USA", "UK")),
    ("an unknown area", _changed('"glabella"', '"brow"'), ("id", "brow", "glabella")),
    ("an area twice",
     _changed("areas = [", 'areas = [{id = "chin"}, {id = "chin"}, '), ("chin", "twice")),
    ("a grade off its scale", _changed("severity_at_contraction = 2", "severity_at_contraction = 4"),
     ("severity_at_contraction", "4", "0 to 3")),
    ("a fraction of a grade", _changed("severity_at_contraction = 2", "severity_at_contraction = 2.5"),
     ("severity_at_contraction", "2.5", "whole")),
    ("not a number", _changed("age_years = 40", "age_years = nan"), ("age_years", "nan", "0 to 120")),
    ("without end", _changed("age_years = 40", "age_years = -inf"), ("age_years", "inf", "0 to 120")),
    ("a negative age", _changed("age_years = 40", "age_years = -40"), ("age_years", "-40", "0 to 120")),
    ("a fraction of an age", _changed("age_years = 40", "age_years = 17.9"), ("age_years", "17.9", "whole")),
    ("400 digits", _changed("age_years = 40", f"age_years = {'9' * 400}"), ("age_years", "0 to 120")),
    ("5000 hexadecimal digits", _changed("age_years = 40", f"age_years = 0x{'F' * 5000}"),
     ("age_years", "0 to 120")),
    ("age and birthday that disagree", _changed("age_years = 40", "age_years = 40, born_on = 1999-01-01"),
     ("age_years", "40", "disagrees", "27")),
    ("a day in quotes", _changed("on = 2026-11-20", 'on = "2026-11-20"'), ("on", "2026-11-20", "without quotes")),
    ("a day with a time", _changed("on = 2026-11-20", "on = 2026-11-20T10:00:00"), ("on", "without quotes or time")),
    ("a day with an offset", _changed("on = 2026-11-20", "on = 2026-11-20T10:00:00+02:00"),
     ("on", "without quotes or time")),
    ("the last day of the calendar", _changed("on = 2026-11-20", "on = 9999-12-31"), ("on", "9999")),
    ("the first day of the calendar", _changed("on = 2026-11-20", "on = 0001-01-01"), ("on", "0001")),
    ("a birthday to come", _changed("age_years = 40", "born_on = 2027-01-01"), ("born_on", "2027-01-01", "not after")),
    ("a treatment to come",
     _changed("previous = []", 'previous = [{on = 2027-01-01, product = "botox", areas = ["chin"]}]'),
     ("previous[0].on", "2027-01-01", "not after")),
    ("a procedure planned in years",
     _changed("recent_procedures = []", 'recent_procedures = [{kind = "laser", on = 2029-01-01}]'),
     ("recent_procedures[0].on", "2029-01-01", "not after")),
    ("a first treatment with an earlier one",
     _changed("previous = []", 'previous = [{on = 2025-01-01, product = "botox", areas = ["chin"]}]'),
     ("first_treatment", "previous")),
    ("a text for a yes", _changed("pregnant = false", 'pregnant = "no"'), ("pregnant", "no", "not_applicable")),
    ("a text for a wish", _changed('technique = "standard"', 'technique = "standard", estimate = "yes"'),
     ("estimate", "yes", "true or false")),
    ("a text for a list", _changed("medicines = []", 'medicines = "aspirin"'), ("medicines", "aspirin", "list")),
    ("a number in a list", _changed("medicines = []", "medicines = [5]"), ("medicines", "5", "texts")),
    ("units below nothing",
     _changed("previous = []", 'previous = [{on = 2025-01-01, product = "botox", areas = {chin = -4}}]'),
     ("chin", "-4", "number")),
    ("no area", _changed("areas = [{", "# areas = [{"), ("areas", "missing")),
    ("no product", _changed("product =", "# product ="), ("product", "missing")),
    ("two severities of sweating",
     _changed('id = "glabella", severity_at_rest = 0', 'id = "hh_palm", severity_at_rest = 3'),
     ("severity_at_contraction", "2", "3")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [row[1:] for row in IMPOSSIBLE],
    ids=[row[0].replace(" ", "_") for row in IMPOSSIBLE],
)
def test_an_impossible_case_is_one_line_that_names_key_value_and_what_is_allowed(
    glabella, case_file, tmp_path, content, words
):
    path = case_file(content)
    pages = ("--html", tmp_path / "plan.html", "--pdf", tmp_path / "plan.pdf")
    for arguments in (("--json",), (), pages):
        done = glabella("plan", path, *arguments)
        assert done.code == 2
        assert done.out == ""
        assert len(done.err.splitlines()) == 1
        assert len(done.err) < LONGEST
        for word in words:
            assert word in done.err, word
    assert list(tmp_path.iterdir()) == [path]


# what is wrong, the whole file
UNREADABLE = [
    ("empty", ""),
    ("only a comment", "# nothing\n"),
    ("no TOML", "jurisdiction: US\n"),
    ("an open text", HEALTHY + 'x = "'),
    ("an open table", HEALTHY + "[patient"),
    ("a key twice", HEALTHY + 'product = "letybo"\n'),
    ("a table twice", HEALTHY + "[patient]\nage_years = 30\n"),
    ("JSON", '{"jurisdiction": "US"}'),
    ("binary", bytes(range(256))),
    ("Latin-1", HEALTHY.replace("[]", '["Fußcreme"]', 1).encode("latin-1")),
    ("UTF-16", HEALTHY.encode("utf-16")),
    ("a null character", HEALTHY + "\x00"),
    ("nested lists", "x = " + "[" * 20_000 + "]" * 20_000),
    ("nested lists with spaces", "x = " + "[ " * 20_000),
    ("nested tables", "x = " + "{a = " * 12_000),
    ("a key of many parts", ".".join(["a"] * 40_000) + " = 1\n"),
    ("a heading of many parts", "[" + ".".join(["a"] * 40_000) + "]\nx = 1\n"),
    ("many dots", "." * 90_000),
    ("a megabyte", HEALTHY + "# " + "x" * 1_000_000),
    ("a date that is none", HEALTHY.replace("2026-11-20", "2026-02-30")),
    ("4400 digits", HEALTHY.replace("age_years = 40", f"age_years = {'9' * 4400}")),
]


@pytest.mark.parametrize(
    "content",
    [row[1] for row in UNREADABLE],
    ids=[row[0].replace(" ", "_") for row in UNREADABLE],
)
def test_an_unreadable_file_is_one_line_and_nothing_is_written(
    glabella, case_file, tmp_path, content
):
    path = case_file(content)
    done = glabella("plan", path, "--json", "--html", tmp_path / "plan.html")
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert done.err.startswith("glabella: ")
    assert len(done.err) < LONGEST
    assert done.err.strip().isprintable()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_is_named(glabella, tmp_path):
    done = glabella("plan", tmp_path / "nobody.toml", "--json")
    assert (done.code, done.out) == (2, "")
    assert "nobody.toml" in done.err
    assert len(done.err.splitlines()) == 1


def test_a_folder_is_no_case(glabella, tmp_path):
    done = glabella("plan", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_a_file_that_may_not_be_read_is_refused(glabella, case_file, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(EACCES, "Permission denied")

    path = case_file()
    monkeypatch.setattr(Path, "open", refused)
    done = glabella("plan", path)
    assert (done.code, done.out) == (2, "")
    assert "Permission denied" in done.err


def test_a_file_without_end_is_not_read_to_its_end(glabella):
    done = glabella("plan", "/dev/zero", "--json")
    assert (done.code, done.out) == (2, "")
    assert "larger than" in done.err


def test_a_path_with_a_line_break_stays_on_one_line(glabella, tmp_path):
    done = glabella("plan", tmp_path / "a\nb\x1b[31m.toml")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert "\x1b" not in done.err


def test_a_very_long_path_is_shortened(glabella):
    done = glabella("plan", "/" + "x" * 3000)
    assert done.code == 2
    assert len(done.err) < LONGEST


def test_a_byte_order_mark_is_no_reason_to_refuse(glabella, case_file):
    done = glabella("plan", case_file(b"\xef\xbb\xbf" + HEALTHY.encode()), "--json")
    assert done.code == 0


def test_line_ends_of_windows_are_read(glabella, case_file):
    done = glabella("plan", case_file(HEALTHY.replace("\n", "\r\n").encode()), "--json")
    assert done.code == 0


@pytest.mark.parametrize(
    "text",
    [
        "." * 20_000, "\n".join(["."] * 9_000), "zzyzx " * 12_000, "a," * 30_000,
        "no " * 20_000, "5 mg " * 12_000, "ﷺ" * 9_000, "\u202e" * 9_000,
    ],
    ids=["dots", "lines", "words", "commas", "denials", "doses", "ligatures", "turned"],
)  # fmt: skip
def test_a_history_of_many_pages_is_weighed_without_hanging(glabella, case_file, text):
    done = glabella("plan", case_file(case(conditions=[text])), "--json")
    assert done.code in {0, 2}
    assert len(done.err.splitlines()) == (1 if done.code == 2 else 0)
