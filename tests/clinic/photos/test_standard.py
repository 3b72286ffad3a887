"""Which photographs are asked for by which areas."""

import pytest

from glabella.clinic.photos import standard
from glabella.clinic.photos.models import Photo
from glabella.clinic.photos.standard import HOLD, OFF_THE_FACE, Shot, known_shot, wanted
from glabella.evidence import catalogue


def test_a_face_area_asks_for_all_five_views_at_rest_first():
    shots = wanted(["glabella"])
    assert shots[:5] == tuple(Shot(view, "rest") for view in Photo.View.values)
    assert Shot("front", "frown") in shots


def test_each_expression_is_held_once():
    shots = wanted(["glabella", "crows_feet", "bunny", "masseter_slim"])
    order = [shot.expression for shot in shots]
    assert order == sorted(order, key=Photo.Expression.values.index)
    assert len(set(shots)) == len(shots)


def test_the_neck_is_tightened_from_all_sides():
    views = [one.view for one in wanted(["platysma"]) if one.expression == "neck"]
    assert views == Photo.View.values


@pytest.mark.parametrize("area", sorted(OFF_THE_FACE))
def test_an_area_off_the_face_asks_for_none(area: str):
    assert wanted([area]) == ()
    assert wanted([area, "glabella"]) == wanted(["glabella"])


@pytest.mark.parametrize("area", catalogue.area_keys())
def test_every_area_of_the_evidence_has_its_answer(area: str):
    assert area in standard.OFF_THE_FACE or area in standard._BY_AREA


def test_every_shot_says_what_the_patient_shall_do():
    assert set(HOLD) == set(Photo.Expression)
    assert known_shot("front", "rest") == Shot("front", "rest")
    assert known_shot("front", "sneeze") is None
