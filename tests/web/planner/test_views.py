"""The planner's pages as they travel: whole, in parts, as files."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.plans.asking.answers import starting_answers
from glabella.clinic.plans.models import PlanVersion
from glabella.core.intended_use import MADE_UP_DATA
from tests.web.planner.conftest import PLANNED_ON

HTMX = {"HX-Request": "true"}


def post(client: Client, address: str, fields: dict[str, list[str]], **more):
    return client.post(f"/planner/{address}/", fields, **more)


def test_the_first_page_shows_a_plan_without_a_script(client):
    answer = client.get("/planner/")
    assert answer.status_code == 200
    assert "64 units" in answer.text
    assert 'action="/planner/plan/"' in answer.text
    assert "8 of 8 not asked" in answer.text


def test_without_a_script_the_whole_page_comes_back_with_the_plan(client, fields):
    answer = post(client, "plan", fields | {"age_years": ["61"]})
    assert answer.status_code == 200
    assert "<!doctype html>" in answer.text.lower()
    assert 'value="61"' in answer.text
    assert "all asked" in answer.text


def test_with_a_script_only_the_changed_parts_come(client, fields):
    answer = post(client, "plan", fields, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    for part in ("pins-front", "pins-left-90", "bodies", "problems", "unasked"):
        assert re.search(rf'id="{part}"[^>]* hx-swap-oob="true"', answer.text), part


def test_a_problem_leaves_the_last_good_plan_alone(client, fields):
    answer = post(client, "plan", fields | {"age_years": ["177"]}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.headers["HX-Reswap"].startswith("none")
    assert 'data-problem="age_years"' in answer.text
    assert "out of date" in answer.text
    assert "line-units" not in answer.text


def test_without_a_script_a_problem_stands_beside_its_field(client, fields):
    answer = post(client, "plan", fields | {"age_years": ["177"]})
    assert answer.status_code == 422
    field = answer.text.split('data-field="age_years"', 1)[1].split("</div>", 1)[0]
    assert 'aria-invalid="true"' in field
    assert "whole years" in field


def test_a_block_shows_no_dose(client, fields):
    answer = post(client, "plan", fields | {"pregnant": ["yes"]}, headers=HTMX)
    assert "No dose is shown" in answer.text
    assert "line-units" not in answer.text
    assert "data-pin=" not in answer.text


def test_every_number_carries_sources_that_stand_in_the_list(client, fields):
    text = post(client, "plan", fields, headers=HTMX).text
    cited = {
        key
        for keys in re.findall(r'data-sources="([^"]*)"', text)
        for key in keys.split()
    }
    listed = set(re.findall(r'id="cite-([^"]+)"', text))
    assert len(cited) > 10
    assert cited == listed
    assert 'data-sources=""' not in text


def test_links_to_sources_tell_them_nothing(client):
    links = re.findall(r'<a [^>]*href="https?://[^>]*>', client.get("/planner/").text)
    assert len(links) > 10
    assert all('rel="noreferrer' in link for link in links)


def test_a_reason_stands_with_its_caution_again(client, fields):
    fields |= {"medicines": ["yes"], "medicines.text": ["aspirin 75 mg"]}
    first = post(client, "plan", fields, headers=HTMX).text
    name = re.search(r'name="(reason\.[0-9a-f]+)"', first)
    assert name
    fields[name[1]] = ["Stopped a week ago, <b>agreed</b>"]
    second = post(client, "plan", fields, headers=HTMX).text
    assert "Stopped a week ago, &lt;b&gt;agreed&lt;/b&gt;" in second


HOSTILE = '"><script>alert(1)</script>{{ 7|add:7 }}'


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_hostile_text_is_shown_as_text(client, fields, headers):
    names = [
        "product",
        "age_years",
        "sex",
        "on",
        "technique",
        "view",
        "touched",
        "area",
    ]
    for name in (*names, "allergies.text", "previous-0-product", "mass.glabella"):
        answer = post(client, "plan", fields | {name: [HOSTILE]}, headers=headers)
        assert answer.status_code in {200, 422}, name
        assert "<script>alert" not in answer.text, name
        assert "{{" in answer.text or "7|add" not in answer.text, name


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"area": ["glabella"] * 500},
        {"area": ["\x00"], "age_years": ["\x00"]},
        {f"units.x{n}/y-M": ["1"] for n in range(1500)},
        {f"reason.{n}": ["because"] for n in range(1500)},
        {"previous-99-on": ["x"], "previous--1-on": ["x"], "rest.": ["1"]},
        {"on": ["\uff12026-11-20"], "age_years": ["\u0664\u0665"]},
        {"at.glabella/procerus-M": ["palm 1 1"], "view": ["nowhere"]},
    ],
    ids=["empty", "repeats", "nul", "sites", "reasons", "rows", "digits", "view"],
)
def test_no_input_makes_the_server_stumble(client, fields, junk):
    for base in ({}, fields):
        for address in ("plan", "case"):
            assert post(client, address, base | junk).status_code in {200, 422}
        assert post(client, "plan", base | junk, headers=HTMX).status_code == 200


def test_too_many_fields_are_refused(client):
    junk = {f"x{n}": ["1"] for n in range(2001)}
    assert post(client, "plan", junk).status_code == 400


def test_the_pdf_is_a_pdf_and_names_nobody(client, fields):
    answer = post(client, "pdf", fields)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    expected = 'attachment; filename="glabella-plan-2026-11-20.pdf"'
    assert answer.headers["Content-Disposition"] == expected


def test_the_pdf_carries_reasons_and_the_mark_of_a_demonstration(
    client, fields, settings, monkeypatch
):
    told = {}

    def printed(plan, *, note, reasons, forecasts):
        told.update(note=note, reasons=list(reasons.values()))
        return b"%PDF"

    monkeypatch.setattr("glabella.web.planner.views.pdf_page", printed)
    settings.DEMO = True
    fields |= {"medicines": ["yes"], "medicines.text": ["aspirin 75 mg"]}
    text = post(client, "plan", fields, headers=HTMX).text
    name = re.search(r'name="(reason\.[0-9a-f]+)"', text)
    assert name
    post(client, "pdf", fields | {name[1]: ["Stopped a week ago"]})
    assert told == {"note": MADE_UP_DATA, "reasons": ["Stopped a week ago"]}


def test_a_file_that_cannot_be_made_shows_why(client, fields):
    for address in ("pdf", "case"):
        answer = post(client, address, fields | {"age_years": ["x"]})
        assert answer.status_code == 422
        assert "whole years" in answer.text


def test_a_saved_case_opens_again(client, fields):
    saved = post(client, "case", fields | {"age_years": ["52"]})
    assert saved.headers["Content-Type"] == "application/toml"
    upload = SimpleUploadedFile("case.toml", saved.content)
    answer = client.post("/planner/open/", {"case": upload})
    assert answer.status_code == 200
    assert 'value="52"' in answer.text


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"on = ",
        b'product = "x"',
        b"a = " + b"[" * 5000,
        b"x" * 100_001,
        b'on = 2026-11-20\n[[areas]]\nid = "glabella"\n',
    ],
    ids=["bytes", "toml", "case", "deep", "large", "incomplete"],
)
def test_a_file_that_is_no_case_changes_nothing_and_says_so(client, content):
    upload = SimpleUploadedFile("case.toml", content)
    answer = client.post("/planner/open/", {"case": upload})
    assert answer.status_code == 422
    assert 'data-problem="case"' in answer.text
    assert "64 units" in answer.text


def test_opening_nothing_says_so(client):
    assert client.post("/planner/open/", {"case": "text"}).status_code == 422


@pytest.mark.parametrize(
    "view", ["front", "right-45", "left-45", "right-90", "left-90"]
)
def test_each_view_has_its_layers(client, view):
    text = client.get(f"/planner/layers/{view}/").text
    for layer in ("muscles", "dangers", "landmarks"):
        assert f'class="layer {layer}"' in text
    assert "<title>" in text


def test_there_is_no_layer_of_another_view(client):
    assert client.get("/planner/layers/palm/").status_code == 404


def test_reading_never_changes_and_changing_is_never_read(client):
    for address in ("plan", "pdf", "case", "open"):
        assert client.get(f"/planner/{address}/").status_code == 405
    assert client.post("/planner/").status_code == 405


def test_nothing_is_stored_and_nothing_may_be_kept(client, fields):
    answer = client.get("/planner/")
    assert set(answer.cookies) <= {"csrftoken", "sessionid"}
    before = (AuditEntry.objects.count(), PlanVersion.objects.count())
    answer = post(client, "plan", fields, headers=HTMX)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert (AuditEntry.objects.count(), PlanVersion.objects.count()) == before
    held = json.dumps(dict(answer.wsgi_request.session.items()), default=str)
    assert "glabella" not in held.replace("glabella.clinic", "").replace(
        "glabella.web", ""
    )
    assert PLANNED_ON not in held


def test_the_policy_of_the_page_allows_no_inline_code(client):
    policy = client.get("/planner/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_a_form_without_its_token_is_refused(client, fields):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for address in ("plan", "pdf", "case", "open"):
        assert strict.post(f"/planner/{address}/", fields).status_code == 403


@pytest.mark.parametrize("product", ["botox-cosmetic", "azzalure", "letybo", "myobloc"])
def test_each_kind_of_product_gets_an_answer(client, fields, product):
    answer = post(client, "plan", fields | {"product": [product]}, headers=HTMX)
    assert answer.status_code == 200


def test_every_area_can_be_chosen_at_once(client, fields):
    from glabella.evidence import catalogue  # noqa: PLC0415

    areas = list(catalogue.area_keys())
    fields |= {"area": areas}
    fields |= {f"rest.{area}": ["2"] for area in areas}
    fields |= {f"contraction.{area}": ["2"] for area in areas}
    answer = post(client, "plan", fields, headers=HTMX)
    assert answer.status_code == 200
    assert "line-units" in answer.text


def test_the_start_is_the_day_it_is_given():
    from datetime import date  # noqa: PLC0415

    assert starting_answers(date(2026, 11, 20)).one("on") == "2026-11-20"


@pytest.mark.parametrize(
    "content",
    [".".join(["a"] * 40_000) + " = 1\n", "x = " + "{a = " * 12_000],
    ids=["a key of many parts", "nested tables"],
)
def test_a_case_file_that_would_keep_the_parser_busy_is_refused_at_once(
    client, content
):
    upload = SimpleUploadedFile("case.toml", content.encode())
    answer = client.post("/planner/open/", {"case": upload})
    assert answer.status_code == 422
    assert "nests its keys too deep" in answer.content.decode()
