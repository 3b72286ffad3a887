"""How long the recall drill takes in a clinic of many treatments.

    python -m treatment_parts.recall FOLDER TREATMENTS   (from benchmarks/)

Prints one JSON object: ``recall_seconds`` is the whole page (find everybody, open their
sealed contacts, tell the audit of each, write the page), the slowest of three lots that
were asked for one after the other; ``patients`` and ``rows`` are what the largest had.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import batched
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["recall_seconds"]

HERE = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE)]

from clinic_parts.bulk import BATCH, insert  # noqa: E402

TREATMENTS = 100_000
EACH = 20
"""Treatments of a patient."""
SITES = 5
A_LOT = 50
"""Treatments of a lot: ten packs of a hundred units, twenty units a treatment."""
BY_HAND = 3
"""Each third lot was written by hand, before the clinic kept its stock here."""
UNITS = Decimal(4)
PASSWORD = "a password of the benchmark"  # noqa: S105 - of a folder that is thrown away


def recall_seconds(treatments: int = TREATMENTS) -> dict[str, float]:
    """Fill a scratch clinic in a process of its own, and measure there."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "treatment_parts.recall"),
                *(f"{folder}/clinic", str(treatments)),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    from glabella.site import server
    from glabella.site.folder import open_folder

    folder, treatments = Path(sys.argv[1]), int(sys.argv[2])
    server.set_up(open_folder(folder, "clinic"))
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import override_settings

    from glabella.clinic.keys import ring

    ring.make(settings.CLINIC_KEY_FILE)
    call_command("migrate", verbosity=0)
    quick = "glabella.clinic.demo.signing.OneRound"
    began = time.perf_counter()
    with override_settings(PASSWORD_HASHERS=[quick]), transaction.atomic():
        filled = Filling(treatments)
        filled.run()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seconds = round(time.perf_counter() - began, 1)
    # The page is measured, and not the files beside it.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        print(json.dumps(filled.measured() | {"filling_seconds": seconds}))


COLUMNS = (
    *("id", "key_id", "patient_id", "day", "place", "entered_by_id", "product"),
    *("technique", "status", "created_at", "signed_at", "signed_by_id"),
    *("signed_hash", "version", "note", "amend_reason"),
)
SEALED = frozenset({"note", "amend_reason"})


