"""Finding an interpreter and a browser: what does not run is passed over."""

import os
import stat
import sys
from pathlib import Path

import pytest

from tools import bootstrap, chromium, pythons
from tools.report import SetupError


def make_program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def lonely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing but one folder of programs, which is returned."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GLABELLA_CHROMIUM", "ALLOW_APT", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pythons, "FOLDERS", ())
    monkeypatch.setattr(chromium, "MAC_PATHS", ())
    return programs


def answering(version: str, where: str) -> str:
    return f'echo \'["{version}", "{where}"]\''


def test_a_stand_in_that_fails_is_passed_over(lonely: Path, tmp_path: Path):
    make_program(lonely / "python3.13", "exit 127")
    real = tmp_path / "pyenv/versions/3.13.0/bin/python3.13"
    make_program(real, answering("3.13", "/found/in/pyenv"))
    assert pythons.find_python() == "/found/in/pyenv"


def test_the_newest_wanted_version_wins_wherever_it_stands(lonely: Path):
    make_program(lonely / "python3.12", answering("3.12", "/is/3.12"))
    assert pythons.find_python() == "/is/3.12"
    make_program(lonely / "python3", answering("3.13", "/is/3.13"))
    assert pythons.find_python() == "/is/3.13"


def test_a_program_that_lies_about_its_name_is_not_used(lonely: Path):
    make_program(lonely / "python3.13", answering("3.11", "/is/3.11"))
    make_program(lonely / "python3", answering("3.14", "/is/3.14"))
    assert pythons.find_python() is None


def test_this_very_interpreter_passes_the_probe():
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert pythons._probe(sys.executable) == (version, sys.executable)


def test_without_a_python_one_line_says_what_to_install(lonely: Path, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(SetupError, match=r"python3\.13") as caught:
        bootstrap._python("uv")
    assert "\n" not in str(caught.value)


def test_a_browser_stub_that_fails_is_passed_over(lonely: Path):
    make_program(lonely / "chromium-browser", "exit 1")
    assert chromium.find_chromium() is None
    chrome = make_program(lonely / "google-chrome", "echo Chrome 1")
    assert chromium.find_chromium() == str(chrome)


def test_the_named_browser_is_the_only_one_tried(lonely: Path, monkeypatch):
    make_program(lonely / "chromium", "echo Chromium 1")
    monkeypatch.setenv("GLABELLA_CHROMIUM", str(lonely / "missing"))
    assert chromium.find_chromium() is None
    with pytest.raises(SetupError, match="GLABELLA_CHROMIUM"):
        chromium.ensure_chromium()


def test_without_a_browser_one_line_says_what_to_install(lonely: Path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    make_program(lonely / "apt-get", "exit 9")
    with pytest.raises(SetupError, match="install") as caught:
        chromium.ensure_chromium()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("root", [True, False])
def test_system_packages_are_installed_as_root_or_when_allowed(
    lonely: Path, monkeypatch, tmp_path: Path, *, root: bool
):
    log = tmp_path / "log"
    install = f'echo "$0 $@" >> {log}; exec "$@"'
    make_program(lonely / "sudo", install)
    make_program(lonely / "env", 'shift; exec "$@"')
    make_program(
        lonely / "apt-get",
        f'echo "apt-get $@" >> {log}\n'
        f'if [ "$2" = install ]; then printf "#!/bin/sh\\nexit 0\\n" > {lonely}/chromium;'
        f" /bin/chmod +x {lonely}/chromium; fi",
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    if not root:
        monkeypatch.setenv("ALLOW_APT", "1")
    assert chromium.ensure_chromium() == str(lonely / "chromium")
    said = log.read_text(encoding="utf-8")
    assert "apt-get -q update" in said
    assert ("sudo" in said) is not root


def test_a_failing_package_server_is_asked_again(lonely: Path, monkeypatch, tmp_path):
    log = tmp_path / "log"
    make_program(lonely / "env", 'shift; exec "$@"')
    make_program(lonely / "apt-get", f'echo "$@" >> {log}; exit 100')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium.time, "sleep", lambda _seconds: None)
    with pytest.raises(SetupError):
        chromium.ensure_chromium()
    tries = log.read_text(encoding="utf-8").count("install -y")
    assert tries == chromium.APT_TRIES


def test_the_environment_of_another_project_is_not_used(monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", "/other")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/other")
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_CERT", "/certificates.pem")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CI", "true")
    environment = bootstrap._environment()
    assert "VIRTUAL_ENV" not in environment
    assert "UV_PROJECT_ENVIRONMENT" not in environment
    assert environment["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert environment["SSL_CERT_FILE"] == "/certificates.pem"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"


def test_an_unknown_step_is_refused(capsys):
    assert bootstrap.main(["everything"]) == 2
    assert "run, dev, browser" in capsys.readouterr().err
