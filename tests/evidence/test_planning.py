"""The evidence as the planner reads it agrees with the files it comes from."""

import inspect

import pytest

from glabella.core import safety
from glabella.core.vocabulary import Vocabulary
from glabella.evidence import catalogue
from glabella.evidence.planning import case_vocabulary, knowledge_for
from glabella.evidence.vocabulary import vocabulary

WITHOUT_RULE = {"no-known-effect"}


def effects_that_need_a_rule(words: Vocabulary) -> list[str]:
    return [one.id for one in words.classes if one.effect not in WITHOUT_RULE]


@pytest.mark.parametrize("class_id", effects_that_need_a_rule(vocabulary()))
def test_every_class_with_an_effect_is_answered_by_a_safety_rule(class_id):
    modules = [inspect.getmodule(check) for check in safety.CHECKS]
    text = "".join(inspect.getsource(module) for module in modules if module)
    assert f'"{class_id}"' in text


@pytest.mark.parametrize("key", catalogue.product_keys())
def test_the_planner_knows_each_product_by_the_family_of_its_file(key):
    knowledge = knowledge_for(key)
    assert knowledge.unit_families[key] == knowledge.product.unit_family
    assert {one.unit_family for one in knowledge.siblings} <= {
        knowledge.product.unit_family
    }


@pytest.mark.parametrize("key", catalogue.area_keys())
def test_the_scale_that_a_case_is_held_to_is_the_scale_of_the_area(key):
    grades = {"FWS": (0, 3), "HDSS": (1, 4), "MMPS": (1, 5), "PLAT": (1, 4)}
    scale = case_vocabulary().areas[key]
    named = catalogue.area_values(key).scale
    assert (scale.low, scale.high) == grades.get(named, (0, 3))


@pytest.mark.parametrize("key", catalogue.area_keys())
def test_each_area_has_a_dose_for_some_product_or_says_what_is_missing(key):
    area = knowledge_for("botox-cosmetic").area(key)
    assert area.ranges or area.gaps


@pytest.mark.parametrize("key", catalogue.area_keys())
def test_each_area_with_a_dose_has_sites_to_give_it_at(key):
    area = knowledge_for("botox-cosmetic").area(key)
    assert area.patterns or not area.ranges
