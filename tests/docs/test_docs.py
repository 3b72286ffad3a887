"""What the documentation says is what the program does."""

import doctest
import re
import shlex
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from glabella.cli.main import run
from glabella.core.case_reading import read_case
from glabella.core.errors import CaseError
from glabella.core.findings import RULES
from glabella.core.intended_use import INTENDED_USE, MARKS
from glabella.core.planner.document import as_document
from glabella.core.planner.plan import make_plan
from glabella.core.sources import OURS
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary, knowledge_for
from tools.reference import pages
from tools.reference_commands import all_commands

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
MADE = DOCS / "reference" / "generated"
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
    if MADE not in path.parents and "_build" not in path.parts
)
CASES = sorted((DOCS / "cases").glob("*.toml"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


made_pages = cache(pages)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(path: Path, language: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [body for found, body in FENCE.findall(text) if found == language]


# --- links ---------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken(path: Path) -> list[str]:
    """Links of a page that lead nowhere inside the repository."""
    made = {f"{name}.md" for name in made_pages()}
    found = []
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"https?://|mailto:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        if target.parent == MADE:
            good = target.name in made
        else:
            good = target.exists() and (not anchor or anchor in anchors(target))
        if not good:
            found.append(link)
    return found


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_leads_somewhere(path: Path):
    assert broken(path) == []


def test_the_measure_itself_finds_a_broken_link(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](gone.md) [d](page.md)")
    assert broken(page) == ["#three", "gone.md"]


def test_decisions_are_numbered_without_a_hole():
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


# --- samples -------------------------------------------------------------------


def commands_in(block: str) -> list[tuple[list[str], str]]:
    """(words of the command, output wanted) of each ``$ glabella`` in a sample."""
    parts = re.split(r"^ *\$ ", block, flags=re.MULTILINE)[1:]
    found = []
    for part in parts:
        line, _, wanted = part.partition("\n")
        words = shlex.split(line)
        if Path(words[0]).name == "glabella":
            found.append((words[1:], wanted))
    return found


SAMPLES = [
    pytest.param(commands_in(block), id=f"{named(path)}-{number}")
    for path in PAGES
    for number, block in enumerate(fences(path, "console"))
]


@pytest.mark.parametrize("commands", SAMPLES)
def test_a_sample_prints_what_the_page_shows(commands, tmp_path, monkeypatch, capsys):
    assert commands, "a console sample without a glabella command"
    (tmp_path / "docs").symlink_to(DOCS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "110")
    if "case.toml" in commands[-1][0] and len(commands) == 1:
        monkeypatch.setattr("sys.argv", ["glabella", "case", "new", "case.toml"])
        if commands[0][0] != ["case", "new", "case.toml"]:
            with pytest.raises(SystemExit):
                run()
            capsys.readouterr()
    for words, wanted in commands:
        monkeypatch.setattr("sys.argv", ["glabella", *words])
        with pytest.raises(SystemExit):
            run()
        told = capsys.readouterr()
        assert_shows(wanted, told.out + told.err)


def assert_shows(wanted: str, got: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    if not doctest.OutputChecker().check_output(wanted, got, flags):
        pytest.fail(f"the page shows:\n{wanted}\nthe program prints:\n{got}")


def test_the_measure_itself_finds_a_wrong_output():
    assert_shows("one\n...\nthree  four\n", "one\ntwo\nthree\nfour\n")
    with pytest.raises(pytest.fail.Exception):
        assert_shows("20 units\n...\n", "21 units\nmore\n")


def test_there_are_samples_to_run():
    shown = [named(path) for path in PAGES if fences(path, "console")]
    assert {"README.md", "docs/explanation/how-a-dose-is-built.md"} <= set(shown)


@pytest.mark.parametrize("path", CASES, ids=named)
def test_every_case_of_the_documentation_is_shown_in_a_page(path: Path):
    assert any(path.name in page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_samples_in_toml_are_toml(path: Path):
    for block in fences(path, "toml"):
        tomllib.loads(block)


def test_the_make_targets_that_the_readme_names_exist():
    readme, makefile = text_of("README.md"), text_of("Makefile")
    named_targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", readme, re.MULTILINE))
    assert {"demo", "test"} <= named_targets
    for target in named_targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


# --- what must be said ---------------------------------------------------------


@pytest.mark.parametrize("name", ["README.md", "docs/explanation/regulatory-status.md"])
def test_the_intended_use_stands_word_for_word(name: str):
    assert INTENDED_USE in text_of(name)


def test_the_readme_says_whose_the_marks_are():
    assert MARKS in text_of("README.md")


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_denies_that_it_is_a_medical_device(path: Path):
    text = " ".join(path.read_text(encoding="utf-8").lower().split())
    assert not re.search(r"\bnot a medical device|\bno medical device", text)


COMMANDS = [(words, command) for words, command in all_commands() if words]


@pytest.mark.parametrize(
    ("words", "command"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS]
)
def test_every_command_and_option_is_documented(words, command):
    rows = text_of("docs/reference/commands.md").splitlines()
    name = f"`glabella {' '.join(words)}"
    mine = [row for row in rows if row.startswith(f"| {name}")]
    assert mine, f"{name} is missing"
    options = [word for param in command.params for word in param.opts]
    for option in options:
        if option.startswith("--") and option != "--help":
            assert any(f"`{option}" in row for row in mine), option


def allowed_keys(table: dict, where: str) -> set[str]:
    """The keys that the reader of cases allows there, told by its own refusal."""
    with pytest.raises(CaseError) as refused:
        read_case(table, case_vocabulary())
    message = str(refused.value)
    assert message.startswith(f"{where} = "), message
    return set(message.partition("allowed here: ")[2].split(", "))


def test_every_key_of_the_case_file_is_documented():
    day = date(2026, 11, 20)
    typo = {"typo": 1}
    keys = allowed_keys(typo, "typo")
    for part in ("patient", "history", "goals"):
        before = (
            {"patient": {"age_years": 40, "sex": "female"}} if part == "goals" else {}
        )
        table = {
            "on": day,
            "jurisdiction": "US",
            "product": "botox",
            **before,
            part: typo,
        }
        keys |= allowed_keys(table, f"{part}.typo")
    keys |= allowed_keys(
        {"on": day, "history": {"previous": [typo]}}, "history.previous[0].typo"
    )
    keys |= allowed_keys(
        {"on": day, "history": {"recent_procedures": [typo]}},
        "history.recent_procedures[0].typo",
    )
    area = {"id": "platysma", **typo}
    patient = {"age_years": 40, "sex": "female"}
    base = {"on": day, "jurisdiction": "US", "product": "botox", "patient": patient}
    keys |= allowed_keys({**base, "areas": [area]}, "areas[0].typo")
    assert len(keys) > 30
    page = text_of("docs/reference/case-file.md")
    assert [
        key for key in sorted(keys) if not re.search(rf"[`{{\[ ]{key}\b", page)
    ] == []


def keys_in(content: object) -> set[str]:
    if isinstance(content, dict):
        inner = (keys_in(value) for value in content.values())
        return set(content).union(*inner)
    if isinstance(content, list):
        return set().union(*map(keys_in, content))
    return set()


def test_every_key_of_the_json_plan_is_documented():
    table = tomllib.loads(text_of("docs/cases/retreatment.toml"))
    case = read_case(table, case_vocabulary())
    document = as_document(make_plan(case, knowledge_for(case.product)))
    assert document["lines"]
    assert document["event"]
    page = text_of("docs/reference/plan-json.md")
    assert [key for key in sorted(keys_in(document)) if f"`{key}`" not in page] == []


def test_every_rule_is_explained():
    page = text_of("docs/explanation/safety.md")
    assert [rule for rule in RULES if f"| `{rule}` |" not in page] == []


def test_every_value_of_ours_is_among_our_rules():
    page = text_of("docs/explanation/our-rules.md")
    keys = {v.key for _, v in catalogue.all_values() if OURS in v.sources}
    assert len(keys) > 10
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_every_module_that_cites_us_is_among_our_rules():
    page = text_of("docs/explanation/our-rules.md")
    core = ROOT / "src" / "glabella" / "core"
    modules = [
        path.relative_to(core.parent).as_posix()
        for path in sorted(core.rglob("*.py"))
        if re.search(r"\bOURS\b", path.read_text(encoding="utf-8"))
        and path.name != "sources.py"
    ]
    assert len(modules) > 10
    assert [module for module in modules if f"`{module}`" not in page] == []


def test_every_setting_of_our_own_pattern_file_is_among_our_rules():
    sites = catalogue.DATA / "sites"
    ours = [path for path in sites.glob("*.toml") if OURS in path.read_text("utf-8")]
    page = text_of("docs/explanation/our-rules.md")
    assert ours
    assert [p.name for p in ours if f"`sites/{p.name}`" not in page] == []


# --- the pages made from the evidence -------------------------------------------


def test_every_product_area_and_source_has_its_place_in_the_reference():
    made = made_pages()
    for key in catalogue.product_keys():
        assert f"](product-{key}.md)" in made["products"]
    for key in catalogue.area_keys():
        assert f"](area-{key}.md)" in made["areas"]
    for key in catalogue.sources():
        assert f"(source-{key.lower()})=" in made["sources"]


def test_every_source_that_the_reference_cites_is_listed_in_it():
    made = made_pages()
    listed = set(re.findall(r"^\((source-[^)]+)\)=$", made["sources"], re.MULTILINE))
    cited = {
        target
        for text in made.values()
        for target in re.findall(r"\(#(source-[^)]+)\)", text)
    }
    assert len(cited) > 300
    assert cited <= listed


def test_the_reference_shows_every_value():
    made = made_pages()
    for file in ("products/dysport", "areas/forehead"):
        shown = made[file.replace("products/", "product-").replace("areas/", "area-")]
        notes = [value.note for value in catalogue.values(file) if value.note]
        plain = re.sub(r"\\(.)", r"\1", shown)
        hidden = {"placement_rule", "danger"}
        missing = [
            value.note
            for value in catalogue.values(file)
            if value.key not in hidden and " ".join(value.note.split()) not in plain
        ]
        assert notes
        assert missing == []


def test_the_reference_lists_every_file_it_promises():
    promised = re.findall(
        r"^generated/(\S+)$", text_of("docs/reference/index.md"), re.MULTILINE
    )
    assert promised
    assert set(promised) <= set(made_pages())
