"""The plan as one HTML file that needs nothing else."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.html import conditional_escape

from glabella.core.intended_use import INTENDED_USE
from glabella.printing.markup import Html, element, joined
from glabella.printing.page import html_page
from tests.cases import case, plan

UPPER = ("glabella", "forehead", "crows_feet")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=y>&amp;'
OPEN_ENDED = {"meta", "br", "hr"}


class Reader(HTMLParser):
    """Collects tags, texts and attributes, and checks that every tag is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in OPEN_ENDED:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader


def page_of(note="", reasons=None, **more):
    return read(html_page(plan(case(**more)), note=note, reasons=reasons))


def test_the_page_holds_the_whole_plan():
    page = page_of(areas=UPPER)
    for said in (
        "64 units of Botox Cosmetic in 16 sites",
        "Preparation",
        "160 marks (U-100)",
        "Which technique suits",
        "How each dose was built",
        "Sources",
        "right is the image's left",
    ):
        assert said in page.text
    assert page.tags.count("tr") == 1 + 3 + 16
    assert INTENDED_USE in page.text


def test_the_page_asks_nothing_of_the_network_and_runs_nothing():
    page = page_of(areas=UPPER)
    assert not {"script", "iframe", "link", "object", "form"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on")
        if name in {"src", "href"} and tag != "a":
            assert value.startswith("data:")
        if tag == "a" and name == "href":
            assert value.startswith(("https://", "http://"))
    text = html_page(plan(case(areas=UPPER)))
    assert not re.search(r"@import|url\((?!#)", text)


def test_links_to_sources_tell_nobody_where_the_reader_comes_from():
    page = page_of()
    links = [a for a in page.attributes if a[0] == "a"]
    assert links
    assert sum(a[1] == "href" for a in links) == sum(
        a[1:] == ("rel", "noreferrer") for a in links
    )


def test_free_text_stays_text():
    page = page_of(medicines=[HOSTILE], conditions=[HOSTILE], note=HOSTILE)
    assert not {"script", "img"} & set(page.tags)
    assert "<script>alert(1)</script>" in page.text


def test_a_blocked_plan_prints_no_dose():
    page = page_of(areas=UPPER, pregnant=True)
    assert "do not treat" in page.text
    assert "No dose, site or preparation is printed for a blocked plan." in page.text
    assert not {"table", "svg", "dl"} & set(page.tags)
    assert not re.search(r"\d units", page.text)


def test_made_up_data_is_said_at_the_head():
    page = page_of(note="Demonstration with made-up data")
    assert page.text.split("Treatment plan")[1].endswith("made-up data ")
    assert "made-up data" not in page_of().text


def test_an_answer_to_a_caution_is_printed_with_it():
    made = plan(case(medicines=["aspirin"]))
    caution = next(f for f in made.findings if f.severity == "caution")
    page = read(html_page(made, reasons={caution: "stopped by the cardiologist <x>"}))
    assert "Answer: stopped by the cardiologist <x>" in page.text


def test_sites_that_the_front_hides_are_shown_from_their_own_side():
    text = html_page(plan(case(areas=["glabella", "masseter_slim"])))
    numbers = re.findall(r">(\d+)</text>", text)
    assert sorted(map(int, numbers)) == list(range(1, 12))
    assert read(text).tags.count("figure") == 3


@pytest.mark.parametrize("key", ["hh_axilla", "platysma", "migraine", "micro_lower"])
def test_areas_off_the_face_are_shown_on_their_own_map(key):
    made = plan(case("botox" if key == "migraine" else "botox-cosmetic", [key]))
    assert made.lines
    text = html_page(made)
    numbers = {int(n) for n in re.findall(r">(\d+)</text>", text)}
    assert numbers == set(range(1, len(made.lines[0].sites) + 1))


def test_markup_escapes_what_is_not_markup():
    assert element("p", "a < b", Html("<b>c</b>"), class_='"x"') == (
        '<p class="&quot;x&quot;">a &lt; b<b>c</b></p>'
    )
    assert element("br") == "<br>"
    assert joined("&", Html("&amp;")) == "&amp;&amp;"


def test_a_template_takes_markup_as_it_is_and_escapes_everything_else():
    assert conditional_escape(element("b", "a < b")) == "<b>a &lt; b</b>"
    assert conditional_escape("<b>") == "&lt;b&gt;"
