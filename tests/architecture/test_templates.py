"""Templates hold no inline style or script, and mark nothing as safe."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "src" / "glabella" / "web"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
SCRIPTS = sorted(
    path for path in WEB.rglob("static/**/*.js") if "vendor" not in path.parts
)
FORBIDDEN = {
    "text marked as safe": r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b",
    "inline style": r"<style\b|\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    "script address": r"javascript:",
    "file of another machine": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
    "evaluated attribute": r"\shx-(?:on|vars)\b|\shx-vals\s*=\s*[\"']\s*js:",
}


def faults(text: str) -> list[str]:
    return [
        name for name, rule in FORBIDDEN.items() if re.search(rule, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(WEB).as_posix())
def test_a_template_is_clean(path: Path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(WEB).as_posix())
def test_a_template_compiles(path: Path):
    name = path.as_posix().split("/templates/", 1)[1]
    assert get_template(name).template.origin.name == str(path)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.relative_to(WEB).as_posix())
def test_a_script_of_ours_evaluates_no_text(path: Path):
    text = path.read_text(encoding="utf-8")
    assert (
        re.findall(r"\beval\(|new Function\(|\.innerHTML\b|document\.write", text) == []
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{{ plan|safe }}", "text marked as safe"),
        ('<p style="color: red">', "inline style"),
        ('<tr onclick="open()">', "inline handler"),
        ("<script>let x = 1</script>", "inline script"),
        ('<script src="https://example.org/x.js">', "file of another machine"),
        ('<b hx-on:click="x()">', "evaluated attribute"),
    ],
)
def test_the_rules_themselves_find_a_fault(text: str, name: str):
    assert name in faults(text)
