"""The check: the project's evidence is sound, and each kind of fault is found."""

import pytest

from glabella.evidence import catalogue
from glabella.evidence.check import check

PRODUCT, AREA = "products/testox.toml", "areas/glabella.toml"
LABELS, SITES = "sources/labels.toml", "sites/glabella.toml"


def test_the_project_s_own_evidence_is_sound():
    report = check()
    assert report.problems == ()
    assert (report.sources, report.products, report.areas) == (488, 13, 25)
    assert sum(report.by_grade.values()) == report.values
    known = [v for _, v in catalogue.all_values() if v.basis != "gap"]
    assert report.values == len(known)


def test_a_sound_folder_has_no_problems(evidence):
    report = check(evidence)
    assert report.problems == ()
    assert (report.values, report.sources, report.products, report.areas) == (
        8,
        5,
        1,
        1,
    )
    assert report.by_grade == {"A": 4, "C": 2, "D": 1, "ours": 1}


# name, file, what stands there, what is written instead, what the check says
FAULTS = [
    ("no source", PRODUCT, 'sources = ["PAPER", "LABEL"]', "sources = []", "(label_dose): no source"),
    ("unknown source", PRODUCT, '["PAPER", "LABEL"]', '["PAPER", "LABLE"]', "(label_dose): unknown source LABLE"),
    ("no address", LABELS, "https://paper.example/1", "", "PAPER: no address"),
    ("source without grade", LABELS, 'grade = "C"', 'grade = "E"', "PAPER: grade: unknown: 'E'"),
    ("machine-written yet graded", LABELS, 'grade = "A"', 'grade = "A"\nmachine_written = true', "LABEL: machine-written"),
    ("ours twice", LABELS, 'grade = "C"', 'grade = "ours"', "PAPER: only GLABELLA"),
    ("source twice", "sources/ours.toml", "[GLABELLA]", '[PAPER]\ntitle = "x"\naddress = "y"\nkind = "z"\ngrade = "C"\n[GLABELLA]', "PAPER: is there twice"),
    ("unknown key", AREA, 'key = "range"', 'key = "rnge"', "value 1 (rnge): unknown key"),
    ("unknown unit", AREA, 'unit = "units"\nrange', 'unit = "unit"\nrange', "(range): unknown unit 'unit'"),
    ("wrong type", AREA, "value = [10, 40]", "value = 10", "(range): its value is no list"),
    ("number off its range", AREA, "range = [5, 60]", "range = [15, 60]", "(range): 10 is outside its range 15 to 60"),
    ("units off their range", PRODUCT, "range = [10, 40]", "range = [30, 40]", "(label_dose): 20 is outside its range 30 to 40"),
    ("infinite number", AREA, "value = [10, 40]", "value = [10, inf]", "inf is outside its range"),
    ("range that is none", AREA, "range = [5, 60]", "range = [5]", "range: is not [low, high]"),
    ("unknown area", PRODUCT, 'area = "glabella"', 'area = "glabela"', "unknown area 'glabela'"),
    ("unknown unit family", AREA, 'unit_family = "ona"\nvalue = [', 'unit_family = "onna"\nvalue = [', "unknown unit family 'onna'"),
    ("unknown jurisdiction", PRODUCT, 'jurisdictions = ["US"]', 'jurisdictions = ["USA"]', "unknown jurisdiction 'USA'"),
    ("grade too good", AREA, 'grade = "C"', 'grade = "A"', "(range): grade A, but its best source is C"),
    ("grade not the best", PRODUCT, 'sources = ["PAPER", "LABEL"]\ngrade = "A"', 'sources = ["PAPER", "LABEL"]\ngrade = "C"', "grade C, but its best source is A"),
    ("unknown grade", AREA, 'grade = "C"', 'grade = "X"', "grade: unknown: 'X'"),
    ("unknown basis", AREA, 'grade = "C"\nbasis = "read"', 'grade = "C"\nbasis = "red"', "basis: unknown: 'red'"),
    ("weak source alone", AREA, 'sources = ["PAPER"]\ngrade = "C"', 'sources = ["BLOG"]\ngrade = "D"', "(range): only weak"),
    ("machine-written alone", AREA, 'sources = ["PAPER"]\ngrade = "C"', 'sources = ["ROBOT"]\ngrade = "D"', "(range): only weak"),
    ("background by its key", AREA, 'sources = ["BLOG"]\ngrade = "D"\nbasis = "background"', 'sources = ["PAPER"]\ngrade = "C"\nbasis = "read"', "background by its key"),
    ("ours without saying so", AREA, 'grade = "ours"\nbasis = "ours"', 'grade = "ours"\nbasis = "read"', "(placement_note): only weak"),
    ("ours on another's name", AREA, 'sources = ["GLABELLA"]', 'sources = ["PAPER"]', "(placement_note): ours, but"),
    ("value of a gap", PRODUCT, 'basis = "gap"', 'value = { hours = 24 }\nbasis = "gap"', "a gap has no value"),
    ("gap without a word", PRODUCT, 'note = "Not read."', 'note = ""', "(use_within): a gap without a note"),
    ("value without a value", AREA, "value = [10, 40]\n", "", "(range): value: is missing"),
    ("no table", PRODUCT, "value = { days = 90 }", "value = 90", "interval: value: is not a table"),
    ("no length of time", PRODUCT, "value = { days = 90 }", "value = {}", "not one of days, weeks, months"),
    ("half a day", PRODUCT, "{ days = 90 }", "{ days = 90.5 }", "days: is not whole: 90.5"),
    ("a misspelt planning field", PRODUCT, "{ days = 90 }", "{ days = 90, day = 1 }", "interval: day: unknown field"),
    ("a negative dose", PRODUCT, "units = 20,", "units = -20,", "label_dose: units: is not positive: -20"),
    ("no dose", PRODUCT, "units = 20, ", "", "label_dose: units: is missing"),
    ("sites that do not add up", PRODUCT, "sites = 5", "sites = 6", "label_dose of glabella: 6 sites of 4 are not 20"),
    ("a dilution that does not divide", PRODUCT, "diluent_ml = 1.25", "diluent_ml = 2.5", "dilution: 20 units per mL are not 40"),
    ("an unknown class", PRODUCT, '["hypersensitivity"]', '["hypersensitivty"]', "contraindication: unknown class 'hypersensitivty'"),
    ("a misspelt identity", PRODUCT, 'holder = "Maker"', 'holder = "Maker"\nholders = "x"', "holders: unknown field"),
    ("no identity", PRODUCT, 'holder = "Maker"\n', "", "holder: is missing"),
    ("another's key", PRODUCT, 'key = "testox"', 'key = "other"', "key: is 'other', not the file's name"),
    ("authorised nowhere known", PRODUCT, 'authorised = ["US"]', 'authorised = ["USA"]', "authorised: unknown jurisdiction 'USA'"),
    ("authorised by nobody", PRODUCT, 'authorised_sources = ["LABEL"]', "authorised_sources = []", "authorised_sources: no source"),
    ("unknown muscle", AREA, '["procerus"]', '["procerous"]', "muscles: unknown muscle 'procerous'"),
    ("another area's id", AREA, 'id = "glabella"', 'id = "chin"', "id: is 'chin', not the file's name"),
    ("unknown source of a site", SITES, 'sources = ["PAPER"]', 'sources = ["PAPPER"]', "sites/glabella.toml: patterns: unknown source PAPPER"),
    ("unknown source of a zone", "face/zones.json", "PAPER", "PAPPER", "face/zones.json: unknown source PAPPER"),
    ("no TOML", AREA, "[[values]]", "[[values]", "areas/glabella.toml"),
    ("no registry of keys", "keys.toml", 'type = "table"', 'type = "tabel"', "keys.toml: "),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [row[1:] for row in FAULTS],
    ids=[row[0] for row in FAULTS],
)
def test_a_fault_is_told_with_its_file(evidence, file, old, new, told):
    path = evidence / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(evidence).problems
    assert any(told in problem for problem in problems), problems
    named = [problem for problem in problems if told in problem]
    assert all(file.rpartition("/")[2] in problem for problem in named)


def test_an_unknown_field_of_a_value_is_refused(evidence):
    path = evidence / AREA
    text = path.read_text(encoding="utf-8").replace("plain_name", "nte = 1\nplain_name")
    path.write_text(f'{text}nte = "x"\n', encoding="utf-8")
    assert any("nte: unknown field" in problem for problem in check(evidence).problems)


def test_every_fault_of_a_folder_is_told_at_once(evidence):
    for file, old, new in (
        (PRODUCT, '["PAPER", "LABEL"]', '["LABLE"]'),
        (AREA, 'key = "range"', 'key = "rnge"'),
    ):
        path = evidence / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = "\n".join(check(evidence).problems)
    assert "LABLE" in problems
    assert "rnge" in problems


def test_a_class_that_labels_name_must_be_in_the_vocabulary(evidence):
    folder = evidence / "screening" / "vocabulary"
    folder.mkdir(parents=True)
    text = '[als]\nname = "ALS"\nsources = ["PAPPER"]\n'
    (folder / "conditions.toml").write_text(text, encoding="utf-8")
    unknown, missing = check(evidence).problems
    assert unknown == "screening/vocabulary/conditions.toml: als: unknown source PAPPER"
    assert "no class albumin" in missing
    assert " als," not in missing
