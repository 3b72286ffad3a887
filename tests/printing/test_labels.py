"""A syringe's label: small, readable, and nobody's full name on it."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from glabella.printing.labels import SyringeLabel, label_pdf

MM_PER_POINT = 25.4 / 72
LABEL = SyringeLabel(
    patient="GF, patient 12",
    product="Bocouture",
    lot="ABC123",
    vial="V-0001",
    units="40",
    strength="4",
    prepared_at="23 Nov 2026, 09:00",
    use_by="24 Nov 2026, 09:00",
)


def text_of(label: SyringeLabel) -> str:
    page = PdfReader(BytesIO(label_pdf(label))).pages[0]
    return " ".join(page.extract_text().split())


def test_the_label_says_all_that_a_syringe_must_say():
    told = text_of(LABEL)
    for part in ("GF, patient 12", "Bocouture", "ABC123", "V-0001", "40 units"):
        assert part in told
    for part in ("4 units", "23 Nov 2026, 09:00", "24 Nov 2026, 09:00"):
        assert part in told


def test_the_label_is_one_page_of_a_label_printer():
    pages = PdfReader(BytesIO(label_pdf(LABEL))).pages
    assert len(pages) == 1
    box = pages[0].mediabox
    assert round(float(box.width) * MM_PER_POINT) == 70
    assert round(float(box.height) * MM_PER_POINT) == 37


def test_the_code_says_the_words_of_the_label_and_leads_nowhere():
    lines = dict(line.split(": ", 1) for line in LABEL.code.splitlines())
    assert lines["patient"] == "GF, patient 12"
    assert lines["units per 0.1 mL"] == "4"
    assert lines["use by"] == LABEL.use_by
    assert "http" not in LABEL.code


def test_what_is_not_known_is_left_out():
    liquid = replace(LABEL, strength="", use_by="")
    assert "0.1 mL" not in liquid.code
    assert "In 0.1 mL" not in text_of(liquid)
    assert "Use by" not in text_of(liquid)


@pytest.mark.parametrize("odd", ["#eval(1)", "$x$ _a_", "[\"']", "*bold*"])
def test_text_is_never_read_as_markup(odd: str):
    assert odd.split(maxsplit=1)[0] in text_of(replace(LABEL, lot=odd))


def test_made_up_data_are_marked():
    assert "made-up data" in text_of(replace(LABEL, made_up="made-up data"))
