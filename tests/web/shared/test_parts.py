"""The parts that screens are made of: pages of lists, stale forms, refusals, the rail."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.errors import Invalid
from glabella.web.shared import paging
from glabella.web.shared.forms import refuse, restale
from glabella.web.shared.navigation import items
from glabella.web.shared.parts import Chip, Event
from glabella.web.shared.shell import Shell, initials
from tests.web.shared.gallery import FILLED, NOW, Example


def everything(action: str) -> bool:
    return True


def test_a_page_of_a_list_tells_where_it_stands():
    page = Paginator(range(45), 20).page(2)
    pager = paging.numbered(page)
    assert pager.words == "21 to 40 of 45"
    assert pager.previous == {"page": "1"}
    assert pager.next == {"page": "3"}


def test_a_list_that_fits_on_a_page_has_no_pager():
    pager = paging.numbered(Paginator(range(3), 20).page(1))
    assert (pager.words, pager.previous, pager.next) == ("", None, None)


def test_a_list_read_from_a_key_on_goes_both_ways():
    pager = paging.keyset(newer="90", older="71")
    assert pager.previous == {"before": "90", "after": None}
    assert pager.next == {"after": "71", "before": None}
    assert (pager.previous_word, pager.next_word) == ("Newer", "Older")
    assert paging.keyset(newer=None, older=None).next is None


def test_the_links_of_a_pager_keep_the_filters():
    request = RequestFactory().get("/audit/?actor=3&before=90")
    text = render_to_string(
        "shared/_pager.html",
        {"pager": paging.keyset(newer="70", older="51"), "target": "list"},
        request=request,
    )
    assert 'href="?actor=3&amp;after=51"' in text
    assert 'href="?actor=3&amp;before=70"' in text
    assert 'hx-target="#list"' in text


def test_a_refused_form_shows_what_is_there_now_beside_what_was_typed():
    form = Example(FILLED | {"consent": True})
    stale = restale(form, NOW | {"consent": False})
    assert [(one.label, one.yours, one.now) for one in stale.rows] == [
        ("Room", "Room 2", "Room 1"),
        ("Areas", "glabella", "forehead"),
        ("May be telephoned", "yes", "no"),
        ("Note", "", "Prefers mornings"),
    ]


def test_a_refused_form_takes_over_the_new_version_and_keeps_what_was_typed():
    data = QueryDict(mutable=True)
    data.update({"name": "Given", "sex": "male", "version": "1"})
    data.setlist("areas", ["glabella", "forehead"])
    form = Example(data)
    restale(form, NOW)
    again = Example(form.data)
    assert again.is_valid()
    assert again.cleaned_data["version"] == 2
    assert again.cleaned_data["name"] == "Given"
    assert again.cleaned_data["areas"] == ["glabella", "forehead"]


def test_dates_and_times_are_compared_as_they_are_typed():
    form = Example(FILLED | {"born_on": "1984-05-17", "opens": "09:00"})
    stale = restale(form, {"born_on": date(1984, 5, 17), "opens": "09:30"})
    assert [(one.label, one.yours, one.now) for one in stale.rows] == [
        ("Opens", "09:00", "09:30")
    ]


def test_what_a_service_refuses_stands_beside_its_field_or_above_the_form():
    form = Example(FILLED | {"name": "Given"})
    assert form.is_valid()
    refuse(form, Invalid({"room": "This room is taken.", "": "Choose another day."}))
    assert form.errors["room"] == ["This room is taken."]
    assert form.non_field_errors() == ["Choose another day."]


def test_a_chip_has_a_word_a_shape_and_perhaps_a_way():
    done = render_to_string("shared/_chip.html", {"chip": Chip("Approved", "good")})
    assert '<span class="chip good">' in done
    assert "Approved" in done
    missing = render_to_string(
        "shared/_chip.html", {"word": "History", "tone": "block", "address": "/x/"}
    )
    assert '<a class="chip block" href="/x/">' in missing


def test_a_short_chip_reads_out_what_it_means():
    chip = Chip("History", "caution", said="missing. No <history> was taken.")
    text = render_to_string("shared/_chip.html", {"chip": chip})
    assert 'title="missing. No &lt;history&gt; was taken."' in text
    assert '<span class="visually-hidden">: missing. No &lt;history&gt;' in text


def test_a_control_names_its_hint_and_its_error():
    form = Example(FILLED)
    form.is_valid()
    text = render_to_string("shared/_field.html", {"field": form["name"]})
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_helptext"' in text
    assert 'id="id_name_error"' in text


@pytest.mark.parametrize(
    ("at", "day", "clock", "month"),
    [
        (
            datetime(2026, 11, 23, 9, 5, tzinfo=UTC),
            "23 November",
            "09:05",
            "November 2026",
        ),
        (date(2026, 1, 2), "2 January", "", "January 2026"),
    ],
)
def test_an_event_tells_its_day_and_its_time_where_it_is_known(at, day, clock, month):
    event = Event(at, "Treatment")
    assert (event.day, event.clock, event.month) == (day, clock, month)


def test_the_rail_leaves_out_what_one_may_not_open_and_what_is_not_there(gallery):
    shown = items("/today/", may=lambda action: action != "audit.read", counts={})
    assert [one.label for one in shown][-1] == "Settings"
    assert len(shown) == 7


@pytest.mark.urls("glabella.web.front.urls")
def test_the_rail_leaves_out_screens_that_do_not_exist():
    assert items("/", may=everything, counts={}) == []


def test_a_page_below_a_screen_belongs_to_it(gallery):
    shown = items("/patients/1/plans/2/", may=everything, counts={"requests": 123})
    assert [one.label for one in shown if one.current == "true"] == ["Patients"]
    assert [one.count_text for one in shown if one.count] == ["99+"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Maria Souza", "AS"), ("Owner", "O"), ("", ""), ("Dr. (med) Kim", "DK")],
)
def test_initials_stand_for_a_person(name, letters):
    assert initials(name) == letters


@pytest.mark.django_db
def test_each_person_has_a_key_of_their_own_for_what_they_type(owner, injector, rf):
    def key_of(person):
        request = rf.get("/today/")
        request.user = person
        return Shell(request).draft_key

    assert key_of(owner) == key_of(owner)
    assert key_of(owner) != key_of(injector)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("missing", 404, "There is no such page"),
        ("role", 403, "Your roles do not include this"),
        ("step", 409, "The history is not confirmed."),
        ("stale", 409, "Somebody changed this meanwhile"),
        ("invalid", 422, "Units cannot be negative."),
    ],
)
def test_what_the_clinic_refuses_is_answered_in_plain_words(
    gallery, client, owner, kind, code, words
):
    client.force_login(owner)
    where = f"/refusing/{kind}/"
    page = client.get(where)
    assert page.status_code == code
    assert words in page.text
    assert 'aria-label="Main"' in page.text

    partial = client.get(where, headers={"HX-Request": "true"})
    assert partial.status_code == code
    assert partial.headers["Content-Type"].startswith("text/plain")
    assert "<" not in partial.text

    answer = client.get(where, headers={"Accept": "application/json"})
    assert answer.status_code == code
    assert answer.json()["message"]


@pytest.mark.django_db
def test_a_missing_step_leads_to_where_it_is_done(gallery, client, owner):
    client.force_login(owner)
    assert (
        '<a class="button primary" href="/today/">'
        in client.get("/refusing/step/").text
    )


@pytest.mark.django_db
def test_a_refused_right_is_told_to_the_audit_and_no_right_is_named(
    gallery, client, owner
):
    client.force_login(owner)
    page = client.get("/refusing/role/")
    assert "plan.approve" not in page.text
    entry = AuditEntry.objects.filter(action="failure").latest("number")
    assert entry.actor_name == owner.name
    assert entry.record_id == "role"


@pytest.mark.django_db
def test_a_page_of_the_frame_asks_little_of_the_database(
    gallery, client, front_desk, django_assert_max_num_queries
):
    client.force_login(front_desk)
    client.get("/patients/")
    with django_assert_max_num_queries(6):
        client.get("/patients/")
