"""``glabella plan``: exit codes, JSON, tables and files."""

import json
from pathlib import Path

import pytest

from glabella.core.intended_use import INTENDED_USE
from tests.cases import ON, area, case, document


@pytest.mark.parametrize(
    ("table", "code", "status"),
    [
        (case(), 0, "ok"),
        (case(medicines=["aspirin"]), 0, "needs_review"),
        (case(pregnant=True), 3, "blocked"),
        (case("myobloc"), 3, "blocked"),
        (case("daxxify", ["chin"]), 3, "blocked"),
    ],
    ids=["ready", "needs review", "pregnant", "not aesthetic", "no dose"],
)
def test_the_exit_code_tells_the_status(glabella, case_file, table, code, status):
    done = glabella("plan", case_file(table), "--json")
    assert done.code == code
    assert json.loads(done.out)["status"] == status
    assert done.err == ""


@pytest.mark.parametrize(("table", "code"), [(case(), 0), (case(pregnant=True), 3)])
def test_the_table_has_the_same_exit_code_as_the_json(glabella, case_file, table, code):
    done = glabella("plan", case_file(table))
    assert done.code == code
    assert done.out
    assert done.err == ""


FORECAST = {"lines", "citations"}
"""What the forecasts add to the document of the plan alone."""


def test_every_line_is_forecast_with_sources_that_are_listed(glabella, case_file):
    table = case(areas=["glabella", "forehead"], technique="auto")
    told = json.loads(glabella("plan", case_file(table), "--json").out)
    listed = {source["key"] for source in told["citations"]}
    for line in told["lines"]:
        assert line["forecast"]["basis"] == "trials"
        assert "TRIALS" in line["forecast"]["sources"]
        assert set(line["forecast"]["sources"]) <= listed


def test_the_json_is_the_document_and_nothing_else(glabella, case_file):
    table = case(areas=["glabella", "forehead"], technique="auto")
    done = glabella("plan", case_file(table), "--json")
    told, planned = json.loads(done.out), document(table)
    assert [line | {"forecast": None} for line in told["lines"]] == planned["lines"]
    cited = planned["citations"]
    assert told["citations"][: len(cited)] == cited
    rest = {key: value for key, value in planned.items() if key not in FORECAST}
    assert {key: told[key] for key in rest} == rest
    assert done.out.endswith("}\n")
    assert len(done.out.splitlines()) == 1


def test_the_json_is_strict_and_reads_in_any_encoding(glabella, case_file):
    table = case(medicines=["Fußcreme Ωé漢"])
    done = glabella("plan", case_file(table), "--json")
    for word in ("NaN", "Infinity"):
        assert word not in done.out
    assert done.out.isascii()
    assert "Fußcreme" in json.dumps(json.loads(done.out), ensure_ascii=False)


def test_the_same_file_gives_the_same_answer_twice(glabella, case_file):
    path = case_file(case(areas=["glabella", "micro_upper"]))
    first, again = (glabella("plan", path, "--json").out for _ in range(2))
    assert first == again


def test_the_table_names_sites_units_preparation_sources_and_the_intended_use(
    glabella, case_file, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "200")
    done = glabella("plan", case_file(case(medicines=["aspirin"])))
    told = " ".join(done.out.split())
    for words in (
        "Needs review", "corrugator-medial", "procerus", "aspirin", "caution",
        "Prepare for Glabella (frown lines): 20 units", "2027-02-18", "BC-DOSE",
        " ".join(INTENDED_USE.split())[:60],
    ):  # fmt: skip
        assert words in told, words


def test_a_blocked_table_says_why_and_shows_no_dose(glabella, case_file):
    done = glabella("plan", case_file(case(pregnant=True)))
    assert "Blocked" in done.out
    assert "do not treat" in done.out
    assert "procerus" not in done.out
    assert "Prepare for" not in done.out


def test_markup_in_a_history_is_printed_as_text(glabella, case_file):
    recent = {"kind": "[red]laser[/red] [/]", "on": ON, "areas": []}
    done = glabella("plan", case_file(case(recent_procedures=[recent])))
    assert done.code == 0
    assert "[red]laser[/red] [/]" in done.out


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_page_is_written_beside_the_answer(glabella, case_file, tmp_path, kind):
    target = tmp_path / f"plan.{kind}"
    done = glabella("plan", case_file(), "--json", f"--{kind}", target)
    assert done.code == 0
    assert json.loads(done.out)["status"] == "ok"
    start = {"html": b"<!", "pdf": b"%PDF-"}[kind]
    assert target.read_bytes().lstrip().lower().startswith(start.lower())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case.toml", f"plan.{kind}"]


def test_a_blocked_plan_is_written_as_a_page_too(glabella, case_file, tmp_path):
    target = tmp_path / "plan.html"
    done = glabella("plan", case_file(case(pregnant=True)), "--html", target)
    assert done.code == 3
    assert "Pregnant" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_place_that_cannot_be_written_is_refused_in_one_line(
    glabella, case_file, tmp_path, kind
):
    done = glabella("plan", case_file(), "--json", f"--{kind}", "/nonexistent/plan")
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert "/nonexistent/plan" in done.err


def test_one_page_that_fails_leaves_neither(glabella, case_file, tmp_path):
    good = tmp_path / "plan.html"
    done = glabella("plan", case_file(), "--html", good, "--pdf", "/nonexistent/x.pdf")
    assert done.code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["case.toml"]


def test_a_folder_in_the_place_of_the_page_leaves_nothing_half_done(
    glabella, case_file, tmp_path
):
    folder = tmp_path / "plan.html"
    folder.mkdir()
    done = glabella("plan", case_file(), "--html", folder)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["case.toml", "plan.html"]


def test_the_case_file_is_never_overwritten_by_its_own_plan(glabella, case_file):
    path = case_file()
    before = path.read_bytes()
    done = glabella("plan", path, "--html", path)
    assert done.code == 2
    assert path.read_bytes() == before


def test_one_place_for_two_pages_is_refused(glabella, case_file, tmp_path):
    target = tmp_path / "plan"
    done = glabella("plan", case_file(), "--html", target, "--pdf", target)
    assert done.code == 2
    assert not target.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "a.toml", "b.toml"),
        ("plan", "a.toml", "--bogus"),
        ("plann",),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_two(glabella, arguments):
    done = glabella(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    assert len(done.err) < 500


def test_help_names_the_intended_use(glabella):
    done = glabella("--help")
    assert done.code == 0
    assert "Not cleared" in " ".join(done.out.split())
    assert "plan" in done.out


def test_a_whole_plan_with_many_areas_prints(glabella, case_file):
    areas = [area(key) for key in ("glabella", "crows_feet", "micro_upper", "chin")]
    done = glabella("plan", case_file(case(areas=areas, technique="auto")))
    assert done.code == 0
    assert done.out.count("Prepare for") == 2


def test_nothing_is_written_where_no_page_was_asked_for(
    glabella, case_file, tmp_path, monkeypatch
):
    path = case_file()
    monkeypatch.chdir(tmp_path)
    glabella("plan", path, "--json")
    assert list(Path.cwd().iterdir()) == [path]
