"""The page of a comparison: whole, alone, readable without colour or sight."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from glabella.core.intended_use import INTENDED_USE, MARKS
from glabella.core.regimens.asking import Span, question_of
from glabella.core.regimens.compare import compare
from glabella.core.regimens.course import Prices
from glabella.core.regimens.optimise import optimise
from glabella.core.regimens.wording import asked_about, in_short
from glabella.evidence.planning import knowledge_for
from glabella.evidence.regimens import regimen_rules
from glabella.evidence.response_rules import forecast_basis
from glabella.printing.regimens import comparison_page
from tests.cases import area, case, plan


def compared(table, years=1):
    planned = plan(table)
    known = knowledge_for(planned.case.product)
    return compare(
        question_of(planned, known, forecast_basis(), regimen_rules(), Span(years))
    )


@pytest.fixture(scope="module")
def comparison():
    areas = [area("glabella", 3, 1), area("crows_feet", 2, 1), "chin"]
    return compared(case(areas=areas, medicines=["aspirin"]))


@pytest.fixture(scope="module")
def page(comparison):
    return comparison_page(comparison, optimise(comparison.question))


class Reader(HTMLParser):
    """Tags in order; fails on one that is closed wrongly."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes.extend(attrs)
        if tag not in {"meta", "br", "hr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(text):
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


def test_the_page_is_whole_and_asks_for_nothing(page):
    reader = read(page)
    assert "script" not in reader.seen
    assert not {"img", "link", "iframe"} & set(reader.seen)
    names = {name for name, _ in reader.attributes}
    assert not {"src", "onclick"} & names
    assert "url(" not in page


def test_it_says_what_it_is_and_is_not(page):
    assert "Simulated from trials of groups; your patient may differ." in page
    assert INTENDED_USE in page
    assert MARKS in page
    assert "color-scheme" in page
    assert "aspirin" in page


def test_every_regimen_has_its_row_its_numbers_and_its_pictures(comparison, page):
    plain = page.replace("&quot;", '"')
    for verdict in comparison.verdicts:
        assert plain.count(verdict.regimen.name) >= 2
    pictures = sum(len(verdict.areas) for verdict in comparison.verdicts)
    assert pictures > 10
    assert page.count('class="course"') == pictures
    assert page.count("Severity of the person in the middle:") == pictures


def test_a_broken_label_is_said_in_words(comparison, page):
    broken = [v for v in comparison.verdicts if v.label_interval_kept is False]
    assert broken
    assert page.count("Breaks the label interval: not recommended") == len(broken)
    assert page.count("breaks the label interval<") == len(broken)
    assert page.count('class="regimen broken"') == len(broken)


def test_the_best_is_marked_once(comparison, page):
    assert comparison.best
    assert page.count('class="regimen best"') == 1


def test_the_answer_stands_first_and_the_two_it_names_side_by_side(comparison, page):
    asked = [verdict.regimen.name for verdict in asked_about(comparison)]
    assert asked == ['Low dose ("baby") every 4 weeks (monthly)', asked[1]]
    plain = page.replace("&quot;", '"').replace("&#x27;", "'")
    for text in in_short(comparison):
        assert text in plain
    assert plain.index(in_short(comparison)[0]) < plain.index("A year at a glance")
    pair, others = plain[plain.index('class="pair"') :].split("<details", 1)
    assert [pair.count(f"<h3>{name}</h3>") for name in asked] == [1, 1]
    assert pair.count("<h3>") == 2
    assert others.count("<h3>") == len(comparison.verdicts) - 2


def test_an_area_is_said_once_with_the_others_that_share_its_reason():
    told = compared(case(areas=["hh_axilla", area("glabella", 3), "chin"]))
    page = comparison_page(told)
    for reason in set(told.question.silent.values()):
        first = page[: page.index('class="pair"')]
        assert first.count(reason) == 1


def test_cost_has_a_column_only_where_there_is_a_price(comparison, page):
    assert "Cost a year" not in page
    priced = replace(comparison.question, prices=Prices(10.0, 50.0))
    assert "Cost a year" in comparison_page(compare(priced))


def test_an_area_without_a_forecast_is_named(page):
    assert re.search(r"Chin[^.]*: no forecast", page)


def test_without_any_forecast_there_are_no_pictures():
    told = compared(case(areas=["chin"]))
    page = comparison_page(told, optimise(told.question))
    read(page)
    assert 'class="course"' not in page
    assert "no forecast" in page
    assert "nothing to search by" in page
