"""Photographs in the record: taken with consent, sealed, looked at, withdrawn."""

from datetime import timedelta
from uuid import uuid4

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import services as consents
from glabella.clinic.keys import services as keys
from glabella.clinic.patients import emergency
from glabella.clinic.patients.belonging import everything
from glabella.clinic.photos import selectors, services
from glabella.clinic.photos.due import sweep
from glabella.clinic.photos.ingest import take_in
from glabella.clinic.photos.models import Photo, PhotoFile, PhotoSet
from glabella.clinic.photos.services import Into
from glabella.clinic.photos.standard import Shot, wanted
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    KeyDestroyed,
    NotAllowed,
    NotFound,
    SealBroken,
    Stale,
)
from tests.clinic.people import AT, TODAY, make_patient
from tests.clinic.photos.pictures import FRONT, agree, image, taken, upload, written

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=5)
FROWN = Shot("front", "frown")


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).order_by("-number").first()


def test_a_photograph_is_taken_into_the_set_of_its_visit(injector, patient):
    visit = str(uuid4())
    one = taken(patient, injector, occasion="before", visit=visit)
    two = taken(patient, injector, FROWN, occasion="before", visit=visit)
    other = taken(patient, injector, occasion="review")
    assert one.photo_set == two.photo_set != other.photo_set
    sets = selectors.sets_of(viewer=injector, patient=patient, at=AT)
    found = next(one for one in sets if one.visit == visit)
    assert [photo.words for photo in found.photos.all()] == [
        "front, at rest",
        "front, frown",
    ]
    assert selectors.words_of(found) == (
        "2 photographs before a treatment: at rest, frown"
    )
    entry = last("create")
    assert entry.subject_id == patient.key_id
    assert entry.content["after"]["day"] == TODAY.isoformat()


def test_without_consent_to_photography_none_is_taken(injector, patient):
    with pytest.raises(Blocked) as refused:
        services.add(
            actor=injector, at=AT, patient=patient, shot=FRONT,
            upload=upload(), into=Into(),
        )  # fmt: skip
    assert refused.value.where == f"/patients/{patient.pk}/consents/"
    assert not Photo.objects.exists()


def test_a_consent_that_was_withdrawn_allows_no_more(injector, patient):
    consent = agree(patient, injector)
    taken(patient, injector)
    consents.withdraw(
        actor=injector, at=LATER, consent=consent, reason="does not want it"
    )
    with pytest.raises(Blocked):
        services.add(
            actor=injector, at=LATER, patient=patient, shot=FROWN,
            upload=upload(), into=Into(),
        )  # fmt: skip
    # The clinical record keeps what was taken while it held.
    assert len(selectors.photos_of(viewer=injector, patient=patient, at=LATER)) == 1
    assert selectors.shown_to_patient(patient=patient, at=LATER) == ()


def test_the_front_desk_and_the_owner_take_and_see_none(
    front_desk, owner, injector, patient
):
    photo = taken(patient, injector)
    for person in (front_desk, owner):
        with pytest.raises(NotAllowed):
            taken(patient, person)
        for ask in (selectors.sets_of, selectors.photos_of, selectors.withdrawn_of):
            with pytest.raises(NotFound):
                ask(viewer=person, patient=patient, at=AT)
        with pytest.raises(NotFound):
            selectors.get_photo(
                viewer=person, patient_id=patient.pk, photo_id=photo.pk, at=AT
            )
        with pytest.raises(NotFound):
            selectors.picture(viewer=person, photo=photo, kind="picture", at=AT)


def test_emergency_access_opens_them_for_half_an_hour(owner, injector, patient):
    photo = taken(patient, injector)
    emergency.break_glass(
        actor=owner, at=AT, patient=patient, reason="nobody else can be reached"
    )
    photo = selectors.get_photo(
        viewer=owner, patient_id=patient.pk, photo_id=photo.pk, at=LATER
    )
    assert selectors.picture(viewer=owner, photo=photo, kind="picture", at=LATER)
    with pytest.raises(NotFound):
        selectors.photos_of(
            viewer=owner, patient=patient, at=AT + timedelta(minutes=31)
        )


