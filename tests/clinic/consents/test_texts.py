"""The clinic's own paragraphs, and how hard the papers are to read."""

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.composing import compose
from glabella.clinic.consents.reading import BOUNDS, measure
from glabella.clinic.consents.words import MARKETING, PHOTOGRAPHY, TREATMENT
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale
from glabella.printing.summary import PlainSummary, SideEffect
from tests.clinic.consents.conftest import asked_of
from tests.clinic.people import AT

LEVELS = tuple(BOUNDS)
PAPERS = {"treatment": TREATMENT, "photography": PHOTOGRAPHY, "marketing": MARKETING}


def write(actor, part="area", about="glabella", **texts):
    given = {
        "standard": "We see you again after two weeks.",
        "easy": "Come back in two weeks.",
        **texts,
    }
    written = services.Written(part=part, about=about, **given)
    return services.write_text(actor=actor, at=AT, written=written)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", PAPERS)
def test_the_fixed_words_keep_to_the_bounds_of_their_level(kind, level):
    for part in PAPERS[kind].values():
        reading = measure(part.text.at(level))
        assert reading.words
        assert reading.keeps(level), (part.heading, reading)


@pytest.mark.parametrize("kind", PAPERS)
def test_easy_is_easier_than_full(kind):
    full, easy = (
        measure(line for part in PAPERS[kind].values() for line in part.text.at(level))
        for level in LEVELS
    )
    assert easy.lix < full.lix - 5
    assert easy.longest_sentence < full.longest_sentence


def test_the_measure_counts_sentences_and_long_words():
    reading = measure(["One two three. Antidisestablishment four!"])
    assert (reading.words, reading.sentences, reading.longest_sentence) == (5, 2, 3)
    assert reading.lix == 5 / 2 + 100 / 5
    assert measure([]).lix == 0
    hard = measure(["Notwithstanding contraindications " * 12])
    assert not hard.keeps("standard")


def lines_of(paper):
    """Every line of a kept paper that is read."""
    return [
        line
        for part in paper["parts"]
        for line in (
            part["heading"],
            *part["paragraphs"],
            *(point["text"] for point in part["points"]),
            *part["own"],
        )
    ]


def test_a_percentage_is_so_many_in_a_thousand_in_the_easy_form():
    effect = SideEffect(
        "A drooping upper lid",
        "2 to 7 days",
        "weeks",
        "2.4 % of people in trials (frown lines); without the medicine 0.3 %",
        ("CLK",),
    )
    told = PlainSummary(
        product="Botox Cosmetic",
        jurisdiction="US",
        on="20 November 2026",
        on_iso="2026-11-20",
        technique="",
        areas=(),
        off_label="",
        side_effects=(effect,),
        alternatives=(),
        next_on="",
        sentence="",
        sources=(),
    )
    papers = compose("treatment", head=("Clinic", 1, "2026-11-20"), told=told)
    [full] = [line for line in lines_of(papers["standard"]) if "upper lid" in line]
    [easy] = [line for line in lines_of(papers["easy"]) if "upper lid" in line]
    assert "2.4 % of people" in full
    assert "24 in 1,000 people in trials" in easy
    assert easy.endswith("without the medicine 3 in 1,000")


@pytest.mark.django_db
def test_a_whole_paper_for_a_plan_is_easy_in_its_easy_form(paper):
    reading = measure(lines_of(paper.texts["easy"]))
    assert reading.lix <= BOUNDS["easy"].lix
    shares = " ".join(lines_of(paper.texts["easy"]))
    assert "%" not in shares


@pytest.mark.django_db
def test_approved_paragraphs_stand_in_the_papers_they_belong_to(
    draft, injector, owner, prescriber
):
    waiting = write(owner)
    other = services.approve_text(
        actor=prescriber, at=AT, text=write(owner, about="chin", easy="Of the chin.")
    )
    asked = asked_of(draft)

    def own_of(level):
        made = services.prepare_treatment(
            actor=injector, at=AT, patient=draft.patient, asked=asked
        )
        paper = made.texts[level]
        own = [line for part in paper["parts"] for line in part["own"]]
        return own, {tuple(one) for one in paper["versions"]}

    assert own_of("easy")[0] == []
    services.approve_text(actor=prescriber, at=AT, text=waiting)
    own, versions = own_of("easy")
    assert own == ["Come back in two weeks."]
    assert ("area", "glabella", 1) in versions
    assert ("area", "chin", other.number) not in versions
    assert own_of("standard")[0] == ["We see you again after two weeks."]


@pytest.mark.django_db
def test_a_new_version_retires_the_one_before_once_it_is_approved(owner, prescriber):
    first = services.approve_text(actor=owner, at=AT, text=write(owner))
    second = write(owner, easy="Come again.")
    assert [one.number for one in selectors.words_for("treatment")] == []
    first.refresh_from_db()
    assert first.state == "in force"
    services.approve_text(actor=prescriber, at=AT, text=second)
    first.refresh_from_db()
    assert first.state == "retired"
    with pytest.raises(Stale):
        services.approve_text(actor=prescriber, at=AT, text=second)
    services.retire_text(actor=owner, at=AT, text=second)
    rows = selectors.own_texts(viewer=owner, at=AT)
    assert not [row for row in rows if row.in_force]
    entries = AuditEntry.objects.filter(record_type__icontains="owntext")
    assert {"create", "approve", "void"} <= {one.action for one in entries}


@pytest.mark.django_db
def test_a_text_is_refused_where_it_names_a_dose_or_is_empty(owner):
    for wrong in ("We give 20 units.", "About 20 U.", "4u here", "", "x" * 4001):
        with pytest.raises(Invalid):
            write(owner, easy=wrong)
    assert write(owner, easy="We give 2 usual check-ups.")


@pytest.mark.django_db
def test_only_who_has_the_right_writes_and_only_where_there_is_a_place(
    owner, injector, front_desk
):
    for person in (injector, front_desk):
        with pytest.raises(NotAllowed):
            write(person)
        with pytest.raises(NotFound):
            selectors.own_texts(viewer=person, at=AT)
    for place in (("area", "nowhere"), ("treatment", "glabella"), ("", "")):
        with pytest.raises(NotFound):
            write(owner, *place)
