"""``glabella manage rotate_clinic_key``: a new version of the clinic key."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from glabella.clinic.audit.models import Action
from glabella.clinic.audit.services import record
from glabella.clinic.keys import recovery, ring, services
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import ClinicError

__all__ = ["Command"]


class Command(BaseCommand):
    """Wraps every key anew; safe to stop and to start again."""

    help = (
        "Give the clinic key a new version and wrap every patient's key with it. "
        "Stopped half-way, run it again. Print the new recovery sheet afterwards."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drop-old",
            action="store_true",
            help=(
                "Only drop the old versions. Backups made before the rotation can "
                "then be opened with an old recovery sheet alone."
            ),
        )

    @override
    def handle(self, *, drop_old: bool, **options: Any) -> None:
        try:
            told = self._drop() if drop_old else self._rotate()
            at = timezone.now()  # noqa: TID251 - a command starts here, as a view does
            record(
                actor=SYSTEM,
                at=at,
                action=Action.SETTINGS,
                record_type="clinic key",
                record_id=ring.clinic_key().current,
                reason=told,
            )
        except ClinicError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(told)
        self.stdout.write(recovery.sheet())

    def _rotate(self) -> str:
        count = services.rotate()
        return f"{count} keys wrapped with version {ring.clinic_key().current}."

    def _drop(self) -> str:
        return f"{services.drop_old_versions()} old versions dropped."