def test_a_photograph_is_found_under_its_own_patient_only(injector, patient):
    photo = taken(patient, injector)
    other = make_patient(2)
    with pytest.raises(NotFound):
        selectors.get_photo(
            viewer=injector, patient_id=other.pk, photo_id=photo.pk, at=AT
        )


# --- sealed ----------------------------------------------------------------------


def test_the_table_holds_no_picture_but_sealed_bytes(injector, patient):
    data = written(image(700, 900))
    photo = taken(patient, injector, upload=upload(data))
    kept = take_in(upload(data))
    for kind, plain in (("picture", kept.picture), ("thumbnail", kept.thumbnail)):
        row = PhotoFile.objects.get(photo=photo, kind=kind)
        sealed = bytes(row.sealed)
        assert b"JFIF" not in sealed
        assert plain[200:260] not in sealed
        opened = selectors.picture(viewer=injector, photo=photo, kind=kind, at=AT)
        assert opened == plain


def test_bytes_of_one_photograph_do_not_open_as_another(injector, patient):
    one, two = taken(patient, injector), taken(patient, injector, FROWN)
    theirs = PhotoFile.objects.get(photo=two, kind="picture")
    PhotoFile.objects.filter(photo=one, kind="picture").update(
        sealed=theirs.sealed, sealed_digest=theirs.sealed_digest
    )
    with pytest.raises(SealBroken):
        selectors.picture(viewer=injector, photo=one, kind="picture", at=AT)


def test_a_byte_that_was_changed_is_noticed(injector, patient):
    photo = taken(patient, injector)
    row = PhotoFile.objects.get(photo=photo, kind="picture")
    changed = bytearray(row.sealed)
    changed[500] ^= 1
    PhotoFile.objects.filter(pk=row.pk).update(sealed=bytes(changed))
    with pytest.raises(SealBroken, match="were changed"):
        selectors.picture(viewer=injector, photo=photo, kind="picture", at=AT)


def test_an_erased_patient_has_no_photographs_and_their_bytes_are_swept_out(
    injector, patient
):
    photo = taken(patient, injector)
    stays = taken(make_patient(2), injector)
    keys.destroy(actor=SYSTEM, at=LATER, key=patient.key, ground="period over")
    photo = Photo.objects.select_related("key", "photo_set__patient").get(pk=photo.pk)
    assert selectors.photos_of(viewer=injector, patient=patient, at=LATER) == []
    with pytest.raises(KeyDestroyed):
        selectors.picture(viewer=injector, photo=photo, kind="picture", at=LATER)
    assert sweep(at=LATER) == 2
    assert sweep(at=LATER) == 0
    assert {bytes(row.sealed) for row in photo.files.all()} == {b""}
    assert selectors.picture(viewer=injector, photo=stays, kind="picture", at=LATER)


def test_a_refused_picture_leaves_nothing_behind(injector, patient):
    agree(patient, injector)
    with pytest.raises(Invalid):
        services.add(
            actor=injector, at=AT, patient=patient, shot=FRONT,
            upload=upload(b"%PDF-1.7"), into=Into(),
        )  # fmt: skip
    assert not PhotoSet.objects.exists()


@pytest.mark.parametrize(
    ("shot", "into", "field"),
    [
        (Shot("behind", "rest"), Into(), "view"),
        (FRONT, Into(occasion="party"), "occasion"),
        (FRONT, Into(day=TODAY + timedelta(days=1)), "day"),
        (FRONT, Into(visit="../../etc"), "visit"),
    ],
)
def test_what_is_said_of_a_photograph_has_to_make_sense(
    injector, patient, shot, into, field
):
    agree(patient, injector)
    with pytest.raises(Invalid) as refused:
        services.add(
            actor=injector,
            at=AT,
            patient=patient,
            shot=shot,
            upload=upload(),
            into=into,
        )
    assert field in refused.value.fields


# --- the standard set, ghosts ------------------------------------------------------


