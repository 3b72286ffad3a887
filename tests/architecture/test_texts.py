"""What the project says of itself agrees with what it is."""

import re
import tomllib
from pathlib import Path

from glabella.core.intended_use import INTENDED_USE

GENERATED = {"__pycache__", "vendor"}


def plain(text: str) -> str:
    """Text without line ends, quotation marks and emphasis of Markdown."""
    return " ".join(re.sub(r"^[>*\s]+|[*_]{2}", "", text, flags=re.MULTILINE).split())


def test_the_readme_states_the_intended_use_word_for_word(root: Path):
    assert INTENDED_USE in plain((root / "README.md").read_text(encoding="utf-8"))


def test_every_make_target_is_documented(root: Path):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    guide = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert declared
    targets = declared[1].split()
    assert {"demo", "test", "check", "bench", "docs", "fix"} <= set(targets)
    for target in targets:
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target
        assert f"`make {target}`" in guide, target
        assert target == "help" or f'"make {target} ' in makefile, target


def test_every_setting_is_documented(root: Path):
    settings = (root / "src/glabella/site/settings.py").read_text(encoding="utf-8")
    guide = (root / "docs/operating.md").read_text(encoding="utf-8")
    names = set(re.findall(r"\"(GLABELLA_[A-Z_]+|DATABASE_URL)\"", settings))
    assert len(names) > 8
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []


def test_nothing_reads_files_beside_the_repository(root: Path):
    # Written in two halves, or this file would find itself.
    # One screen's modules may use those of web/shared; nothing else is meant by that.
    outside = r"\.\./sha" + r"red\b(?!/\w+\.js\b)"
    beside = re.compile(f"{outside}|" + r"(?<!\w)/wo" + r"rk/")
    found = [
        f"{path.relative_to(root)}: {line}"
        for folder in ("src", "tests", "tools", "benchmarks", "docs", ".ci")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in {".py", ".toml", ".json", ".md", ".html", ".js", ".css", ""}
        and path.is_file()
        and not GENERATED.intersection(path.parts)
        and "_build" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if beside.search(line)
    ]
    assert found == []


def test_the_licence_is_the_whole_apache_licence(root: Path):
    text = (root / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("Apache License")
    assert "END OF TERMS AND CONDITIONS" in text
    assert "APPENDIX: How to apply the Apache License to your work." in text
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["license"] == "Apache-2.0"


def test_the_browser_library_carries_its_licence_and_recorded_version(root: Path):
    vendor = root / "tests/browser/vendor"
    head = (vendor / "axe.min.js").read_text(encoding="utf-8")[:400]
    version = re.search(r"axe v([\d.]+)", head)
    assert version
    record = (root / "docs/decisions/0001-front-end-files.md").read_text("utf-8")
    assert f"| {version[1]} |" in record
    assert "Mozilla Public License" in (vendor / "axe-LICENSE.txt").read_text("utf-8")
