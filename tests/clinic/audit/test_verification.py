"""Whoever changes the audit by hand is found out, and where."""

import pytest
from django.db import connection

from glabella.clinic.audit import chain, guard, head
from glabella.clinic.audit.models import AuditEntry, AuditHead
from glabella.clinic.audit.verification import keep_head, verify

pytestmark = pytest.mark.django_db


def by_hand(*statements: str) -> None:
    """What somebody does who owns the database."""
    guard.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rebuild(*, from_number: int = 1) -> None:
    """Chain everything anew, and set the head inside the database to match."""
    guard.remove(connection)
    before = chain.FIRST
    number = 0
    for number, pk in enumerate(
        AuditEntry.objects.order_by("number").values_list("pk", flat=True), start=1
    ):
        AuditEntry.objects.filter(pk=pk).update(number=number)
        values = AuditEntry.objects.filter(pk=number).values_list(*chain.COLUMNS)
        *columns, content, old = values.get()
        digest = chain.digest(before, chain.Row(*columns, content.bytes))
        before = digest if number >= from_number else bytes(old)
        AuditEntry.objects.filter(pk=number).update(digest=before)
    AuditHead.objects.update(number=number, digest=before)


def test_an_untouched_audit_is_whole(entries):
    report = verify()

    assert report.is_whole
    assert report.line == "The audit is whole: 9 entries"


def test_an_empty_audit_is_whole():
    assert verify().line == "The audit is whole: 0 entries"


TEXTS = ("actor_id", "actor_name", "actor_kind", "action", "record_type", "record_id")
CHANGES = {
    **{f"{name}": f"{name} = 'read'" for name in TEXTS if name != "actor_kind"},
    "actor_kind": "actor_kind = 'system'",
    "subject": "subject_id = NULL",
    "at": "at = '2026-11-23 09:00:00.000001+00:00'",
    "key": "key_id = (SELECT id FROM keys_subjectkey WHERE id <> key_id)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_column_is_found_at_its_number(entries, change):
    by_hand(CHANGES[change].join(("UPDATE audit_auditentry SET ", " WHERE number = 5")))

    report = verify()

    assert (report.is_whole, report.number) == (False, 5)
    assert "entry 5 was changed" in report.line


ODD = ("at = 'yesterday'", "content = 'text'", "digest = 'text'")


@pytest.mark.parametrize("odd", ODD)
def test_what_no_entry_can_hold_is_found_and_not_stumbled_over(entries, database, odd):
    # PostgreSQL keeps such values out by their types.
    if database == "sqlite":
        by_hand(odd.join(("UPDATE audit_auditentry SET ", " WHERE number = 5")))
        report = verify()
        assert (report.is_whole, report.number) == (False, 5)


@pytest.mark.parametrize("column", ["content", "digest"])
@pytest.mark.parametrize("number", [1, 5, 9])
def test_one_changed_bit_is_found_at_its_number(entries, column, number):
    guard.remove(connection)
    rows = AuditEntry.objects.filter(number=number)
    (found,) = rows.values_list(column, flat=True)
    value = bytearray(found.bytes if column == "content" else bytes(found))
    value[-1] ^= 1
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE audit_auditentry SET {column} = %s WHERE number = %s",  # noqa: S608
            [bytes(value), number],
        )

    assert verify().number == number


@pytest.mark.parametrize("number", [1, 5])
def test_a_deleted_row_is_found_at_its_number(entries, number):
    guard.remove(connection)
    AuditEntry.objects.filter(number=number).delete()

    report = verify()

    assert (report.is_whole, report.number) == (False, number)
    assert f"entry {number} is missing" in report.line


def test_a_deleted_row_whose_gap_was_closed_is_found(entries):
    by_hand("DELETE FROM audit_auditentry WHERE number = 5")
    for number in range(6, 10):
        AuditEntry.objects.filter(number=number).update(number=number - 1)

    assert verify().number == 5