def test_the_set_of_a_day_says_what_is_still_missing(injector, patient):
    taken(patient, injector)
    taken(patient, injector, FROWN)
    found = selectors.complete(patient=patient, areas=["glabella"], day=TODAY)
    assert found.wanted == wanted(["glabella"])
    assert FRONT not in found.missing
    assert FROWN not in found.missing
    assert found.words == f"2 of {len(found.wanted)} photographs"
    tomorrow = TODAY + timedelta(days=1)
    later = selectors.complete(patient=patient, areas=["glabella"], day=tomorrow)
    assert later.missing == later.wanted


def test_the_ghost_is_the_newest_of_its_kind_or_that_at_rest(injector, patient):
    early = AT - timedelta(days=90)
    agree(patient, injector, at=early)
    rest = taken(patient, injector, at=early, day=early.date())
    ask = {"viewer": injector, "patient": patient, "at": AT}
    assert selectors.ghost_of(**ask, shot=FROWN) == rest
    frown = taken(patient, injector, FROWN)
    assert selectors.ghost_of(**ask, shot=FROWN) == frown
    assert selectors.ghost_of(**ask, shot=Shot("left-90", "rest")) is None


# --- looking, withdrawing, handing out -----------------------------------------------


def test_looking_is_one_entry_that_lists_the_photographs(injector, patient):
    photos = [taken(patient, injector), taken(patient, injector, FROWN)]
    before = AuditEntry.objects.count()
    services.look(
        actor=injector, at=AT, patient=patient, photos=photos, what="photographs"
    )
    assert AuditEntry.objects.count() == before + 1
    entry = last("read")
    assert entry.record_type == "photographs"
    assert entry.content["after"]["photographs"] == [str(one.pk) for one in photos]


def test_looking_without_the_right_is_refused(front_desk, patient):
    with pytest.raises(NotFound):
        services.look(
            actor=front_desk, at=AT, patient=patient, photos=[], what="photographs"
        )


def test_a_withdrawn_photograph_leaves_every_list_and_stays_in_the_record(
    injector, patient
):
    photo = taken(patient, injector)
    with pytest.raises(Invalid):
        services.withdraw(actor=injector, at=AT, photo=photo, version=1, reason=" ")
    with pytest.raises(Stale):
        services.withdraw(actor=injector, at=AT, photo=photo, version=7, reason="x")
    services.withdraw(
        actor=injector, at=AT, photo=photo, version=1, reason="another person"
    )
    ask = {"viewer": injector, "patient": patient, "at": AT}
    assert selectors.photos_of(**ask) == []
    assert selectors.sets_of(**ask) == []
    assert selectors.ghost_of(**ask, shot=FRONT) is None
    assert selectors.shown_to_patient(patient=patient, at=AT) == ()
    assert FRONT in selectors.complete(patient=patient, areas=[], day=TODAY).missing
    [kept] = selectors.withdrawn_of(**ask)
    assert (kept.pk, kept.withdraw_reason) == (photo.pk, "another person")
    assert PhotoFile.objects.filter(photo=photo).count() == 2
    assert last("void").content["reason"] == "another person"
    with pytest.raises(Blocked):
        services.annotate(
            actor=injector, at=AT, photo=kept,
            strokes=[{"kind": "circle", "at": [0.5, 0.5], "r": 0.1}],
        )  # fmt: skip


def test_the_patient_sees_them_while_consent_holds(injector, patient):
    photo = taken(patient, injector)
    [shown] = selectors.shown_to_patient(patient=patient, at=AT)
    assert (shown.id, shown.words) == (photo.pk, "front, at rest")
    data = services.picture_for_patient(
        patient=patient, photo_id=photo.pk, kind="picture", at=AT
    )
    assert data.startswith(b"\xff\xd8")
    services.look_by_patient(at=AT, patient=patient, photos=[shown])
    assert last("read").actor_kind == "patient"
    with pytest.raises(NotFound):
        services.picture_for_patient(
            patient=make_patient(2), photo_id=photo.pk, kind="picture", at=AT
        )
    consents.withdraw(
        actor=injector, at=LATER, reason="changed their mind",
        consent=patient.consents.get(kind="photography"),
    )  # fmt: skip
    with pytest.raises(NotFound):
        services.picture_for_patient(
            patient=patient, photo_id=photo.pk, kind="picture", at=LATER
        )


