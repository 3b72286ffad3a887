"""No word that the vocabulary knows is weighed by nobody."""

import pytest

from glabella.core.safety import CHECKS, Screening, screen
from glabella.evidence.planning import knowledge_for
from glabella.evidence.vocabulary import vocabulary
from tests.cases import case, read

LISTS = {"condition": "conditions", "medicine": "medicines", "allergy": "allergies"}
NOTHING = "no-known-effect"
WEIGHED = [c for c in vocabulary().classes if c.effect != NOTHING]
SILENT = [c for c in vocabulary().classes if c.effect == NOTHING]
FACE = ("glabella", "lip_flip", "masseter_slim", "platysma")


def _screened(term_class, term):
    whole = read(case(areas=FACE, **{LISTS[term_class.kind]: [term]}))
    knowledge = knowledge_for(whole.product)
    areas = tuple(knowledge.area(wish.id) for wish in whole.areas)
    return screen(Screening.of(whole, knowledge, areas))


@pytest.mark.parametrize("term_class", WEIGHED, ids=lambda c: c.id)
def test_every_class_that_does_something_is_answered_by_a_rule(term_class):
    for term in term_class.terms[:3]:
        found = _screened(term_class, term)
        assert {f.rule for f in found} - {"not-recognised"}, term
        assert "not-recognised" not in {f.rule for f in found}, term


@pytest.mark.parametrize("term_class", SILENT, ids=lambda c: c.id)
def test_a_class_without_a_known_effect_never_blocks_and_only_nerves_caution(
    term_class,
):
    for term in term_class.terms[:3]:
        told = [f for f in _screened(term_class, term) if f.severity != "info"]
        assert {f.severity for f in told} <= {"caution"}, term
        assert {f.rule for f in told} <= {"neuromuscular"}, term


def test_every_rule_is_run_once():
    names = [check.__module__ for check in CHECKS]
    assert len(names) == len(set(names)) > 20
