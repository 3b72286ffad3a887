"""``glabella case new``: a file to start from that plans as it stands."""

import json
import tomllib

from tests.cases import AREAS, PRODUCTS


def test_the_starter_file_plans_as_it_stands(glabella, tmp_path):
    path = tmp_path / "new.toml"
    made = glabella("case", "new", path)
    assert made.code == 0
    done = glabella("plan", path, "--json")
    assert done.code == 0
    assert json.loads(done.out)["status"] == "ok"


def test_the_starter_file_names_every_product_area_and_question(glabella, tmp_path):
    path = tmp_path / "new.toml"
    glabella("case", "new", path)
    text = path.read_text(encoding="utf-8")
    assert all(product in text for product in PRODUCTS)
    assert all(area in text for area in AREAS)
    assert len(tomllib.loads(text)["history"]) == 8
    for line in text.splitlines():
        assert line == line.rstrip()


def test_a_file_that_exists_is_never_overwritten(glabella, tmp_path):
    path = tmp_path / "case.toml"
    path.write_text("mine", encoding="utf-8")
    done = glabella("case", "new", path)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_refused_in_one_line(glabella):
    done = glabella("case", "new", "/nonexistent/case.toml")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_without_a_name_the_starter_is_written_here(glabella, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert glabella("case", "new").code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["case.toml"]
