"""Findings on paper: joined where they say the same, never shortened."""

from glabella.core.findings import Finding
from glabella.printing.notes import condensed

GRADES = {"BC-DOSE": "A", "BAB1": "D", "BAB3": "D"}


def off_label(area, source="BC-DOSE"):
    text = f"{area}: off label here. It needs its own consent."
    return Finding("off-label", "info", text, (source,), (area.lower(),))


def test_what_is_said_of_several_areas_is_printed_once_with_all_their_names():
    notes = condensed((off_label("Chin"), off_label("Gummy smile", "BAB1")), GRADES, {})
    assert [note.text for note in notes] == [
        "Chin, Gummy smile: off label here. It needs its own consent."
    ]
    assert notes[0].sources == ("BC-DOSE", "BAB1")
    assert not notes[0].weak


def test_words_that_were_not_recognised_are_listed_together_each_in_its_place():
    findings = tuple(
        Finding(
            "not-recognised",
            "caution",
            f'Not recognised in {where}: "{word}". Look it up: it was not weighed.',
            ("GLABELLA",),
        )
        for where, word in [
            ("medicines", "a: b"),
            ("conditions", "x"),
            ("medicines", 'say "c". d'),
        ]
    )
    assert [note.text for note in condensed(findings, GRADES, {})] == [
        'Not recognised in medicines: "a: b", "say "c". d". Look it up: it was not weighed.',
        'Not recognised in conditions: "x". Look it up: it was not weighed.',
    ]


def test_findings_of_other_severity_or_rule_are_not_joined():
    caution = Finding("off-label", "caution", off_label("Chin").message, ("BC-DOSE",))
    other = Finding("weak-evidence", "info", off_label("Chin").message, ("BC-DOSE",))
    assert len(condensed((off_label("Chin"), caution, other), GRADES, {})) == 3


def test_an_answer_stands_with_its_own_finding():
    chin, lip = off_label("Chin"), off_label("Lip flip")
    notes = condensed((chin, lip), GRADES, {chin: " consent signed "})
    assert [(note.text[:4], note.reason) for note in notes] == [
        ("Chin", "consent signed"),
        ("Lip ", ""),
    ]


def test_what_only_grade_d_supports_is_marked():
    finding = Finding("weak-evidence", "info", "No more is known.", ("BAB1", "BAB3"))
    assert condensed((finding,), GRADES, {})[0].weak
    assert condensed((finding,), GRADES, {})[0].text == "No more is known."