def test_a_swapped_pair_is_found_at_the_first_of_the_two(entries):
    by_hand(
        "UPDATE audit_auditentry SET number = 100 WHERE number = 4",
        "UPDATE audit_auditentry SET number = 4 WHERE number = 5",
        "UPDATE audit_auditentry SET number = 5 WHERE number = 100",
    )

    report = verify()

    assert report.number == 4
    assert "exchanged" in report.line


def test_a_swapped_pair_whose_digests_stay_in_place_is_found(entries):
    digests = dict(AuditEntry.objects.values_list("number", "digest"))
    by_hand(
        "UPDATE audit_auditentry SET number = 100 WHERE number = 4",
        "UPDATE audit_auditentry SET number = 4 WHERE number = 5",
        "UPDATE audit_auditentry SET number = 5 WHERE number = 100",
    )
    for number in (4, 5):
        AuditEntry.objects.filter(number=number).update(digest=bytes(digests[number]))

    assert verify().number == 4


def test_a_cut_tail_is_found(entries):
    by_hand("DELETE FROM audit_auditentry WHERE number > 7")

    report = verify()

    assert report.number == 8
    assert "missing 8 to 9" in report.line


def test_a_cut_tail_is_found_though_the_head_inside_was_set_back(entries):
    by_hand("DELETE FROM audit_auditentry WHERE number > 8")
    rebuild(from_number=9)

    report = verify()

    assert report.number == 9
    assert "missing 9" in report.line


def test_a_whole_audit_that_was_emptied_is_found(entries):
    by_hand("DELETE FROM audit_auditentry", "DELETE FROM audit_audithead")

    assert verify().number == 1


def test_a_chain_written_anew_is_found_by_the_head_outside(entries):
    by_hand("UPDATE audit_auditentry SET actor_name = 'X' WHERE number = 2")
    rebuild()

    assert verify(without_head=True).is_whole, "inside, nothing shows it"
    report = verify()
    assert (report.is_whole, report.number) == (False, 9)
    assert "written anew" in report.line


def test_a_chain_written_anew_with_one_entry_left_out_is_found(entries):
    by_hand("DELETE FROM audit_auditentry WHERE number = 3")
    rebuild()

    assert not verify().is_whole


def test_a_missing_head_inside_is_found(entries):
    by_hand("DELETE FROM audit_audithead")

    assert "the row with the head" in verify().line


def test_a_missing_head_file_is_said_and_can_be_kept_anew(entries, head_path):
    head_path.unlink()

    assert "is missing" in verify().line
    assert keep_head().is_whole
    assert verify().is_whole


def test_the_head_is_not_kept_of_a_chain_that_is_not_whole(entries, head_path):
    head_path.unlink()
    by_hand("DELETE FROM audit_auditentry WHERE number = 3")

    assert not keep_head().is_whole
    assert not head_path.exists()


def test_keeping_the_head_does_not_hide_what_the_file_shows(entries, head_path):
    old = head_path.read_bytes()
    by_hand("DELETE FROM audit_auditentry WHERE number > 7")
    rebuild(from_number=8)

    assert not keep_head().is_whole
    assert head_path.read_bytes() == old


def test_a_head_file_that_lags_after_a_crash_is_only_a_note(entries, head_path):
    third = AuditEntry.objects.get(number=3)
    head_path.unlink()
    head.advance(head_path, head.Head(3, bytes(third.digest)))

    report = verify()

    assert report.is_whole
    assert "6 behind" in report.line


def test_a_head_kept_elsewhere_can_be_compared_too(entries, head_path, tmp_path):
    other = tmp_path / "kept-by-the-notary"
    head.advance(other, head.Head(4, bytes(32)))

    assert verify(head_path=other).number == 4


def test_missing_triggers_are_said(entries):
    guard.remove(connection)

    assert "does not refuse changes" in verify().line
    guard.install(connection)
    guard.install(connection)
    assert verify().line == "The audit is whole: 9 entries"


def test_verifying_needs_no_key(entries, settings):
    settings.CLINIC_KEY_FILE.unlink()

    assert verify().is_whole