class Filling:
    """The clinic as it grows: patients, lots with their vials, treatments, sites."""

    def __init__(self, treatments: int) -> None:
        self.treatments = treatments
        self.lots = max(treatments // A_LOT, BY_HAND)
        self.chance = Random(1)  # noqa: S311 - the same clinic each time
        self.now = datetime.now(UTC)  # noqa: TID251 - a benchmark has a clock

    def run(self) -> None:
        from glabella.clinic.accounts import services as accounts
        from glabella.clinic.practice import services as practice

        at = self.now - timedelta(days=1000)
        practice.set_up(
            at=at, name="Bench", jurisdiction="US", time_zone="UTC", mfa_required=False
        )
        self.owner = accounts.create_owner(
            at=at, email="owner@example.org", name="Owner", password=PASSWORD
        )
        self._patients()
        self._vials()
        self._treatments()

    def _patients(self) -> None:
        from glabella.clinic.keys import services as keys
        from glabella.clinic.keys.models import SubjectKey
        from glabella.clinic.patients.models import Patient

        self.people: list[tuple[uuid.UUID, SubjectKey]] = []
        numbers = range(1, max(self.treatments // EACH, 1) + 1)
        for batch in batched(numbers, BATCH, strict=False):
            made = [
                SubjectKey(**keys._fresh(uuid.uuid4(), self.now))  # noqa: SLF001
                for _ in batch
            ]
            SubjectKey.objects.bulk_create(made)
            rows = [
                Patient(
                    number=number,
                    key=key,
                    given_name="Given",
                    family_name=f"Family{number}",
                    born_on=(self.now - timedelta(days=12_000)).date(),
                    sex="female",
                    email=f"patient{number}@example.org",
                    phone=f"+1 212 {number:07}",
                    created_at=self.now,
                )
                for number, key in zip(batch, made, strict=True)
            ]
            Patient.objects.bulk_create(rows)
            self.people += [(row.pk, row.key) for row in rows]

    def _vials(self) -> None:
        from glabella.clinic.stock.models import Lot, Vial

        expiry = (self.now + timedelta(days=300)).date()
        lots = [
            Lot(
                product="botox-cosmetic",
                number=f"BENCH{number:06}",
                expires_on=expiry,
                created_at=self.now,
            )
            for number in range(self.lots)
            if number % BY_HAND
        ]
        Lot.objects.bulk_create(lots, batch_size=BATCH)
        vials = [
            Vial(lot=lot, number=number, units=100, received_at=self.now)
            for number, lot in enumerate(lots, 1)
        ]
        Vial.objects.bulk_create(vials, batch_size=BATCH)
        self.vials = {vial.lot.number: vial.pk for vial in vials}

    def _treatments(self) -> None:
        from glabella.clinic.treatments.models import GivenSite, Treatment

        made: list[tuple[uuid.UUID, str]] = []

        for places in batched(range(self.treatments), BATCH * 10, strict=False):
            rows = [self._treatment(place) for place in places]
            _insert_unsealed(Treatment, COLUMNS, rows)
            made += [
                (row[0], f"BENCH{place % self.lots:06}")
                for place, row in zip(places, rows, strict=True)
            ]
        sites = (
            (
                *(treatment, number, "glabella", f"site-{number}", "M", "procerus"),
                *("face", UNITS, "botox-cosmetic"),
                *("" if lot in self.vials else lot, self.vials.get(lot), "", ""),
            )
            for treatment, lot in made
            for number in range(SITES)
        )
        names = (
            *("treatment_id", "number", "area", "site", "side", "muscle"),
            *("map", "units", "product", "lot", "vial_id", "departure", "depth"),
        )
        insert(GivenSite, names, sites)

    def _treatment(self, place: int) -> tuple[Any, ...]:
        patient, key = self.chance.choice(self.people)
        at = self.now - timedelta(days=1 + place % 900)
        return (
            *(uuid.uuid4(), key.pk, patient, at.date(), "here", self.owner.pk),
            *("botox-cosmetic", "standard", "signed", at, at, self.owner.pk),
            *("0" * 64, 1, b"", b""),
        )

    def measured(self) -> dict[str, float]:
        """The drill for a lot of the books, one written by hand, and one of neither."""
        from django.test import Client

        from glabella.clinic.stock.selectors import recall

        client = Client(SERVER_NAME="localhost")
        client.force_login(self.owner)
        # The first answer of a process compiles templates, which no drill waits for.
        client.get("/stock/recall/")
        took = []
        numbers = (f"BENCH{1:06}", "bench-000 003", "UNKNOWN")
        for number in numbers:
            began = time.perf_counter()
            client.get("/stock/recall/", {"lot": number})
            took.append(time.perf_counter() - began)
        rows = [
            recall(viewer=self.owner, at=self.now, lot_number=number)
            for number in numbers
        ]
        assert [len(found.rows) for found in rows] == [A_LOT * SITES] * 2 + [0]
        return {
            "recall_seconds": round(max(took), 3),
            "treatments": self.treatments,
            "patients": max(len(found.patients) for found in rows),
            "rows": max(len(found.rows) for found in rows),
        }


def _insert_unsealed(
    model: Any, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    """Plain rows whose sealed texts hold nothing: the drill never opens those."""
    from django.db import connection

    places = ", ".join(["%s"] * len(columns))
    named = ", ".join(columns)
    table = model._meta.db_table  # noqa: SLF001
    fields = [
        None if name in SEALED else model._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001
        for name in columns
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({named}) VALUES ({places})",  # noqa: S608 - ours
            [
                tuple(
                    value
                    if field is None
                    else field.get_db_prep_save(value, connection)
                    for field, value in zip(fields, row, strict=True)
                )
                for row in rows
            ],
        )


if __name__ == "__main__":
    main()
