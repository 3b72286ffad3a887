"""``glabella compare``: exit status, JSON, tables and the page."""

import json
from pathlib import Path

import pytest

from glabella.cli.compare import Wish, compare_case
from glabella.core.errors import CaseError, GlabellaError
from tests.cases import area, case

SENTENCE = "Simulated from trials of groups; your patient may differ."
ROOT = Path(__file__).resolve().parent.parent.parent


def run(path, capsys, *, as_json=True, html=None, **wish):
    status = compare_case(
        path, Wish(**{"years": 1, **wish}), as_json=as_json, html=html
    )
    return status, capsys.readouterr().out


def test_the_json_is_the_document_and_nothing_else(case_file, capsys):
    status, out = run(case_file(case(areas=["glabella"])), capsys, optimise=True)
    told = json.loads(out)
    assert status == told["status"] == "ok"
    assert told["sentence"] == SENTENCE
    assert told["years"] == 1
    assert told["untreated"]["key"] == "untreated"
    assert {"baby-4", "standard-16"} <= {row["key"] for row in told["regimens"]}
    assert told["optimised"]["choices"]
    assert "is not recommended" in told["in_short"][0]


def test_nothing_is_searched_unless_asked(case_file, capsys):
    _, out = run(case_file(case()), capsys)
    assert json.loads(out)["optimised"] is None


def test_a_blocked_plan_has_no_regimens_and_writes_nothing(case_file, tmp_path, capsys):
    page = tmp_path / "page.html"
    status, out = run(case_file(case(pregnant=True)), capsys, html=page)
    told = json.loads(out)
    assert status == told["status"] == "blocked"
    assert told["regimens"] == []
    assert any(f["rule"] == "pregnancy" for f in told["findings"])
    assert not page.exists()
    status, out = run(case_file(case(pregnant=True)), capsys, as_json=False)
    assert status == "blocked"
    assert "Blocked" in out


def test_the_table_marks_what_breaks_the_label(case_file, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "180")
    table = case(areas=[area("glabella", 3, 1)], medicines=["aspirin"])
    status, out = run(
        case_file(table), capsys, as_json=False, optimise=True, price_per_unit=10.0
    )
    assert status == "needs_review"
    assert SENTENCE in out
    assert "baby-4 !" in out
    assert "broken" in out
    assert "not recommended" in out
    assert "aspirin" in out
    assert "Worth a look" in out
    assert "3.25 visits and 65 units a year" in out
    assert "Cost a year" in out
    assert "Traceback" not in out


def test_cautions_of_the_plan_are_told(case_file, capsys):
    _, out = run(case_file(case(medicines=["aspirin"])), capsys)
    assert any(f["severity"] == "caution" for f in json.loads(out)["findings"])


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ({"years": 0}, "--years"),
        ({"years": 6}, "--years"),
        ({"price_per_unit": -1.0}, "--price-per-unit"),
        ({"price_per_visit": float("nan")}, "--price-per-visit"),
    ],
)
def test_an_impossible_wish_is_refused_by_name(case_file, capsys, wish, key):
    with pytest.raises(CaseError, match=key):
        run(case_file(case()), capsys, **wish)
    assert capsys.readouterr().out == ""


def test_the_page_is_written_beside_the_output(case_file, tmp_path, capsys):
    page = tmp_path / "page.html"
    _, out = run(case_file(case()), capsys, html=page)
    assert json.loads(out)["status"] == "ok"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in tmp_path.iterdir() if path.name[0] == "."] == []


def test_the_page_never_replaces_the_case(case_file, capsys):
    path = case_file(case())
    before = path.read_bytes()
    with pytest.raises(CaseError, match="case file itself"):
        run(path, capsys, html=path)
    assert path.read_bytes() == before


def test_a_page_that_cannot_be_written_is_one_refusal(case_file, tmp_path, capsys):
    with pytest.raises(GlabellaError, match="cannot be written"):
        run(case_file(case()), capsys, html=tmp_path / "no" / "page.html")
    assert capsys.readouterr().out == ""


def keys_in(content: object) -> set[str]:
    if isinstance(content, dict):
        return set(content).union(*map(keys_in, content.values()))
    if isinstance(content, list):
        return set().union(*map(keys_in, content))
    return set()


def test_every_key_of_the_comparison_is_documented(case_file, capsys):
    table = case(areas=["glabella", "chin"])
    _, out = run(
        case_file(table), capsys, optimise=True, price_per_unit=1.0, price_per_visit=1.0
    )
    page = (ROOT / "docs/reference/compare-json.md").read_text(encoding="utf-8")
    told = json.loads(out)
    for choice in (*told["optimised"]["picks"], *told["optimised"]["choices"]):
        del choice["units"]  # its keys are areas
    keys = keys_in(told)
    assert len(keys) > 50
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []
