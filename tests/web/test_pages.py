"""The front page, the health answer and the error pages."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import path

from glabella.core.intended_use import INTENDED_USE, MADE_UP_DATA, MARKS
from glabella.site import urls as site_urls
from tests.clinic.people import injector, practice

__all__ = ["injector", "practice"]


def broken(request):
    message = "Ms Made-Up, 34 units"
    raise RuntimeError(message)


urlpatterns = [path("health/broken/", broken), *site_urls.urlpatterns]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500


@pytest.mark.parametrize("address", ["/", "/planner/", "/today/", "/no-such-page/"])
def test_every_page_carries_the_intended_use_and_the_notice_of_marks(
    client, injector, address
):
    client.force_login(injector)
    text = client.get(address).text
    assert INTENDED_USE in text
    assert MARKS in text


def test_a_clinic_is_not_told_that_its_data_are_made_up(client, settings, practice):
    assert MADE_UP_DATA not in client.get("/").text
    settings.DEMO = True
    assert MADE_UP_DATA in client.get("/").text


@pytest.mark.django_db
def test_health_answers_for_machines(client):
    answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() | {"version": ""} == {
        "status": "ok",
        "version": "",
        "database": "ok",
    }
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_health_says_when_the_database_does_not_answer(client, monkeypatch, caplog):
    def fail():
        message = "password=topsecret"
        raise DatabaseError(message)

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unavailable"
    assert "topsecret" not in answer.text


@pytest.mark.django_db
@pytest.mark.urls("tests.web.test_pages")
def test_a_fault_shows_a_plain_page_and_nothing_of_what_was_typed():
    answer = Client(raise_request_exception=False).get("/health/broken/?name=Made-Up")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert INTENDED_USE in answer.text
    assert "Made-Up" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.django_db
@pytest.mark.urls("tests.web.test_pages")
def test_a_fault_in_the_templates_themselves_still_gets_an_answer(settings):
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [], "APP_DIRS": False}]
    answer = Client(raise_request_exception=False).get("/health/broken/")
    assert answer.status_code == 500
    assert INTENDED_USE in answer.text


def test_a_form_without_its_token_is_refused_in_plain_words(injector):
    client = Client(enforce_csrf_checks=True)
    client.force_login(injector)
    answer = client.post("/planner/", {"name": "Made-Up"})
    assert answer.status_code == 403
    assert "This form has gone stale" in answer.text
    assert "Made-Up" not in answer.text
