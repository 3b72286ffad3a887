"""No photograph feeds a dose: nothing that plans knows that there are photographs."""

import ast
from pathlib import Path

import glabella

ROOT = Path(glabella.__file__).parent
PHOTOS = ("glabella.clinic.photos", "glabella.web.photos", "PIL")
MAY_NOT = ("core", "studies", "evidence", "drawing", "printing", "clinic", "web", "api")
MAY = {
    # what shows, checks for, or hands out photographs, and doses nothing
    "clinic/photos", "clinic/injections", "clinic/followups", "clinic/portal",
    "clinic/outcomes", "clinic/demo", "clinic/patients",
    "web/photos", "web/portal", "web/patients", "web/injections", "web/followups",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def is_photos(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in PHOTOS)


def files() -> list[Path]:
    return [
        path
        for part in MAY_NOT
        for path in (ROOT / part).rglob("*.py")
        if "/".join(path.relative_to(ROOT).parts[:2]) not in MAY
    ]


def test_nothing_that_plans_or_doses_imports_photographs():
    found = files()
    assert any(path.match("clinic/plans/*.py") for path in found)
    assert any(path.match("core/planner/*.py") for path in found)
    guilty = {
        path.relative_to(ROOT).as_posix()
        for path in found
        if any(is_photos(name) for name in imported(path))
    }
    assert guilty == set()


def test_photographs_write_to_no_plan():
    for part in ("clinic/photos", "web/photos"):
        for path in (ROOT / part).rglob("*.py"):
            names = imported(path)
            assert not any(
                name.startswith(
                    ("glabella.clinic.plans.services", "glabella.core.dosing")
                )
                for name in names
            ), path


def test_the_rule_itself_finds_a_fault(tmp_path: Path):
    file = tmp_path / "bad.py"
    file.write_text("from glabella.clinic import photos\n", encoding="utf-8")
    assert any(is_photos(name) for name in imported(file))
