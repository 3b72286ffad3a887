"""The command that lets a locked-out owner in again."""

import re

import pytest
from django.core.management import CommandError, call_command

from glabella.clinic.audit.models import AuditEntry

PASSWORD = "seven wet umbrellas in march"  # noqa: S105


def test_the_command_prints_a_link_that_lets_the_owner_in(client, owner, capsys):
    call_command("rescue_owner", owner.email.upper())
    link = re.search(r"(/accounts/link/\S+)", capsys.readouterr().out)[1]
    answer = client.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    assert AuditEntry.objects.filter(actor_kind="system").exists()


@pytest.mark.parametrize("who", ["front-desk@clinic.test", "nobody@clinic.test"])
def test_it_is_for_owners_alone(owner, front_desk, who):
    with pytest.raises(CommandError, match=re.escape(owner.email)):
        call_command("rescue_owner", who)
