"""The plan as one A4 page."""

import tempfile
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from pypdf import PdfReader

from glabella.core.intended_use import INTENDED_USE
from glabella.printing.pdf import Stamp, pdf_page
from glabella.printing.summary import summary_of, summary_pdf
from tests.cases import AREAS, area, case, plan

UPPER = ("glabella", "forehead", "crows_feet")
LOWER = ("bunny", "lip_flip", "dao", "chin", "masseter_slim")
HOSTILE = '#let x = 1 $ y $ *bold* _it_ [c] @key <lab> \\ "q" #panic() `raw` // = head'


def read(content):
    return PdfReader(BytesIO(content))


def text_of(content):
    return " ".join(
        " ".join(page.extract_text() for page in read(content).pages).split()
    )


def pdf(note="", reasons=None, **more):
    return pdf_page(plan(case(**more)), note=note, reasons=reasons)


CASES = {
    "upper face": {"areas": UPPER},
    "low dose": {"areas": UPPER, "technique": "baby", "age_years": 28},
    "droplets": {"areas": ["micro_upper"], "technique": "skin"},
    "masseter": {"product": "dysport", "areas": ["masseter_slim"]},
    "face and jaw": {"areas": [*UPPER, *LOWER], "medicines": ["aspirin"]},
    "neck": {"areas": ["platysma", "dao"]},
    "underarms": {"areas": ["hh_axilla"]},
    "migraine": {"product": "botox", "areas": ["migraine"]},
    "nothing asked": {"areas": UPPER, "product": "azzalure"},
    "blocked": {"areas": UPPER, "pregnant": True},
}


@pytest.mark.parametrize("wish", CASES.values(), ids=CASES.keys())
def test_a_plan_fits_one_a4_page(wish):
    pages = read(pdf(**wish)).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


def test_the_page_says_what_the_injector_needs():
    text = text_of(pdf(areas=UPPER))
    for said in (
        "64 units of Botox Cosmetic in 16 sites",
        "Label dose 20 units",
        "corrugator supercilii",
        "2.5 mL",
        "64 units = 1.6 mL = 160 marks (U-100)",
        "18 February 2027",
        "Patient's right is the image's left",
        "BC-DOSE (A)",
        INTENDED_USE,
    ):
        assert said in text, said


def test_a_blocked_plan_prints_no_dose():
    text = text_of(pdf(areas=UPPER, pregnant=True))
    assert "Blocked: do not treat" in text
    assert "No dose, site or preparation is printed" in text
    assert " units" not in text


def test_the_files_own_title_holds_nothing_about_the_patient():
    told = read(pdf(age_years=47, conditions=["keloid"])).metadata
    assert told.title == "Treatment plan, Botox Cosmetic, 20 November 2026"
    assert not told.author
    assert "47" not in str(dict(told))


def test_nothing_of_a_patient_is_written_to_a_file_on_the_way(monkeypatch):
    def refuse(*_args, **_options):
        pytest.fail("a file was written")

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    monkeypatch.setattr(Path, "write_text", refuse)
    made = plan(case(areas=UPPER))
    stamp = Stamp(patient="Ada Example, number 1", state="Not approved")
    assert "Ada Example" in text_of(pdf_page(made, stamp=stamp))
    told = summary_of(made, {})
    assert "Ada Example" in text_of(
        summary_pdf(told, clinic="C", patient="Ada Example")
    )


def test_text_of_the_case_is_printed_and_never_obeyed():
    made = plan(case())
    reasons = {}
    text = text_of(pdf_page(made, note=HOSTILE, reasons=reasons))
    assert "#let x = 1 $ y $ *bold* _it_ [c] @key <lab>" in text
    assert "#panic() `raw` // = head" in text


def test_letters_beyond_the_bundled_font_do_not_stop_the_print():
    content = pdf(medicines=["\u4e2d\u6587", "\U0001f600", "\u0639\u0631\u0628\u064a"])
    assert read(content).pages


def test_an_answer_to_a_caution_is_printed_with_it():
    made = plan(case(medicines=["aspirin"]))
    caution = next(f for f in made.findings if f.severity == "caution")
    assert "Answer: agreed with the GP" in text_of(
        pdf_page(made, reasons={caution: "agreed with the GP"})
    )


def test_made_up_data_is_said_on_the_page():
    note = "Demonstration with made-up data"
    assert note in text_of(pdf(note=note))
    assert "made-up" not in text_of(pdf())


def test_a_plan_too_long_for_one_page_says_so_and_numbers_its_pages():
    everything = [area(key, 3) for key in AREAS if not key.startswith(("hh_", "migr"))]
    content = pdf(
        areas=everything, medicines=[f"unknown medicine {n}" for n in range(60)]
    )
    pages = read(content).pages
    assert len(pages) > 1
    text = text_of(content)
    assert "it goes on overleaf" in text
    assert f"Page 1 of {len(pages)}" in text


def test_the_same_plan_gives_the_same_file():
    assert pdf(areas=["glabella"]) == pdf(areas=["glabella"])


def test_a_page_is_ready_within_a_second_once_the_fonts_are_known():
    made = plan(case(areas=UPPER))
    pdf_page(made)
    seconds = []
    for _ in range(3):
        start = perf_counter()
        pdf_page(made)
        seconds.append(perf_counter() - start)
    assert min(seconds) < 1
