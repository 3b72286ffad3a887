"""Forecasts on the page: beside their lines, on demand, and never without sources."""

import re
from io import BytesIO

import pytest
from django.utils.html import escape
from pypdf import PdfReader

from glabella.core.planner.model import Plan
from glabella.drawing.outlook import outlook_of
from glabella.web.planner import screen, views
from tests.forecasts import ASKED, sample, silent, sweat_sample

HTMX = {"HX-Request": "true"}
AREAS_OF_ALL_KINDS = (
    *("glabella", "forehead", "crows_feet", "bunny", "chin", "lip_flip"),
    *("masseter_slim", "platysma", "trapezius", "hh_axilla", "hh_palm"),
    *("micro_upper", "sebum", "migraine"),
)
AREAS = ("glabella", "forehead", "crows_feet")
WORDS = "About 6 in 10 people none or mild at 4 weeks (other clinics: 1 to 8 in 10)"
HOSTILE = '"><script>alert(1)</script>&'
KEY = "MAS1"
"""A source that no dose of the upper face rests on."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch):
    """Let the lines be forecast by these documents in turn."""

    def tell(*documents: dict) -> None:
        def outlooks(plan: Plan) -> dict:
            return {
                line.area: outlook_of(documents[index % len(documents)])
                for index, line in enumerate(plan.lines)
            }

        for module in (screen, views):
            monkeypatch.setattr(module, "outlooks_of", outlooks)

    return tell


def asked(client, fields, **more):
    return client.post("/planner/forecast/", fields, **more)


def slot(text: str, area: str) -> str:
    """What is put in the place of one line's forecast."""
    head = f'hx-swap-oob="innerHTML:#forecast-{area}">'
    return text.split(head, 1)[1].split("hx-swap-oob", 1)[0]


def test_a_plan_comes_without_waiting_for_its_forecasts(
    client, fields, monkeypatch: pytest.MonkeyPatch
):
    def never(plan: Plan) -> dict:
        pytest.fail("a forecast was made before it was asked for")

    monkeypatch.setattr(screen, "outlooks_of", never)
    for answer in (
        client.get("/planner/"),
        client.post("/planner/plan/", fields, headers=HTMX),
    ):
        assert answer.status_code == 200
        for area in AREAS:
            assert f'id="forecast-{area}" hx-preserve="true"' in answer.text


def test_each_line_gets_its_own_forecast(client, fields, told):
    told(sample(), sample(basis="extrapolated"), silent("No trial of this."))
    text = asked(client, fields, headers=HTMX).text
    assert "<html" not in text
    assert WORDS in slot(text, "glabella")
    assert "extrapolated" not in slot(text, "glabella")
    assert ">extrapolated<" in slot(text, "forehead")
    assert "No trial of this." in slot(text, "crows_feet")
    assert "<svg" not in slot(text, "crows_feet")


def test_a_forecast_shows_bands_units_sources_and_that_it_is_of_groups(
    client, fields, told
):
    told(sample())
    text = slot(asked(client, fields, headers=HTMX).text, "glabella")
    for said in (
        "From trials of groups; your patient may differ.",
        "2 sources",
        "9 in 10",
        "grades 0 to 3",
        "% of the force before treatment",
        "% of people",
        "Most of the spread is that people differ.",
        "grey before day 7: rests on little",
        "other clinics",
        "72 % people differ",
        "28 % we do not know",
        "The same as a table",
        "Exercise: recorded; effect unknown.",
    ):
        assert said in text, said
    assert text.count('role="img"') == 1 + 4
    assert 'data-sources="BC-DOSE GLABELLA"' in text


def test_a_forecast_that_rests_on_few_people_warns(client, fields, told):
    warning = "Only 90 of 4,000 virtual people fit the earlier results."
    told(sample(warning=warning), sample())
    text = asked(client, fields, headers=HTMX).text
    assert warning in slot(text, "glabella")
    assert "Caution" in slot(text, "glabella")
    assert "Caution" not in slot(text, "forehead")


def test_an_earlier_result_that_was_too_little_raises_questions(client, fields, told):
    told(sample(non_response=ASKED, sources=ASKED["sources"]), sample())
    text = asked(client, fields, headers=HTMX).text
    shown = slot(text, "glabella")
    assert "An earlier result was too little." in shown
    assert ASKED["sentence"] in shown
    for question in ASKED["questions"]:
        assert question["text"] in shown
        assert f'data-sources="{question["sources"][0]}"' in shown
        assert f'id="cite-{question["sources"][0]}"' in text
    assert "too little" not in slot(text, "forehead")


