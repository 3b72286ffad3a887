"""Help says of each screen what it is for, to those who may open it."""

from html import unescape

import pytest
from django.urls import get_resolver

from glabella.web.shared.helping import HELP, help_of
from glabella.web.shared.navigation import PLACES
from tests.clinic.people import front_desk, injector, owner, practice

__all__ = ["front_desk", "injector", "owner", "practice"]

PUBLIC = {"front", "health", "request", "link", "help"}


def test_every_screen_for_staff_has_its_help():
    screens = {name for name in get_resolver().app_dict if name} - PUBLIC
    assert {name for name in screens if help_of(name) is None} == set()


def test_every_place_of_the_rail_has_its_help():
    named = {one.key for one in HELP} | {"approvals"}
    assert {place.name for place in PLACES} <= named


def test_the_help_of_a_screen_stands_with_its_keys(client, injector):
    client.force_login(injector)
    page = unescape(client.get("/protocols/").text)
    dialog = page.split('id="keys-help"')[1].split("</dialog>")[0]
    assert "a prescriber approves each" in dialog
    assert "/help/#protocols" in dialog


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [("front_desk", "Requests", "Audit"), ("owner", "Audit", "Consultation")],
)
def test_who_may_not_open_a_screen_is_not_told_of_it(
    client, request, who, shown, hidden
):
    client.force_login(request.getfixturevalue(who))
    page = client.get("/help/").text
    main = page.split("<main")[1]
    assert f">{shown}</h2>" in main
    assert f">{hidden}</h2>" not in main