def test_marketing_needs_its_own_consent_and_it_ends_at_once(injector, patient):
    photo = taken(patient, injector)
    ask = {"actor": injector, "photo": photo, "purpose": "marketing"}
    with pytest.raises(Blocked):
        services.hand_out(**ask, at=AT)
    consent = agree(patient, injector, "marketing")
    assert selectors.for_marketing(viewer=injector, patient=patient, at=AT) == [photo]
    assert services.hand_out(**ask, at=AT).startswith(b"\xff\xd8")
    assert last("export").content["after"] == {"purpose": "marketing"}
    consents.withdraw(actor=injector, at=LATER, consent=consent, reason="no more")
    assert selectors.for_marketing(viewer=injector, patient=patient, at=LATER) == []
    with pytest.raises(Blocked):
        services.hand_out(**ask, at=LATER)


def test_a_copy_of_the_record_needs_the_right_to_hand_it_out(
    injector, prescriber, patient
):
    photo = taken(patient, injector)
    with pytest.raises(NotAllowed):
        services.hand_out(actor=injector, at=AT, photo=photo, purpose="record")
    assert services.hand_out(actor=prescriber, at=AT, photo=photo, purpose="record")
    with pytest.raises(Invalid):
        services.hand_out(actor=prescriber, at=AT, photo=photo, purpose="fun")


def test_no_copy_of_a_withdrawn_photograph_is_handed_out(prescriber, patient):
    photo = taken(patient, prescriber)
    withdrawn = services.withdraw(
        actor=prescriber, at=AT, photo=photo, version=1, reason="another person"
    )
    with pytest.raises(Blocked, match="was withdrawn"):
        services.hand_out(actor=prescriber, at=AT, photo=withdrawn, purpose="record")


def test_the_export_of_ones_data_lists_them_and_gives_the_pictures(injector, patient):
    taken(patient, injector)
    told = everything(patient)
    assert told["photo"][0]["view"] == "front"
    assert "sealed" not in str(told)
    [(name, data)] = selectors.pictures_of(patient=patient)
    assert name == f"{TODAY}-front-rest-1.jpg"
    assert data.startswith(b"\xff\xd8")


# --- points and drawings ---------------------------------------------------------------


def test_points_are_kept_sealed_and_the_picture_is_not_touched(injector, patient):
    photo = taken(patient, injector)
    before = bytes(PhotoFile.objects.get(photo=photo, kind="picture").sealed)
    points = [[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]]
    row = services.set_align(
        actor=injector, at=AT, photo=photo, version=1, points=points
    )
    row = services.set_landmarks(
        actor=injector, at=AT, photo=row, version=2, points={"menton": [0.5, 0.9]}
    )
    assert (row.align, row.landmarks) == (points, {"menton": [0.5, 0.9]})
    services.annotate(
        actor=injector, at=AT, photo=row, title="asymmetry",
        strokes=[{"kind": "line", "points": [[0.1, 0.2], [0.3, 0.4]]}],
    )  # fmt: skip
    [copy] = selectors.annotations_of(viewer=injector, photo=row, at=AT)
    assert (copy.number, copy.title) == (1, "asymmetry")
    assert bytes(PhotoFile.objects.get(photo=photo, kind="picture").sealed) == before


@pytest.mark.parametrize("points", [None, [], [[0, 0]] * 4, [[0, 0], [1, 1], [2, 2]]])
def test_three_points_are_three_places_on_the_picture(injector, patient, points):
    photo = taken(patient, injector)
    with pytest.raises(Invalid):
        services.set_align(actor=injector, at=AT, photo=photo, version=1, points=points)


def test_points_over_somebody_elses_change_are_refused(injector, patient):
    photo = taken(patient, injector)
    points = [[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]]
    services.set_align(actor=injector, at=AT, photo=photo, version=1, points=points)
    with pytest.raises(Stale):
        services.set_align(actor=injector, at=AT, photo=photo, version=1, points=points)
