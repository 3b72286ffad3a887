"""The owner reads the audit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from glabella.clinic.accounts.models import BreakGlass
from glabella.clinic.audit import services as audit
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.keys.services import destroy
from glabella.clinic.shared.actor import SYSTEM
from tests.clinic.people import AT, make_patient


@pytest.fixture
def as_owner(client, owner, practice):
    practice.mfa_required = False
    practice.save()
    client.force_login(owner)
    return client


def write(actor, at=AT, **others) -> AuditEntry:
    fields = {"action": "change", "record_type": "patients.patient"} | others
    return audit.record(actor=actor.as_actor, at=at, **fields)


def numbers(answer) -> list[int]:
    return [row.entry.number for row in answer.context["rows"]]


def test_an_entry_shows_before_and_after_and_reason(as_owner, injector, patient):
    write(
        injector,
        subject=patient.key,
        before={"phone": "0123"},
        after={"phone": "0456", "checked": True},
        reason="asked on the telephone",
    )
    page = as_owner.get("/audit/").text
    for words in ("0123", "0456", "asked on the telephone", injector.name, "yes"):
        assert words in page


@pytest.mark.parametrize(
    "kind",
    [
        "consultations.consultation",
        "patients.medicalhistory",
        "plans.planversion",
        "treatments.treatment",
    ],
)
def test_who_may_not_read_a_clinical_record_does_not_read_it_here(
    as_owner, owner, injector, patient, kind
):
    write(
        injector,
        record_type=kind,
        subject=patient.key,
        after={"conditions": "myasthenia"},
        reason="migraine",
    )

    def told() -> set[str]:
        page = as_owner.get("/audit/").text
        return {word for word in ("myasthenia", "migraine") if word in page}

    assert told() == set()
    now = timezone.now()  # noqa: TID251 - the page reads the real clock
    lent = BreakGlass.objects.create(
        user=owner,
        key=patient.key,
        at=now,
        until=now + timedelta(minutes=30),
        reason="x" * 20,
    )
    assert told() == {"myasthenia", "migraine"}
    BreakGlass.objects.filter(pk=lent.pk).update(ended_at=now)
    assert told() == set()
    owner.roles = ["owner", "prescriber"]
    owner.save()
    assert told() == {"myasthenia", "migraine"}


def test_reading_the_audit_is_on_record(as_owner, owner):
    as_owner.get("/audit/?action=read")
    entry = AuditEntry.objects.select_related("key").latest("number")
    assert (entry.action, entry.actor_name) == ("read", owner.name)
    assert entry.after == {"action": "read"}


def test_filters(as_owner, injector, prescriber, patient):
    other = make_patient(2)
    mine = write(injector, subject=patient.key)
    theirs = write(prescriber, subject=other.key, action="read")
    later = write(injector, at=AT + timedelta(days=2), record_type="plans.plan")

    def shown(query: str) -> set[int]:
        found = numbers(as_owner.get(f"/audit/?{query}"))
        return set(found) & {mine.number, theirs.number, later.number}

    assert shown(f"actor={injector.pk}") == {mine.number, later.number}
    assert shown("action=read") == {theirs.number}
    assert shown("record=plans.plan") == {later.number}
    assert shown("patient=2") == {theirs.number}
    assert shown("patient=99") == set()
    assert shown("from_on=2026-11-24") == {later.number}
    assert shown("to_on=2026-11-23") == {mine.number, theirs.number}


@pytest.mark.parametrize(
    "query", ["actor=king", "from_on=soon", "patient=-1", "after=nonsense", "action=x"]
)
def test_a_filter_that_cannot_be_does_no_harm(as_owner, query):
    assert as_owner.get(f"/audit/?{query}").status_code == 200


def test_pages_join_without_a_gap(as_owner, injector):
    for _ in range(60):
        write(injector)
    first = as_owner.get(f"/audit/?actor={injector.pk}")
    older = first.context["pager"].next
    second = as_owner.get("/audit/", {"actor": injector.pk, "after": older["after"]})
    seen = numbers(first) + numbers(second)
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen, reverse=True)
    assert second.context["pager"].next is None


def test_what_was_erased_reads_erased(as_owner, injector, patient):
    write(injector, subject=patient.key, after={"phone": "0456"})
    destroy(actor=SYSTEM, at=AT, key=patient.key, ground="asked for erasure")
    page = as_owner.get("/audit/").text
    assert "Erased" in page
    assert "0456" not in page


def test_the_number_of_queries_does_not_grow_with_the_entries(
    as_owner, injector, django_assert_max_num_queries
):
    for number in range(3, 40):
        write(injector, subject=make_patient(number).key, after={"n": number})
    as_owner.get("/audit/")  # the first page writes that somebody came
    with django_assert_max_num_queries(22):
        as_owner.get("/audit/")


def test_the_proof_is_made_and_stays_on_the_page(
    as_owner, injector, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    with django_capture_on_commit_callbacks(execute=True):
        write(injector)
    as_owner.post("/audit/verify/")
    page = as_owner.get("/audit/").text
    assert "The audit is whole" in page
    assert "as of" in page


def test_too_long_an_audit_is_proved_by_the_command(as_owner, injector, monkeypatch):
    monkeypatch.setattr("glabella.web.audit.views.MOST_AT_ONCE", 0)
    write(injector)
    as_owner.post("/audit/verify/")
    assert "glabella audit verify" in as_owner.get("/audit/").text