def test_weak_evidence_stands_on_the_first_line(client, fields, told):
    told(sweat_sample())
    fields |= {"area": ["hh_axilla"], "contraction.hh_axilla": ["3"]}
    text = slot(asked(client, fields, headers=HTMX).text, "hh_axilla")
    assert ">weak evidence<" in text.split("<details", 1)[0]


def test_the_earliest_next_date_of_the_label_is_marked(client, fields, told):
    told(sample())
    text = slot(asked(client, fields, headers=HTMX).text, "glabella")
    assert "18 Feb 2027 (label)" in text


def test_sources_of_a_forecast_stand_in_the_list(client, fields, told):
    told(sample(sources=[KEY]))
    plain = client.post("/planner/plan/", fields, headers=HTMX)
    assert f'id="cite-{KEY}"' not in plain.text
    text = asked(client, fields, headers=HTMX).text
    assert 'hx-swap-oob="innerHTML:#citations"' in text
    assert f'id="cite-{KEY}"' in text
    assert 'id="cite-BC-DOSE"' in text


def test_sweating_is_told_by_what_is_left(client, fields, told):
    told(sweat_sample())
    fields |= {"area": ["hh_axilla"], "contraction.hh_axilla": ["3"]}
    text = slot(asked(client, fields, headers=HTMX).text, "hh_axilla")
    assert "Sweat left about 34 % at 4 weeks" in text
    assert "% of before treatment" in text


def test_without_a_script_the_page_comes_back_with_the_forecasts(client, fields, told):
    told(sample())
    page = client.get("/planner/").text
    button = re.search(
        r"<button[^>]*formaction=\"/planner/forecast/#forecast-glabella\"[^>]*>", page
    )
    assert button
    assert "without-script" in button[0]
    for address in ("forecast", "plan"):
        answer = client.post(f"/planner/{address}/", fields)
        assert answer.status_code == 200
        assert "<!doctype html>" in answer.text.lower()
        words = f'<p class="forecast-words">{WORDS}'
        assert answer.text.count(words) == len(AREAS)


def test_a_form_that_cannot_be_planned_has_no_forecast(client, fields, told):
    told(sample())
    wrong = fields | {"age_years": ["177"]}
    assert asked(client, wrong, headers=HTMX).status_code == 204
    assert asked(client, wrong).status_code == 422


def test_a_blocked_plan_has_no_forecast(client, fields, told):
    told(sample())
    text = asked(client, fields | {"pregnant": ["yes"]}, headers=HTMX).text
    assert "innerHTML:#forecast-" not in text


def test_texts_of_a_forecast_are_never_markup(client, fields, told):
    told(sample(notes=[HOSTILE], explanation=[HOSTILE], sentence=HOSTILE))
    text = asked(client, fields, headers=HTMX).text
    assert "<script" not in text
    assert escape(HOSTILE) in text


def test_the_pdf_prints_the_forecasts(client, fields, told):
    told(sample())
    content = client.post("/planner/pdf/", fields).content
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) == 1
    assert "What trials let one expect" in pages[0].extract_text()


def test_only_a_post_asks_for_a_forecast(client):
    assert client.get("/planner/forecast/").status_code == 405


@pytest.mark.parametrize("area", AREAS_OF_ALL_KINDS)
def test_the_model_itself_forecasts_an_area_or_says_why_not(client, fields, area):
    told = {"product": ["botox"]} if area == "migraine" else {}
    fields |= told | {
        "area": [area],
        f"rest.{area}": ["1"],
        f"contraction.{area}": ["3"],
    }
    if area.startswith("hh_"):
        fields[f"rest.{area}"] = ["3"]
    text = asked(client, fields, headers=HTMX).text
    shown = slot(text, area)
    if "No forecast." in shown:
        reason = shown.split("</strong>", 1)[1].split("<a", 1)[0].strip()
        assert len(reason) > 20
    else:
        assert re.search(r"(in 10|in 20|%).* at 4 weeks", shown)
        assert 'role="img"' in shown
    for key in re.findall(r'data-sources="([^"]+)"', shown)[0].split():
        assert f'id="cite-{key}"' in text
