"""A small, sound evidence folder that tests break in one place at a time."""

import shutil
from pathlib import Path

import pytest

from glabella.evidence.files import DATA

LABELS = """\
[LABEL]
title = "A label"
address = "https://label.example/1"
kind = "label or regulator text"
grade = "A"

[PAPER]
title = "A paper"
address = "https://paper.example/1"
kind = "paper"
grade = "C"

[BLOG]
title = "A page"
address = ""
kind = "clinic page"
grade = "D"

[ROBOT]
title = "A machine-written page"
address = ""
kind = "machine-written page"
grade = "D"
machine_written = true
"""

OURS = """\
[GLABELLA]
title = "Our rules"
address = "docs/our-rules.md"
kind = "our own rules"
grade = "ours"
"""

PRODUCT = """\
key = "testox"
name = "Testox"
substance = "testotoxin"
unit_family = "ona"
unit_name = "units"
holder = "Maker"
step_units = 0.5
authorised = ["US"]
authorised_sources = ["LABEL"]
aesthetic = true
ready_to_use = false

[[values]]
key = "label_dose"
area = "glabella"
jurisdictions = ["US"]
value = { units = 20, sites = 5, units_per_site = 4 }
unit = "units"
range = [10, 40]
sources = ["PAPER", "LABEL"]
grade = "A"
basis = "read"

[[values]]
key = "dilution"
value = { units_per_ml = 40, vial_units = 50, diluent_ml = 1.25 }
unit = "units per mL"
sources = ["LABEL"]
grade = "A"
basis = "read"

[[values]]
key = "interval"
value = { days = 90 }
unit = "days"
sources = ["LABEL"]
grade = "A"
basis = "read"

[[values]]
key = "contraindication"
value = { classes = ["hypersensitivity"] }
sources = ["LABEL"]
grade = "A"
basis = "read"

[[values]]
key = "use_within"
basis = "gap"
note = "Not read."
"""

AREA = """\
id = "glabella"
name = "Glabella"
plain_name = "Frown lines"
muscles = ["procerus"]
scale = "FWS"
kind = "line"
map = "face"
body_region = "upper face"
two_sided = false

[[values]]
key = "range"
unit_family = "ona"
value = [10, 40]
unit = "units"
range = [5, 60]
sources = ["PAPER"]
grade = "C"
basis = "read"

[[values]]
key = "low_dose_background"
unit_family = "ona"
value = { units = 3.5 }
unit = "units"
sources = ["BLOG"]
grade = "D"
basis = "background"

[[values]]
key = "placement_note"
value = "above the bone"
sources = ["GLABELLA"]
grade = "ours"
basis = "ours"
"""

MUSCLES = """\
[[values]]
key = "muscle"
value = { id = "procerus" }
sources = ["PAPER"]
grade = "C"
basis = "read"
"""

SITES = """\
area = "glabella"

[[patterns]]
id = "one"
sources = ["LABEL"]
sites = [{ id = "procerus", sources = ["PAPER"] }]
"""

FILES = {
    "sources/labels.toml": LABELS,
    "sources/ours.toml": OURS,
    "products/testox.toml": PRODUCT,
    "areas/glabella.toml": AREA,
    "muscles.toml": MUSCLES,
    "sites/glabella.toml": SITES,
    "face/zones.json": '{"zones": [{"id": "lid", "sources": ["PAPER"]}]}',
}


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A folder that ``check`` finds sound."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(DATA / "keys.toml", tmp_path / "keys.toml")
    return tmp_path
