"""Fill a clinic in bulk: sealed as the services seal, but without their audit.

    python -m clinic_parts.filling FOLDER PATIENTS   (from benchmarks/)

Prints one JSON object: seconds, rows, and what the users of the load test need.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import sys
import time
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time as wall, timedelta
from itertools import batched, cycle, product
from pathlib import Path
from random import Random
from typing import Any

from clinic_parts.bulk import BATCH, copied_grades, copied_sites, insert, pieces

from glabella.site import server
from glabella.site.folder import open_folder

EACH = 6
"""Treatments of a patient."""
USERS = 20
CACHE_KIB = 4 * 1024 * 1024
INJECTORS = 6
WEEKEND = 5
PASSWORD = "a password of the benchmark"  # noqa: S105 - of a folder that is thrown away


def main() -> None:
    folder, patients = Path(sys.argv[1]), int(sys.argv[2])
    server.set_up(open_folder(folder, "clinic"))
    from django.conf import settings
    from django.test.utils import override_settings

    from glabella.clinic.keys import ring

    ring.make(settings.CLINIC_KEY_FILE)
    quick = "glabella.clinic.demo.signing.OneRound"
    with override_settings(PASSWORD_HASHERS=[quick]):
        print(json.dumps(Filling(patients).run()))


class Filling:
    """The clinic as it grows."""

    def __init__(self, patients: int) -> None:
        from faker import Faker

        self.count = patients
        self.chance = Random(1)  # noqa: S311
        self.faker = Faker("en_US")
        self.faker.seed_instance(1)
        self.now = datetime.now(UTC)  # noqa: TID251
        self.seconds: dict[str, float] = {}

    def run(self) -> dict[str, Any]:
        from django.core.management import call_command
        from django.db import connection, transaction

        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # Millions of rows at random places of an index: let it stay in memory.
                cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
                cursor.execute("PRAGMA synchronous = OFF")
        self.staff = self._staff()
        for what in (self._patients, self._treatments, self._diary):
            began = time.perf_counter()
            with transaction.atomic():
                what()
            self.seconds[what.__name__.strip("_")] = round(
                time.perf_counter() - began, 1
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        call_command("clearsessions", verbosity=0)
        return {
            "seconds": self.seconds,
            "rows": self._rows(),
            "users": [self._user(place) for place in range(USERS)],
            "names": sorted({self.faker.last_name() for _ in range(200)}),
            "patients": [str(one) for one in self.patients[:: self._step()]],
        }

    def _step(self) -> int:
        return max(len(self.patients) // 500, 1)

    # People who work here

    def _staff(self) -> list[Any]:
        from glabella.clinic.accounts import services as accounts
        from glabella.clinic.accounts.models import Role
        from glabella.clinic.practice import selectors, services as practice

        at = self.now - timedelta(days=1000)
        practice.set_up(
            at=at, name="Bench", jurisdiction="US", time_zone="UTC", mfa_required=False
        )
        owner = accounts.create_owner(
            at=at, email="owner@example.org", name="Owner", password=PASSWORD
        )
        week = [practice.Span(day, *HOURS) for day in range(7)]
        practice.change_hours(
            actor=owner, at=at, version=selectors.practice().version, week=week
        )
        return [
            accounts.add_staff(
                actor=owner,
                at=at,
                email=f"clinician{number}@example.org",
                name=f"Clinician {number:02}",
                roles={Role.INJECTOR, Role.PRESCRIBER, Role.FRONT_DESK},
                profession="physician",
                registration_number="1",
                registration_country="US",
                registration_expires=(self.now + timedelta(days=999)).date(),
                techniques=("standard", "baby", "skin"),
            )
            for number in range(USERS)
        ]

    # People who are treated

    def _patients(self) -> None:
        from glabella.clinic.keys import services as keys
        from glabella.clinic.keys.models import SubjectKey
        from glabella.clinic.patients.models import MedicalHistory, Patient

        self.patients: list[uuid.UUID] = []
        self.keys: list[SubjectKey] = []
        for numbers in batched(range(1, self.count + 1), BATCH, strict=False):
            made = [
                SubjectKey(**keys._fresh(uuid.uuid4(), self.now))  # noqa: SLF001
                for _ in numbers
            ]
            SubjectKey.objects.bulk_create(made)
            people = [self._patient(*pair) for pair in zip(numbers, made, strict=True)]
            Patient.objects.bulk_create(people)
            MedicalHistory.objects.bulk_create(
                MedicalHistory(
                    key=one.key,
                    patient=one,
                    number=1,
                    answers=ANSWERS,
                    source="staff",
                    given_at=self.now - timedelta(days=30),
                    taken_by=self.staff[0],
                )
                for one in people
            )
            self._tokens(people)
            self.patients += [one.pk for one in people]
            self.keys += made

    def _patient(self, number: int, key: Any) -> Any:
        from glabella.clinic.patients import indexes
        from glabella.clinic.patients.models import Patient

        name = (self.faker.first_name(), self.faker.last_name())
        born = date(1950, 1, 1) + timedelta(days=self.chance.randrange(18_000))
        mail = f"patient{number}@example.org"
        phone = f"+1 212 {number:07}"
        return Patient(
            number=number,
            key=key,
            given_name=name[0],
            family_name=name[1],
            born_on=born,
            sex="female",
            email=mail,
            phone=phone,
            created_at=self.now - timedelta(days=900),
            last_seen_on=self.now.date() - timedelta(days=40),
            next_due_on=self.now.date() + timedelta(days=number % 300),
            identity_document="passport",
            identity_checked_at=self.now - timedelta(days=900),
            identity_checked_by=self.staff[0],
            born_index=indexes.born_index(born),
            email_index=indexes.email_index(mail),
            phone_index=indexes.phone_index(phone),
            name_index=indexes.name_index(" ".join(name)),
            token_count=len(pieces(name)),
        )

    def _tokens(self, people: Iterable[Any]) -> None:
        from glabella.clinic.patients.models import SearchToken

        rows = (
            (one.pk, piece)
            for one in people
            for piece in pieces((one.given_name, one.family_name))
        )
        insert(SearchToken, ("patient_id", "token"), rows)

    # What was done

    def _treatments(self) -> None:
        from glabella.clinic.treatments.models import FollowUp, Treatment

        for batch in batched(self._each_treatment(), BATCH, strict=False):
            Treatment.objects.bulk_create(batch)
            FollowUp.objects.bulk_create(
                FollowUp(
                    key=one.key,
                    treatment=one,
                    day=one.day + timedelta(days=14),
                    by=one.injector,
                    result="as_wished",
                    content={},
                    created_at=one.created_at + timedelta(days=14),
                )
                for one in batch
            )
        copied_sites()
        copied_grades()

    def _each_treatment(self) -> Iterator[Any]:
        from glabella.clinic.treatments.models import Treatment

        for place, (patient, key) in enumerate(
            zip(self.patients, self.keys, strict=True)
        ):
            by = self.staff[place % INJECTORS]
            for turn in range(EACH):
                at = self.now - timedelta(days=40 + 120 * turn + place % 60)
                yield Treatment(
                    key=key,
                    patient_id=patient,
                    day=at.date(),
                    injector=by,
                    entered_by=by,
                    product="botox-cosmetic",
                    technique="standard",
                    status="signed",
                    created_at=at,
                    signed_at=at,
                    signed_by=by,
                    signed_hash="0" * 64,
                    reviewed_at=at + timedelta(days=14),
                    version=2,
                )

    # What is to come

    def _diary(self) -> None:
        """Full working days for each injector, last week, this one and the next."""
        from glabella.clinic.calendar.models import Appointment, Slot

        people = cycle(zip(self.patients, self.keys, strict=True))
        today = self.now.replace(hour=9, minute=0, second=0, microsecond=0)
        visits = []
        for by, day, quarter in product(
            self.staff[:INJECTORS], range(-7, 14), range(0, 32, 2)
        ):
            patient, key = next(people)
            start = today + timedelta(days=day, minutes=15 * quarter)
            if start.weekday() >= WEEKEND:
                continue
            visits.append(
                Appointment(
                    key=key,
                    patient_id=patient,
                    injector=by,
                    kind="treatment",
                    areas=["glabella"],
                    technique="standard",
                    starts_at=start,
                    ends_at=start + timedelta(minutes=25),
                    status="done" if day < 0 else "booked",
                    created_at=self.now - timedelta(days=20),
                )
            )
        Appointment.objects.bulk_create(visits, batch_size=BATCH)
        Slot.objects.bulk_create(
            (
                Slot(
                    appointment=one,
                    injector=one.injector,
                    starts_at=one.starts_at + timedelta(minutes=5 * part),
                )
                for one in visits
                for part in range(5)
            ),
            batch_size=BATCH,
        )

    # Users of the load test

    def _user(self, place: int) -> dict[str, Any]:
        from django.conf import settings
        from django.test import Client

        from glabella.clinic.patients.models import Patient

        user, client = self.staff[place], Client()
        client.force_login(user)
        patient = Patient.objects.select_related("key").get(
            pk=self.patients[place * len(self.patients) // USERS]
        )
        plan, fields = drafted(user, patient, self.now)
        return {
            "cookies": {
                settings.SESSION_COOKIE_NAME: client.cookies[
                    settings.SESSION_COOKIE_NAME
                ].value,
                settings.CSRF_COOKIE_NAME: CSRF,
            },
            "plan": f"/patients/{patient.pk}/plans/{plan.pk}/plan/",
            "version": plan.version,
            "fields": fields,
        }

    def _rows(self) -> dict[str, int]:
        from glabella.clinic.patients.models import Patient, SearchToken
        from glabella.clinic.treatments.models import FollowUp, GivenSite, Treatment

        models = (Patient, SearchToken, Treatment, GivenSite, FollowUp)
        return {one._meta.db_table: one.objects.count() for one in models}  # noqa: SLF001


CSRF = "benchmark0" * 3 + "ab"
"""As long as Django's own; it belongs to no session that matters."""
ANSWERS = {
    "pregnant": False,
    "breastfeeding": False,
    "infection_at_site": [],
    "allergies": ["penicillin"],
    "conditions": [],
    "medicines": [],
    "recent_procedures": [],
    "previous": [],
}


HOURS = (wall(8), wall(20))


def drafted(user: Any, patient: Any, at: datetime) -> tuple[Any, dict[str, list[str]]]:
    """A plan that is worked on, with all that its page sends on each change."""
    from glabella.clinic.plans import services as plans

    saved = plans.start(actor=user, at=at, patient=patient, beginning=plans.Beginning())
    wished = {
        "area": ("glabella",),
        "technique": ("standard",),
        "product": ("botox-cosmetic",),
        "contraction.glabella": ("2",),
        "rest.glabella": ("1",),
    }
    saved = plans.save_draft(
        actor=user,
        at=at,
        plan=saved.plan,
        version=saved.plan.version,
        answers={**saved.answers.fields, **wished},
    )
    return saved.plan, {name: list(told) for name, told in saved.answers.fields.items()}


if __name__ == "__main__":
    main()
