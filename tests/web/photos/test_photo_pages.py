"""The pages of photographs: taken, looked at, compared, with pins over them."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import glabella
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import services as consents
from glabella.clinic.patients import emergency
from glabella.clinic.photos import services
from glabella.clinic.photos.fitting import LANDMARKS, in_front
from glabella.clinic.photos.ingest import MAX_BYTES
from glabella.clinic.photos.models import Annotation, Photo
from glabella.clinic.photos.standard import Shot
from glabella.clinic.treatments.models import FollowUp
from glabella.core.face import Point
from glabella.drawing.views import view
from glabella.web.photos.forms import DrawForm
from tests.clinic.people import AT, make_patient
from tests.clinic.photos.pictures import agree, taken, upload, written

pytestmark = pytest.mark.django_db

FROWN = Shot("front", "frown")
FACE = Path(glabella.__file__).parent / "web/static/face/front.webp"


def to(name: str, *args: object) -> str:
    return reverse(f"photos:{name}", args=args)


def of(photo: Photo, name: str) -> str:
    return to(name, photo.photo_set.patient_id, photo.pk)


def sent(data: bytes | None = None, **more: object) -> dict[str, object]:
    name = more.pop("name", "face.jpg")
    kind = more.pop("kind", "image/jpeg")
    return {
        "view": "front",
        "expression": "rest",
        "occasion": "consultation",
        "picture": SimpleUploadedFile(name, written() if data is None else data, kind),
        **more,
    }


def pictures_in(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'src="(/patients/[^"]+)"', page)]


def reads() -> int:
    return AuditEntry.objects.filter(action="read").count()


# --- taking ----------------------------------------------------------------------


def test_a_file_is_kept_and_the_page_goes_on_to_what_is_missing(
    enter, injector, patient
):
    agree(patient, injector)
    answer = enter(injector).post(to("take", patient.pk), sent())
    photo = Photo.objects.get()
    assert photo.words == "front, at rest"
    assert answer.status_code == 302
    assert "view=right-45&expression=rest" in answer.headers["Location"]


def test_a_script_is_told_where_to_go_or_what_is_wrong(enter, injector, patient):
    agree(patient, injector)
    client = enter(injector)
    by_script = {"headers": {"accept": "application/json"}}
    good = client.post(to("take", patient.pk), sent(), **by_script)
    assert good.json()["next"].startswith(to("take", patient.pk))
    bad = client.post(to("take", patient.pk), sent(b"%PDF-1.7"), **by_script)
    assert bad.status_code == 422
    assert "holds PDF" in bad.json()["fault"]


def test_a_form_of_another_site_is_refused(enter, injector, patient):
    agree(patient, injector)
    client = enter(injector, enforce_csrf_checks=True)
    assert client.post(to("take", patient.pk), sent()).status_code == 403
    assert not Photo.objects.exists()
    page = client.get(to("take", patient.pk)).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    good = client.post(to("take", patient.pk), sent(csrfmiddlewaretoken=token))
    assert good.status_code == 302
    assert Photo.objects.count() == 1


def test_no_file_lies_in_a_temporary_folder(enter, injector, patient, monkeypatch):
    agree(patient, injector)

    def refuse(*args: object, **more: object) -> None:
        pytest.fail("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    # Larger than what Django itself would keep in memory.
    data = written() + b"\0" * (3 * 1024 * 1024)
    assert enter(injector).post(to("take", patient.pk), sent(data)).status_code == 302


def test_a_file_that_is_too_large_is_refused_in_a_sentence(enter, injector, patient):
    agree(patient, injector)
    data = written() + b"\0" * MAX_BYTES
    answer = enter(injector).post(to("take", patient.pk), sent(data))
    assert answer.status_code == 422
    assert "more than 20 MB" in answer.text
    assert not Photo.objects.exists()


def test_a_form_without_a_file_says_so(enter, injector, patient):
    agree(patient, injector)
    data = sent()
    del data["picture"]
    answer = enter(injector).post(to("take", patient.pk), data)
    assert answer.status_code == 422
    assert "Choose a photograph" in answer.text


def test_without_consent_there_is_no_camera_and_the_page_says_where_to_ask(
    enter, injector, patient
):
    client = enter(injector)
    page = client.get(to("take", patient.pk)).text
    assert f"/patients/{patient.pk}/consents/" in page
    assert "camera.js" not in page
    answer = client.post(to("take", patient.pk), sent())
    assert answer.status_code == 409
    assert "no consent to photography" in answer.text


def test_the_camera_is_open_to_the_page_that_takes_photographs_and_no_other(
    enter, injector, patient
):
    client = enter(injector)
    policy = "Permissions-Policy"
    taking = client.get(to("take", patient.pk)).headers[policy]
    assert "camera=(self)" in taking
    assert "gyroscope=(self)" in taking
    assert "microphone=()" in taking
    gallery = client.get(to("gallery", patient.pk)).headers[policy]
    assert "camera=()" in gallery


def test_a_treatment_of_another_patient_cannot_be_named(
    enter, injector, treated, patient
):
    other = make_patient(2)
    agree(other, injector)
    answer = enter(injector).post(to("take", other.pk), sent(treatment=treated.pk))
    assert answer.status_code == 422
    assert "another patient" in answer.text


# --- looking ---------------------------------------------------------------------


def test_a_page_of_photographs_is_one_entry_that_lists_them(enter, injector, patient):
    photos = [taken(patient, injector), taken(patient, injector, FROWN)]
    client, before = enter(injector), reads()
    page = client.get(to("gallery", patient.pk))
    assert reads() == before + 1
    entry = AuditEntry.objects.filter(action="read").order_by("-number").first()
    assert set(entry.content["after"]["photographs"]) == {str(one.pk) for one in photos}

    for address in pictures_in(page.text):
        answer = client.get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.content.startswith(b"\xff\xd8")
    assert reads() == before + 1  # the page told of them


def test_a_picture_by_its_bare_address_is_noted_by_itself(
    enter, injector, prescriber, patient, practice, clock
):
    practice.idle_minutes = 120  # longer than a ticket lasts
    practice.save()
    photo = taken(patient, injector)
    [thumbnail] = pictures_in(enter(injector).get(to("gallery", patient.pk)).text)
    before = reads()
    client = enter(injector)
    assert client.get(of(photo, "picture")).status_code == 200
    assert reads() == before + 1
    # A ticket is for one person, one picture, and a quarter of an hour.
    assert enter(prescriber).get(thumbnail).status_code == 200
    assert reads() == before + 2
    ticket = thumbnail.partition("?")[2]
    assert client.get(f"{of(photo, 'picture')}?{ticket}").status_code == 200
    assert reads() == before + 3
    clock.move_to(AT + timedelta(minutes=14))
    assert client.get(thumbnail).status_code == 200
    assert reads() == before + 3
    clock.move_to(AT + timedelta(minutes=16))
    assert client.get(thumbnail).status_code == 200
    assert reads() == before + 4


def test_nobody_without_the_right_gets_a_picture_even_with_a_ticket(
    enter, injector, owner, front_desk, patient
):
    photo = taken(patient, injector)
    [thumbnail] = pictures_in(enter(injector).get(to("gallery", patient.pk)).text)
    for person in (owner, front_desk):
        client = enter(person)
        for address in (thumbnail, of(photo, "picture"), of(photo, "thumbnail")):
            answer = client.get(address)
            assert answer.status_code == 404
            assert b"JFIF" not in answer.content


def test_emergency_access_shows_them_and_takes_none(enter, owner, injector, patient):
    photo = taken(patient, injector)
    client = enter(owner)
    assert client.get(to("gallery", patient.pk)).status_code == 404
    emergency.break_glass(
        actor=owner, at=AT, patient=patient, reason="nobody else can be reached"
    )
    page = client.get(to("gallery", patient.pk)).text
    [thumbnail] = pictures_in(page)
    assert client.get(thumbnail).content.startswith(b"\xff\xd8")
    assert to("take", patient.pk) not in page
    refused = client.post(of(photo, "withdraw"), {"reason": "x", "version": 1})
    assert refused.status_code == 403


def test_a_page_of_many_photographs_asks_the_database_no_more_often(
    enter, injector, patient
):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(to("gallery", patient.pk)).status_code == 200
        return len(queries)

    taken(patient, injector)
    client = enter(injector)
    asked()  # the first page also makes what later ones find
    few = asked()
    for shot in (FROWN, Shot("left-45", "rest"), Shot("right-45", "rest")):
        taken(patient, injector, shot)
    taken(patient, injector, FROWN, occasion="review")
    assert asked() == few <= 45


def test_after_a_treatment_its_areas_say_what_the_set_is(
    enter, injector, patient, treated
):
    agree(patient, injector)
    page = enter(injector).get(to("gallery", patient.pk)).text
    assert "0 of 6 photographs" in page
    assert "Front, frown" in page
    # A visit may ask for its own areas, and the links carry them on.
    visit = "0b8e1f3e-7d0a-4b6e-9d0d-1d2c3b4a5f60"
    asked = {"areas": "platysma,nowhere", "visit": visit, "occasion": "before"}
    page = unescape(enter(injector).get(to("gallery", patient.pk), asked).text)
    assert "0 of 10 photographs" in page
    assert f"occasion=before&visit={visit}&areas=platysma%2Cnowhere" in page


def test_a_picture_under_another_patient_s_address_is_not_found(
    enter, injector, patient
):
    photo = taken(patient, injector)
    other = make_patient(2)
    answer = enter(injector).get(to("picture", other.pk, photo.pk))
    assert answer.status_code == 404


def test_the_record_keeps_photographs_after_consent_is_withdrawn_and_says_so(
    enter, injector, patient
):
    taken(patient, injector)
    consents.withdraw(
        actor=injector, at=AT, reason="no more",
        consent=patient.consents.get(kind="photography"),
    )  # fmt: skip
    page = enter(injector).get(to("gallery", patient.pk)).text
    assert "No consent to photography" in page
    assert len(pictures_in(page)) == 1
    assert to("take", patient.pk) not in page


def test_a_photograph_is_withdrawn_with_a_reason(enter, injector, patient):
    photo = taken(patient, injector)
    client = enter(injector)
    empty = client.post(of(photo, "withdraw"), {"reason": "", "version": 1})
    assert empty.status_code == 422
    stale = client.post(of(photo, "withdraw"), {"reason": "x", "version": 9})
    assert stale.status_code == 422
    assert "changed this meanwhile" in stale.text
    client.post(of(photo, "withdraw"), {"reason": "somebody else", "version": 1})
    gallery = client.get(to("gallery", patient.pk)).text
    assert pictures_in(gallery) == []
    assert "1 withdrawn" in gallery
    page = client.get(of(photo, "photo")).text
    assert "somebody else" in page
    assert pictures_in(page) == []


def test_a_copy_leaves_with_its_purpose_noted(enter, prescriber, injector, patient):
    photo = taken(patient, injector)
    answer = enter(prescriber).post(of(photo, "copy"), {"purpose": "record"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert patient.family_name not in answer.headers["Content-Disposition"]
    refused = enter(injector).post(of(photo, "copy"), {"purpose": "record"})
    assert refused.status_code == 403
    no_consent = enter(injector).post(of(photo, "copy"), {"purpose": "marketing"})
    assert no_consent.status_code == 409


def test_what_is_drawn_lies_on_a_copy(enter, injector, patient):
    photo = taken(patient, injector)
    strokes = [
        {"kind": "line", "points": [[0.1, 0.1], [0.2, 0.2]]},
        {"kind": "circle", "at": [0.5, 0.5], "r": 0.05},
        {"kind": "text", "at": [0.3, 0.3], "text": "<b>higher</b>"},
    ]
    client = enter(injector)
    wrong = client.post(of(photo, "draw"), {"strokes": "[{}]", "title": ""})
    assert wrong.status_code == 422
    client.post(
        of(photo, "draw"), {"strokes": json.dumps(strokes), "title": "Left brow"}
    )
    assert Annotation.objects.get().title == "Left brow"
    page = client.get(of(photo, "photo")).text
    assert '<circle class="stroke" cx="300.0" cy="400.0" r="30.0"/>' in page
    assert "&lt;b&gt;higher&lt;/b&gt;" in page


# --- comparing -------------------------------------------------------------------


@pytest.fixture
def pair(injector, patient) -> tuple[Photo, Photo]:
    early = AT - timedelta(days=14)
    agree(patient, injector, at=early)
    return (
        taken(patient, injector, FROWN, at=early, day=early.date()),
        taken(patient, injector, FROWN, occasion="review"),
    )


def test_the_newest_two_of_a_kind_are_compared(enter, injector, patient, pair):
    taken(patient, injector)
    page = enter(injector).get(to("compare", patient.pk)).text
    shown = pictures_in(page)
    assert str(pair[0].pk) in shown[0]
    assert str(pair[1].pk) in shown[1]
    entry = AuditEntry.objects.filter(action="read").order_by("-number").first()
    assert entry.content["after"]["photographs"] == [str(one.pk) for one in pair]


def test_each_kind_that_was_taken_twice_is_one_tap_away(enter, injector, patient, pair):
    early = AT - timedelta(days=14)
    rest = (
        taken(patient, injector, at=early, day=early.date()),
        taken(patient, injector, occasion="review"),
    )
    once = Shot("front", "smile")
    taken(patient, injector, once)
    page = enter(injector).get(to("compare", patient.pk)).text
    kinds = page[page.index("pair-kinds") : page.index("pair-any")]
    for two in (pair, rest):
        assert f"?before={two[0].pk}&amp;after={two[1].pk}" in kinds
    assert kinds.count("aria-current") == 1
    assert once.words.capitalize() not in kinds


def test_any_two_can_be_chosen_and_a_difference_in_kind_is_said(
    enter, injector, patient, pair
):
    other = taken(patient, injector)
    page = enter(injector).get(
        to("compare", patient.pk), {"before": pair[0].pk, "after": other.pk}
    )
    assert "Different kinds" in page.text


@pytest.mark.parametrize("query", [{"before": "x", "after": "y"}, {"after": ""}, {}])
def test_nonsense_in_the_address_is_no_fault(enter, injector, patient, query):
    taken(patient, injector)
    assert enter(injector).get(to("compare", patient.pk), query).status_code == 200


def test_three_points_are_kept_from_the_page(enter, injector, patient, pair):
    points = json.dumps([[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]])
    back = f"{to('compare', patient.pk)}?after={pair[1].pk}"
    client = enter(injector)
    form = {"points": points, "version": 1, "back": back}
    answer = client.post(of(pair[1], "points"), form)
    assert answer.headers["Location"] == back
    assert 'data-align="[[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]]"' in unescape(
        client.get(back).text
    )
    elsewhere = client.post(
        of(pair[1], "points"), {**form, "version": 2, "back": "https://bad.example/"}
    )
    assert elsewhere.headers["Location"] == to("compare", patient.pk)


def test_a_person_grades_from_the_pair_and_it_is_a_follow_up(
    enter, injector, patient, treated, pair
):
    client = enter(injector)
    address = f"{to('grade', patient.pk)}?before={pair[0].pk}&after={pair[1].pk}"
    form = {"treatment": str(treated.pk), "area": "glabella", "at_contraction": "9"}
    assert client.post(address, form).status_code == 422
    answer = client.post(address, {**form, "at_contraction": "1", "at_rest": "0"})
    assert answer.status_code == 302
    follow_up = FollowUp.objects.get(day=AT.date())
    grade = follow_up.grades.get()
    assert (grade.area, grade.at_contraction, grade.rater) == (
        "glabella", 1, "investigator",
    )  # fmt: skip
    assert "from photographs of" in follow_up.note


# --- pins ------------------------------------------------------------------------


def on_the_drawing(*, off: float = 0.0) -> dict[str, list[float]]:
    """The points where the drawn mean face has them; one may be off, in cm."""
    front = view("front")
    found = {}
    for one in LANDMARKS:
        x, y = in_front(one.key)
        shift = off if one.key == "mouth-L" else 0.0
        found[one.key] = [x / front.width_cm, (y + shift) / front.height_cm]
    return found


@pytest.fixture
def face(injector, draft) -> Photo:
    """The drawing of the mean face as the photograph of somebody with a plan."""
    sent_in = upload(FACE.read_bytes(), "face.webp", "image/webp")
    return taken(draft.patient, injector, upload=sent_in)


def test_the_plan_s_pins_fall_where_the_map_has_them(enter, injector, face, draft):
    client = enter(injector)
    form = {"points": json.dumps(on_the_drawing()), "version": 1}
    assert client.post(of(face, "pins"), form).status_code == 302
    page = client.get(of(face, "pins")).text
    spots = re.findall(r'photo-pin[^"]*"><circle cx="([\d.]+)" cy="([\d.]+)"', page)
    [line] = draft.versions.get().content["lines"]
    assert len(spots) == len(line["sites"])
    front = view("front")
    expected = {
        tuple(round(value * face.width / front.width_cm) for value in front.project(p))
        for p in places_of(line)
    }
    assert {(round(float(x)), round(float(y))) for x, y in spots} == expected
    assert "within 0 mm (typically 0 mm), measured on the mean face" in page


def places_of(line: dict) -> list[Point]:
    return [Point(*site["position_cm"]) for site in line["sites"]]


def test_a_bad_fit_shows_no_pin_and_says_which_point(enter, injector, face):
    services.set_landmarks(
        actor=injector, at=AT, photo=face, version=1, points=on_the_drawing(off=1.8)
    )
    page = enter(injector).get(of(face, "pins")).text
    assert "left corner of the mouth" in page
    assert "photo-pin" not in page


def test_pins_are_laid_over_a_photograph_from_the_front_only(enter, injector, patient):
    side = taken(patient, injector, Shot("left-90", "rest"))
    page = enter(injector).get(of(side, "pins")).text
    assert "Not from the front" in page


def test_another_patient_s_plan_is_not_laid_over_a_photograph(enter, injector, draft):
    photo = taken(make_patient(7), injector)
    answer = enter(injector).get(of(photo, "pins"), {"plan": str(draft.pk)})
    assert answer.status_code == 404


@pytest.mark.parametrize("told", ["[" * 50_000, "9" * 5_000, "[1" + "0" * 5_000 + "]"])
def test_a_drawing_that_no_script_of_ours_sends_is_refused_in_words(told):
    form = DrawForm({"title": "", "strokes": told})
    assert "could not be read" in str(form.errors)
    assert "strokes" in str(form)
