"""The command as the shell starts it: a few runs of the whole program."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from tests.cases import case, toml


def _glabella(*arguments, **surroundings):
    return subprocess.run(
        [sys.executable, "-m", "glabella.cli.main", *map(str, arguments)],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **surroundings},
    )


@pytest.fixture
def cases(tmp_path):
    def write(table):
        path = tmp_path / "case.toml"
        path.write_text(toml(table), encoding="utf-8")
        return path

    return write


def test_a_plan_comes_out_as_json(cases):
    done = _glabella("plan", cases(case()), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["status"] == "ok"


def test_a_blocked_plan_leaves_with_three(cases):
    done = _glabella("plan", cases(case(pregnant=True)), "--json")
    assert (done.returncode, done.stderr) == (3, b"")
    assert json.loads(done.stdout)["preparation"] is None


def test_an_impossible_case_leaves_with_two_and_one_line(cases):
    done = _glabella("plan", cases({**case(), "product": "x"}), "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_terminal_that_knows_ascii_only_is_no_reason_to_fail(cases, arguments):
    path = cases(case(medicines=["Fußcreme 漢"]))
    done = _glabella("plan", path, *arguments, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_the_plan_does_not_read_the_clock(cases):
    # 31 years before today, in another time zone: the plan is counted from its own day.
    table = case(on=date(1995, 6, 1), age_years=40)
    far, near = (
        _glabella("plan", cases(table), "--json", TZ=zone).stdout
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    )
    assert far == near
    assert json.loads(far)["next_treatment_not_before"] == "1995-08-30"


def test_planning_starts_neither_the_site_nor_the_printer(cases):
    program = (
        "import sys; sys.argv = ['glabella', 'plan', sys.argv[1], '--json']\n"
        "from glabella.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(cases(case()))],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "glabella" in loaded
    assert not loaded & {"django", "typst", "gunicorn", "scipy", "numba"}
