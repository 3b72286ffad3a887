"""``glabella calibrate`` with a handful of records: the fit itself is real."""

import json
import tomllib
from dataclasses import replace

import pytest

from glabella.evidence.trials import fitted_hash, trial_records

FEW = ("R256", "R246", "R248")


@pytest.fixture
def few(monkeypatch):
    """Three records of onabotulinumtoxinA in the glabella instead of all."""
    chosen = tuple(
        one if one.id in FEW else replace(one, use="left_out", fit=None)
        for one in trial_records()
    )
    monkeypatch.setattr("glabella.cli.calibrate.trial_records", lambda: chosen)
    return chosen


@pytest.fixture
def never_fit(monkeypatch):
    """A fit takes minutes: a refusal must come before it."""

    def fit(*_, **__):
        pytest.fail("the fit was begun before the refusal")

    monkeypatch.setattr("glabella.cli.calibrate.fit", fit)


def refused(told, word):
    assert told.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert len(told.err) < 500
    assert "Traceback" not in told.err
    assert word in told.err


def test_the_parameters_are_written_whole_and_the_hash_is_printed(
    glabella, few, tmp_path
):
    target = tmp_path / "fitted.toml"
    told = glabella("calibrate", "--out", target, "--workers", 1)
    assert told.code == 0
    digest = fitted_hash(few)
    assert digest != fitted_hash(trial_records())
    assert told.out == f"records sha256 {digest}\n"
    assert "3 records of 2 trials" in told.err
    written = tomllib.loads(target.read_text(encoding="utf-8"))
    assert written["records_sha256"] == digest
    for number, row in enumerate(written["parameters"]):
        assert len(row["correlation"]) == number + 1
        assert row["correlation"][-1] == 1.0
        assert row["spread"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["fitted.toml"]


def test_records_for_comparison_are_said_and_not_fitted(
    glabella, few, tmp_path, monkeypatch
):
    # Leaving out is not what this asks about.
    monkeypatch.setattr("glabella.cli.calibrate.cross_validate", lambda *_: ())
    later = tuple(one for one in trial_records() if one.id == "R348")
    chosen = (*few, *later)
    monkeypatch.setattr("glabella.cli.calibrate.trial_records", lambda: chosen)
    target = tmp_path / "fitted.toml"
    told = glabella("calibrate", "--cross-validate", "--out", target, "--workers", 1)
    assert told.code == 0
    assert "3 records of 2 trials" in told.err
    assert "1 records for comparison" in told.err
    *scores, digest = told.out.splitlines()
    assert digest == f"records sha256 {fitted_hash(few)}"
    assert {json.loads(line)["records"] for line in scores} == {1}


def test_an_earlier_file_is_replaced(glabella, few, tmp_path):
    target = tmp_path / "fitted.toml"
    target.write_text("old", encoding="utf-8")
    assert glabella("calibrate", "--out", target, "--workers", 1).code == 0
    assert "[[parameters]]" in target.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_refused_before_the_fit(
    glabella, never_fit, tmp_path
):
    told = glabella("calibrate", "--out", tmp_path / "gone" / "fitted.toml")
    refused(told, "gone")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_file_is_refused_before_the_fit(
    glabella, never_fit, tmp_path
):
    folder = tmp_path / "here"
    folder.mkdir()
    refused(glabella("calibrate", "--out", folder), "here")
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_the_present_folder_is_refused_before_the_fit(
    glabella, never_fit, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    refused(glabella("calibrate", "--out", "."), "folder")
    assert list(tmp_path.iterdir()) == []


def test_profiles_without_a_report_are_refused_before_the_fit(
    glabella, never_fit, tmp_path
):
    told = glabella("calibrate", "--profile", "--out", tmp_path / "fitted.toml")
    refused(told, "--report")


def test_a_fit_that_fails_leaves_the_earlier_file(glabella, few, tmp_path, monkeypatch):
    target = tmp_path / "fitted.toml"
    target.write_text("old", encoding="utf-8")

    def fit(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("glabella.cli.calibrate.fit", fit)
    assert glabella("calibrate", "--out", target).code == 130
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["fitted.toml"]


def test_no_worker_at_all_is_refused(glabella, never_fit, tmp_path):
    told = glabella("calibrate", "--workers", 0, "--out", tmp_path / "fitted.toml")
    refused(told, "workers")
