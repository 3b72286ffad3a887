"""A small clinic with visits to carry out, and what must hold of each afterwards.

Plan, approval, consent and checklist are made by the clinic's own services, in the
words of its tests.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from glabella.site import server
from glabella.site.folder import open_folder

__all__ = ["Clinic", "Request", "Visit", "opened"]

VIALS_AT_ONCE = 20
DELIVERY = {
    "expires_on": date(2027, 6, 30),
    "units": Decimal(50),
    "vials": VIALS_AT_ONCE,
}


OPENING, CLOSING = 8, 18
"""Hours of the clinic; a visit takes about one."""


@dataclass
class Clinic:
    """Who works here, and when it is."""

    injector: Any
    prescriber: Any
    now: datetime
    vials: list[Any] = field(default_factory=list)
    patients: int = 0

    def later(self, seconds: int = 10) -> datetime:
        """The time, a little later at each look."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def open_up(self) -> None:
        """No visit lasts into the night: the preparation counts for its own day."""
        if self.now.hour >= CLOSING:
            self.now = (self.now + timedelta(days=1)).replace(hour=OPENING)


@dataclass(frozen=True)
class Request:
    """Something a tablet asks for, again and again until it is answered."""

    name: str
    act: Callable[[datetime], str]
    entry: UUID | None = None


def opened(folder: Path) -> Clinic:
    """Make a clinic in an empty folder."""
    server.set_up(open_folder(folder, "clinic"))
    from django.conf import settings

    from glabella.clinic.keys import ring
    from glabella.clinic.practice.models import Practice
    from tests.clinic.people import AT, make_staff

    ring.make(settings.CLINIC_KEY_FILE)
    Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        mfa_required=False,
    )
    return Clinic(
        injector=make_staff("injector", "injector", "owner"),
        prescriber=make_staff("prescriber", "prescriber", profession="doctor"),
        now=AT,
    )


def vial_for(clinic: Clinic, product: str) -> Any:
    """A vial of its own for each visit: sharing would need the owner's decision."""
    from glabella.clinic.stock import services
    from tests.clinic.stock.shelf import opened as mixed

    if not clinic.vials:
        number = f"LOT{clinic.patients}"
        delivery = services.Delivery(**DELIVERY, product=product, number=number)
        at = clinic.later()
        clinic.vials = services.receive(actor=clinic.injector, at=at, delivery=delivery)
    return mixed(clinic.injector, at=clinic.later(), vial=clinic.vials.pop())


def planned(clinic: Clinic) -> Any:
    """A patient of its own, with a plan that is approved and agreed to."""
    from glabella.clinic.patients.services import check_identity
    from glabella.clinic.plans import services
    from tests.clinic.injections.conftest import consent_to
    from tests.clinic.people import AT, make_patient
    from tests.clinic.plans.conftest import (
        PROOF,
        answer_everything,
        grade,
        take_history,
    )

    who = clinic.injector
    clinic.patients += 1
    patient = make_patient(clinic.patients)
    take_history(patient, who)
    grade(patient, who, glabella=(1, 2))
    patient = check_identity(
        actor=who,
        at=AT,
        patient=patient,
        document="passport",
        born_on_seen=patient.born_on,
    )
    plan = services.start(actor=who, at=AT, patient=patient).plan
    answer_everything(who, plan)
    plan.refresh_from_db()
    plan = services.submit(actor=who, at=AT, plan=plan, version=plan.version)
    services.record_examination(actor=clinic.prescriber, at=AT, patient=patient)
    services.approve(
        actor=clinic.prescriber, at=AT, plan=plan, version=plan.version, proof=PROOF
    )
    consent_to(plan, who, clinic.later())
    plan.refresh_from_db()
    return plan


class Visit:
    """One patient's treatment, from the prepared tray to the signature."""

    def __init__(self, clinic: Clinic) -> None:
        from glabella.clinic.injections import services
        from tests.clinic.injections.conftest import prepared

        self.clinic = clinic
        clinic.open_up()
        plan = planned(clinic)
        self.vial = vial_for(clinic, plan.versions.first().product)
        begun = clinic.later()
        who = clinic.injector
        self.session = services.begin(actor=who, at=begun, plan=plan)
        prepared(self.session, who, begun)
        self.answered: list[UUID] = []
        self.met: list[str] = []
        """Faults of this visit, and what was found wrong after them."""
        self.lost: list[str] = []
        clinic.later(3600)  # the tests' own helpers think half an hour ahead

    # --- what a tablet asks for

    def entry(self, kind: str, site: str = "", **content: Any) -> Request:
        """One entry of the live record, by a device that saw everything so far."""
        from glabella.clinic.injections import services

        who, session = self.clinic.injector, self.session
        wanted = services.Wanted(
            client_id=uuid4(),
            kind=kind,
            site=site,
            device=content.pop("device", "tablet"),
            seen=content.pop("seen", self.state.number),
            content=content,
        )

        def act(at: datetime) -> str:
            answer = services.add(actor=who, at=at, session=session, wanted=wanted)
            return f"{answer.result} {answer.message}".strip()

        return Request(kind, act, wanted.client_id)

    def draw(self) -> Request:
        """What the plan asks for, into the syringe, and a little more."""
        units = sum(site.now.units for site in self.state.open) + 1
        return self.entry("draw", vial=str(self.vial.pk), units=str(units))

    def give(self) -> Request:
        """All sites that are left, as planned."""
        return self.entry("give_all", sites=[site.key for site in self.state.open])

    def sign(self) -> Request:
        """The signature under all that is there."""
        from glabella.clinic.injections import services
        from tests.clinic.injections.conftest import signed_with

        signing = signed_with(self.session)
        who, session = self.clinic.injector, self.session

        def act(at: datetime) -> str:
            made = services.finish(actor=who, at=at, session=session, signing=signing)
            return f"signed {made.pk}"

        return Request("sign", act)

    # --- what must hold

    @property
    def state(self) -> Any:
        """What the entries add up to now."""
        from glabella.clinic.injections import selectors

        return selectors.state_of(self.session)

    def faults(self) -> list[str]:
        """What is wrong: an entry lost or twice, a unit unaccounted for."""
        from glabella.clinic.injections.checking import faults_of
        from glabella.clinic.injections.models import Entry
        from glabella.clinic.stock.selectors import balance

        found = faults_of(self.session.pk)
        sums = balance(viewer=self.clinic.injector, at=self.clinic.now, vial=self.vial)
        if not sums.adds_up:
            found.append(f"the vial does not add up: {sums}")
        for one in self.answered:
            count = Entry.objects.filter(client_id=one).count()
            if count != 1:
                found.append(f"an answered entry is there {count} times")
        return found

    def end_faults(self) -> list[str]:
        """The same of a signed visit, and where its units went."""
        from glabella.clinic.stock.selectors import sums_of_occasion
        from glabella.clinic.treatments.models import Treatment

        found = self.faults()
        rows = list(Treatment.objects.filter(patient=self.session.patient))
        if [row.status for row in rows] != ["signed"]:
            found.append(f"treatments of the visit: {[row.status for row in rows]}")
        sums = sums_of_occasion(occasion=self.session.pk)
        if sums.in_syringes or sums.received != sums.given + sums.wasted:
            found.append(f"drawn units are not accounted for: {sums}")
        given = sum((one.units or 0) for row in rows for one in row.sites.all())
        if sums.given != given:
            found.append(f"given {given}, by the stock's books {sums.given}")
        return found
