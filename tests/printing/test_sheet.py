"""The words and numbers of a printed plan."""

from dataclasses import replace

import pytest

from glabella.core.intended_use import INTENDED_USE
from glabella.core.planner.edits import Edits
from glabella.core.sources import Source
from glabella.printing.sheet import sheet_of
from tests.cases import ON, case, plan

UPPER = ("glabella", "forehead", "crows_feet")


def sheet(*args, edits=None, **more):
    return sheet_of(plan(case(*args, **more), edits))


def test_a_labelled_plan_prints_what_the_label_says():
    # BC-DOSE, BC-DIL: glabella 20 units in 5 sites; 100 units in 2.5 mL.
    told = sheet(areas=["glabella"])
    assert told.status_text == "Ready"
    assert told.totals == "20 units of Botox Cosmetic in 5 sites"
    glabella = told.areas[0]
    assert glabella.facts.startswith("Label dose 20 units")
    row = glabella.rows[0]
    assert (row.units, row.ml, row.marks, row.on_mark) == ("4", "0.1", "10", True)
    assert (row.muscle, row.place, row.side) == (
        "corrugator supercilii",
        "medial",
        "right",
    )
    facts = {fact.name: fact.value for fact in told.preparations[0].facts}
    assert facts["Strength"] == "4 units per 0.1 mL"
    assert facts["Draw up"] == "20 units = 0.5 mL = 50 marks (U-100)"


def test_the_day_is_written_so_that_no_country_reads_it_otherwise():
    assert sheet().on == "20 November 2026"
    assert sheet().on_iso == ON.isoformat()
    assert {d.name for d in sheet().dates} == {"Next treatment not before"}


def test_an_event_prints_the_last_sensible_day():
    names = [fact.name for fact in sheet(event_on=ON.replace(year=2027)).dates]
    assert names[1:] == ["Event", "Treat by", "Review on"]


def test_the_head_names_the_person_by_what_the_case_holds_and_no_more():
    told = sheet(sex="male", age_years=52, skin_type="III", first_treatment=False)
    assert told.person == "Male, 52 years, treated before, skin type III"
    assert told.title == "Treatment plan"


def test_wishes_that_change_the_plan_are_told():
    told = sheet(technique="auto", deep_folds=True, prevention=True, estimate=True)
    assert told.wish == (
        "Wish: technique left to the plan, natural movement, deep folds, prevention, "
        "estimates allowed"
    )


def test_a_plan_without_a_label_dose_says_so_first():
    told = sheet(areas=["chin"])
    assert told.areas[0].facts.startswith("No label dose")
    assert told.areas[0].facts.endswith("off label")


def test_the_way_to_a_low_dose_is_told_in_one_sentence():
    told = sheet(areas=UPPER, technique="baby")
    glabella = told.areas[0]
    assert "\N{MULTIPLICATION SIGN} 0.5 for technique: baby" in glabella.built
    assert glabella.built.endswith("10 units over 5 sites.")
    assert "muscle mass: average" in told.built_common
    assert "muscle mass" not in glabella.built


def test_with_one_area_everything_unchanged_is_told_there():
    told = sheet(areas=["glabella"])
    assert told.built_common == ""
    assert "unchanged (\N{MULTIPLICATION SIGN} 1) by" in told.areas[0].built


def test_a_volume_that_no_mark_meets_is_marked():
    told = sheet(areas=["glabella"], edits=Edits(units={"glabella/procerus-M": 4.33}))
    marked = [row.muscle for row in told.areas[0].rows if not row.on_mark]
    assert marked == ["procerus"]
    assert told.off_mark


def test_speywood_units_are_called_so():
    assert "Speywood units of Azzalure" in sheet("azzalure").totals


def test_droplets_are_counted_in_the_table():
    rows = sheet(areas=["micro_upper"], technique="skin").areas[0].rows
    assert any("22 droplets" in row.place for row in rows)


def test_what_was_not_read_stays_open():
    made = plan(case(areas=["glabella"]))
    bare = replace(
        made,
        lines=tuple(
            replace(
                line, sites=tuple(replace(site, volume_ml=None) for site in line.sites)
            )
            for line in made.lines
        ),
        preparations=tuple(
            replace(
                p,
                vials=(),
                diluent_ml=None,
                units_per_tenth_ml=None,
                total_volume_ml=None,
                syringe_marks_u100=None,
                left_over_units=None,
                use_within_basis="ours",
            )
            for p in made.preparations
        ),
    )
    told = sheet_of(bare)
    assert {(row.ml, row.marks) for row in told.areas[0].rows} == {("open", "open")}
    facts = {fact.name: fact.value for fact in told.preparations[0].facts}
    assert facts == {
        "Vials": "not read",
        "Diluent": "not read",
        "Strength": "not read",
        "Draw up": "20 units; volume open",
        "Use within": "24 hours (our own choice)",
        "Left over": "unknown",
    }
    assert not told.off_mark


def test_a_liquid_needs_no_diluent():
    facts = {f.name: f.value for f in sheet("alluzience").preparations[0].facts}
    assert facts["Diluent"] == "none, ready to use"


def test_what_only_grade_d_supports_is_marked_everywhere():
    made = plan(case(areas=["glabella"]))
    told = sheet_of(made)
    assert not told.areas[0].weak
    weakened = tuple(
        Source(s.key, s.title, s.address, s.kind, "D") for s in made.citations
    )
    weak = sheet_of(replace(made, citations=weakened))
    assert weak.areas[0].weak
    assert weak.preparations[0].weak
    assert all(row.weak for row in weak.areas[0].rows)
    assert weak.has_weak


def test_sources_keep_their_grade_and_only_web_addresses_are_links():
    citations = {c.key: c for c in sheet(areas=["glabella"]).citations}
    assert citations["BC-DOSE"].grade == "A"
    assert citations["BC-DOSE"].address.startswith("https://")
    assert citations["GLABELLA"].address == ""


def test_a_blocked_plan_prints_the_block_and_nothing_to_act_on():
    told = sheet(areas=UPPER, pregnant=True, medicines=["aspirin"])
    assert told.status_text == "Blocked: do not treat"
    assert told.notes[0].severity == "block"
    assert (told.areas, told.preparations, told.fits, told.dates) == ((), (), (), ())
    assert told.totals == ""
    noted = {key for note in told.notes for key in note.sources}
    assert {citation.key for citation in told.citations} == noted


@pytest.mark.parametrize("technique", ["standard", "baby", "auto"])
def test_every_sheet_carries_the_intended_use_word_for_word(technique):
    assert sheet(technique=technique).intended_use == INTENDED_USE
