"""The forecasts on paper: they fit the page, and say what they are."""

import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from glabella.drawing.outlook import outlook_of
from glabella.printing.page import html_page
from glabella.printing.pdf import pdf_page
from tests.cases import case, plan
from tests.forecasts import sample, silent, sweat_sample

UPPER = ("glabella", "forehead", "crows_feet")
LOWER = ("bunny", "lip_flip", "dao", "chin", "masseter_slim")
HOSTILE = '#panic() $ *x* <lab> "><script>alert(1)</script>&'
WORDS = "About 6 in 10 people none or mild at 4 weeks"
SENTENCE = "From trials of groups; your patient may differ."


def outlooks(made, *documents):
    """A forecast for each line, the documents in turn."""
    told = documents or (sample(),)
    return {
        line.area: outlook_of(told[index % len(told)])
        for index, line in enumerate(made.lines)
    }


def pdf_text(made, forecasts):
    pages = PdfReader(BytesIO(pdf_page(made, forecasts=forecasts))).pages
    return pages, " ".join(" ".join(p.extract_text() for p in pages).split())


class Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.texts = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def html_text(made, forecasts):
    reader = Texts()
    reader.feed(html_page(made, forecasts=forecasts))
    return reader.tags, " ".join(" ".join(reader.texts).split())


CASES = {
    "upper face": {"areas": UPPER},
    "low dose": {"areas": UPPER, "technique": "baby", "age_years": 28},
    "face and jaw": {"areas": [*UPPER, *LOWER], "medicines": ["aspirin"]},
    "droplets": {"areas": ["micro_upper"], "technique": "skin"},
    "underarms": {"areas": ["hh_axilla"]},
    "migraine": {"product": "botox", "areas": ["migraine"]},
}


@pytest.mark.parametrize("wish", CASES.values(), ids=CASES.keys())
def test_a_plan_with_its_forecasts_still_fits_one_page(wish):
    made = plan(case(**wish))
    pages, text = pdf_text(made, outlooks(made))
    assert len(pages) == 1
    assert text.count(WORDS) == len(made.lines)
    assert SENTENCE in text


def test_an_ordinary_plan_has_room_for_the_charts():
    made = plan(case(areas=UPPER))
    _, text = pdf_text(made, outlooks(made))
    assert "Diamond: half gone" in text
    assert text.count("moderate 2") == len(UPPER)


@pytest.mark.parametrize("print_text", [pdf_text, html_text], ids=["pdf", "html"])
def test_what_is_extrapolated_or_missing_is_said(print_text):
    made = plan(case(areas=UPPER))
    told = outlooks(made, sample(), sample(basis="extrapolated"), silent("No trial."))
    _, text = print_text(made, told)
    assert re.search(r"Forehead lines extrapolated", text)
    assert "Glabella (frown lines) extrapolated" not in text
    assert "No forecast. No trial." in text


@pytest.mark.parametrize("print_text", [pdf_text, html_text], ids=["pdf", "html"])
def test_sources_of_a_forecast_join_the_list(print_text):
    made = plan(case())
    key = "MAS1"
    assert key not in {source.key for source in made.citations}
    _, text = print_text(made, outlooks(made, sample(sources=[key])))
    assert f"{key} (trial)" in text


@pytest.mark.parametrize("print_text", [pdf_text, html_text], ids=["pdf", "html"])
def test_without_forecasts_nothing_is_said_of_them(print_text):
    _, text = print_text(plan(case()), None)
    assert "What trials let one expect" not in text


def test_a_blocked_plan_prints_no_forecast():
    made = plan(case(pregnant=True))
    told = {"glabella": outlook_of(sample())}
    for print_text in (pdf_text, html_text):
        _, text = print_text(made, told)
        assert WORDS not in text


def test_the_page_shows_chart_words_and_table_of_each_area():
    made = plan(case(areas=UPPER))
    tags, text = html_text(made, outlooks(made))
    assert text.count(WORDS + " (other clinics") >= len(UPPER)
    assert tags.count("details") == len(UPPER)
    assert text.count("Most of the spread is that people differ.") == len(UPPER)
    assert "script" not in tags


def test_sweating_is_printed_with_what_is_left():
    made = plan(case(areas=["hh_axilla"]))
    _, text = html_text(made, outlooks(made, sweat_sample()))
    assert "Sweat left about 34 % at 4 weeks" in text


@pytest.mark.parametrize("print_text", [pdf_text, html_text], ids=["pdf", "html"])
def test_text_of_a_forecast_is_printed_and_never_obeyed(print_text):
    made = plan(case())
    _, text = print_text(made, outlooks(made, silent(HOSTILE)))
    assert "#panic() $ *x* <lab>" in text
