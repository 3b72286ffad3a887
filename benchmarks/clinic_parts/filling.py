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
from decimal import Decimal
from functools import cache
from itertools import batched, cycle, product
from pathlib import Path
from random import Random
from typing import Any

from glabella.site import server
from glabella.site.folder import open_folder

EACH = 6
"""Treatments of a patient."""
USERS = 20
INJECTORS = 6
WEEKEND = 5
BATCH = 2000
SITES = (
    ("glabella", "procerus-M", "M", "procerus", (0.0, 3.6, 5.2), 4),
    ("glabella", "corrugator-medial-R", "R", "corrugator", (-1.2, 4.1, 5.0), 4),
    ("glabella", "corrugator-medial-L", "L", "corrugator", (1.2, 4.1, 5.0), 4),
    ("glabella", "corrugator-lateral-R", "R", "corrugator", (-2.2, 4.5, 4.6), 4),
    ("glabella", "corrugator-lateral-L", "L", "corrugator", (2.2, 4.5, 4.6), 4),
)
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


@cache
def of_word(word: str) -> tuple[bytes, ...]:
    """Search pieces of one word of a name."""
    from glabella.clinic.patients import indexes

    return tuple(indexes.tokens(word))


def pieces(name: tuple[str, str]) -> set[bytes]:
    """Search pieces of a whole name."""
    return {piece for word in name for piece in of_word(word)}


def insert(
    model: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert plain rows, quicker than by instances of the model."""
    from django.db import connection

    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    adapt = [
        model._meta.get_field(name.removesuffix("_id")).get_db_prep_save  # noqa: SLF001
        for name in columns
    ]
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH * 10, strict=False):
            cursor.executemany(
                statement,
                [
                    tuple(fit(v, connection) for fit, v in zip(adapt, row, strict=True))
                    for row in batch
                ],
            )


def copied_sites() -> None:
    """Give each treatment the sites of the first one."""
    from django.db import connection

    from glabella.clinic.treatments.models import GivenSite, Treatment

    first = Treatment.objects.order_by("id")[0]
    GivenSite.objects.bulk_create(
        GivenSite(
            treatment=first,
            number=number,
            area=area,
            site=site,
            side=side,
            muscle=muscle,
            map="face",
            position=list(position),
            units=Decimal(units),
            product="botox-cosmetic",
            lot="BENCH",
            depth="intramuscular",
        )
        for number, (area, site, side, muscle, position, units) in enumerate(SITES)
    )
    copy(connection, GivenSite, "treatment", Treatment, first.pk)


def copied_grades() -> None:
    """Give each follow-up the grade of the first one."""
    from django.db import connection

    from glabella.clinic.treatments.models import FollowUp, FollowUpGrade

    first = FollowUp.objects.order_by("id")[0]
    FollowUpGrade.objects.create(follow_up=first, area="glabella", at_contraction=1)
    copy(connection, FollowUpGrade, "follow_up", FollowUp, first.pk)


def copy(connection: Any, model: Any, link: str, parent: Any, first: Any) -> None:
    """Repeat the rows of the first parent for every other, inside the database."""
    names = [
        field.column
        for field in model._meta.concrete_fields  # noqa: SLF001
        if not field.primary_key and field.name != link
    ]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    of = connection.ops.quote_name(f"{link}_id")
    here = model._meta.db_table  # noqa: SLF001
    there = parent._meta.db_table  # noqa: SLF001
    told = ", ".join(f"s.{connection.ops.quote_name(name)}" for name in names)
    key = parent._meta.pk.get_db_prep_value(first, connection)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({of}, {columns}) "  # noqa: S608 - our own tables
            f"SELECT t.id, {told} FROM {there} t, {here} s "
            f"WHERE s.{of} = %s AND t.id <> %s",
            [key, key],
        )


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
