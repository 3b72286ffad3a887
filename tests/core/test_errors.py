"""What the program says when it refuses, and what a finding must carry."""

import pytest

from glabella.core.errors import CaseError, EvidenceError, GlabellaError
from glabella.core.findings import RULES, Finding, ranked


def test_a_refusal_names_key_value_and_what_is_allowed():
    told = str(CaseError.impossible("patient.sex", "f", "allowed: female, male"))
    assert told == "patient.sex = 'f': allowed: female, male"


@pytest.mark.parametrize("error", [CaseError("x"), EvidenceError.at("f", "k", "p")])
def test_every_foreseen_failure_is_of_one_tree(error):
    assert isinstance(error, GlabellaError)


def test_a_broken_evidence_file_is_named_with_its_key():
    assert str(EvidenceError.at("a.toml", "units", "is missing")) == (
        "a.toml: units: is missing"
    )


def test_a_finding_without_a_source_cannot_be_made():
    with pytest.raises(ValueError, match="no source"):
        Finding("age", "block", "Too young.", ())


def test_a_finding_of_an_unknown_rule_cannot_be_made():
    with pytest.raises(ValueError, match="unknown rule"):
        Finding("agee", "block", "Too young.", ("AZ-EMC",))


def test_findings_are_ranked_by_severity_and_said_once():
    info = Finding("event", "info", "i", ("GLABELLA",))
    caution = Finding("keloid", "caution", "c", ("CI1",))
    block = Finding("age", "block", "b", ("AZ-EMC",))
    assert ranked((info, caution, block, caution, info)) == (block, caution, info)
    assert ranked(()) == ()


def test_findings_of_one_severity_keep_the_order_of_the_rules():
    first, second = (
        Finding(rule, "caution", "c", ("GLABELLA",)) for rule in ("overlap", "age")
    )
    assert ranked((first, second)) == (first, second)
    assert "overlap" in RULES
