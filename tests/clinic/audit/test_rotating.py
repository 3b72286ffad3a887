"""``glabella manage rotate_clinic_key`` rotates, tells, and prints a new sheet."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.audit.verification import verify
from glabella.clinic.keys import recovery, ring

pytestmark = pytest.mark.django_db


def test_it_rotates_and_tells_and_prints_the_sheet_of_the_new_key(entries):
    old, out = ring.clinic_key(), StringIO()

    call_command("rotate_clinic_key", stdout=out)

    new = ring.clinic_key()
    assert new.current != old.current
    assert recovery.read(out.getvalue()) == new
    entry = AuditEntry.objects.select_related("key").first()
    assert (entry.action, entry.record_id) == ("settings", new.current)
    assert AuditEntry.objects.select_related("key").get(number=1).after == {"n": 2}
    assert verify(without_head=True).is_whole


def test_old_versions_are_dropped_only_when_nothing_needs_them(entries, settings):
    ring.write(ring.next_version(ring.clinic_key()), ring.key_file())
    with pytest.raises(CommandError, match="rotate_clinic_key"):
        call_command("rotate_clinic_key", "--drop-old", stdout=StringIO())

    call_command("rotate_clinic_key", stdout=StringIO())
    call_command("rotate_clinic_key", "--drop-old", stdout=StringIO())

    assert len(ring.clinic_key().versions) == 1
    ring.forget()
    assert AuditEntry.objects.select_related("key").get(number=1).after == {"n": 2}
