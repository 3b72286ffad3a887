"""Whatever people do to the stock, in whatever order, no unit is unaccounted for.

A machine receives, opens, draws, settles, gives, wastes, counts and quarantines while
time passes, and after every step it compares the books with a ledger of its own.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, ClinicError, Invalid
from glabella.clinic.stock import selectors, services
from glabella.clinic.stock.models import Draw, Lot, Vial, VialEntry
from glabella.clinic.stock.services import (
    Delivery,
    Found,
    Gift,
    Mixing,
    Order,
    Settlement,
)
from tests.clinic.people import AT, make_patient, make_staff
from tests.clinic.stock.shelf import given, received, treated

pytestmark = pytest.mark.django_db

UNITS = st.decimals(Decimal("0.5"), Decimal(60), places=1)
LOTS = st.sampled_from(["A1", "B2"])
EXPIRES_ON = AT.date() + timedelta(days=3)
REASON = "as it happened that day"
EXAMPLES = {"sqlite": 12, "postgresql": 4}
STEPS = {"sqlite": 30, "postgresql": 20}


class Books(RuleBasedStateMachine):
    """The stock, and beside it what really happened to each vial's units."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.at = AT
        self.left: dict[UUID, Decimal] = {}
        self.given = self.wasted = self.received = self.counted = Decimal(0)
        self.syringes: dict[UUID, list[Draw]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @initialize()
    def people(self) -> None:
        Practice.objects.filter(pk=1).update(
            vial_sharing_allowed=True,
            vial_sharing_reason="to let the machine draw for anybody",
            vial_sharing_decided_at=AT,
        )
        self.actor: User = make_staff("machine", "injector")
        self.patients: list[Patient] = [make_patient(91), make_patient(92)]

    # --- helpers -----------------------------------------------------------------

    def pick(self, data: st.DataObject, rows: list[Any]) -> Any:
        return data.draw(st.sampled_from(rows))

    def vial(self, data: st.DataObject) -> Vial:
        chosen = self.pick(data, sorted(self.left))
        return Vial.objects.select_related("lot").get(pk=chosen)

    def refused(self, call: Callable[[], Any]) -> Any:
        """The result, or None where the books refused, which must change nothing."""
        before, done, refusal = VialEntry.objects.count(), None, None
        try:
            with transaction.atomic():
                done = call()
        except ClinicError as error:
            refusal = error
        assert refusal is None or isinstance(refusal, Blocked | Invalid), refusal
        assert refusal is None or VialEntry.objects.count() == before
        return done

    # --- what people do ------------------------------------------------------------

    @precondition(lambda self: self.at.date() <= EXPIRES_ON)
    @rule(lot=LOTS, vials=st.integers(1, 2))
    def receive(self, lot: str, vials: int) -> None:
        delivery = Delivery("bocouture", lot, EXPIRES_ON, Decimal(50), vials)
        services.receive(actor=self.actor, at=self.at, delivery=delivery)
        for vial in Vial.objects.exclude(pk__in=self.left):
            self.left[vial.pk] = vial.units
            self.received += vial.units

    @precondition(lambda self: self.left)
    @rule(data=st.data())
    def open(self, data: st.DataObject) -> None:
        vial = self.vial(data)
        mixing = Mixing(Decimal("1.25"), diluent_lot="N1", confirmed_by="tap")
        self.refused(
            lambda: services.open_vial(
                actor=self.actor,
                at=self.at,
                vial=vial,
                version=vial.version,
                mixing=mixing,
            )
        )

    @precondition(lambda self: self.left)
    @rule(data=st.data(), units=UNITS)
    def draw(self, data: st.DataObject, units: Decimal) -> None:
        vial, patient = self.vial(data), self.pick(data, self.patients)
        visit = uuid4()
        made = self.refused(
            lambda: services.draw_up(
                actor=self.actor,
                at=self.at,
                vial=vial,
                order=Order(patient, visit, units, visit),
            )
        )
        lawful = (
            vial.state == "open"
            and vial.lot.state == "in_use"
            and vial.use_by is not None
            and vial.use_by >= self.at
            and self.left[vial.pk] >= units
        )
        assert (made is not None) == lawful
        if made is not None:
            self.left[vial.pk] -= units
            self.syringes[visit] = [made]

    @precondition(lambda self: self.syringes)
    @rule(data=st.data(), part=st.decimals(Decimal("0.5"), Decimal(70), places=1))
    def settle(self, data: st.DataObject, part: Decimal) -> None:
        visit = self.pick(data, sorted(self.syringes))
        (draw,) = self.syringes[visit]
        vial = draw.entry.vial
        treatment = treated(self.actor, draw.patient, [part], vial=vial)
        told = Settlement(
            visit, draw.patient, treatment.pk, given(treatment, vial), reason=REASON
        )
        services.settle(actor=self.actor, at=self.at, settlement=told)
        del self.syringes[visit]
        self.given += part
        self.wasted += max(draw.units - part, Decimal(0))
        self._beyond(vial.pk, part - draw.units)

    def _beyond(self, vial_id: UUID, units: Decimal) -> None:
        """Units that no draw had covered leave the vial; what it lacked was found."""
        if units <= 0:
            return
        lacking = max(units - self.left[vial_id], Decimal(0))
        self.counted += lacking
        self.left[vial_id] += lacking - units

    @precondition(lambda self: self.left)
    @rule(data=st.data(), units=UNITS)
    def give(self, data: st.DataObject, units: Decimal) -> None:
        vial, patient = self.vial(data), self.pick(data, self.patients)
        treatment = treated(self.actor, patient, [units], vial=vial)
        sites = tuple((one.pk, one.units) for one in treatment.sites.all())
        gift = Gift(patient, uuid4(), treatment.pk, sites, REASON)
        services.give_now(actor=self.actor, at=self.at, vial=vial, gift=gift)
        self.given += units
        self._beyond(vial.pk, units)

    @precondition(lambda self: self.syringes)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        visit = self.pick(data, sorted(self.syringes))
        services.waste_occasion(
            actor=self.actor, at=self.at, occasion=visit, reason=REASON
        )
        self.wasted += sum(draw.units for draw in self.syringes.pop(visit))

    @precondition(lambda self: self.left)
    @rule(data=st.data())
    def discard(self, data: st.DataObject) -> None:
        vial = self.vial(data)
        done = self.refused(
            lambda: services.discard(
                actor=self.actor,
                at=self.at,
                vial=vial,
                version=vial.version,
                reason="broken or leaking",
            )
        )
        assert (done is not None) == (self.left[vial.pk] > 0)
        self.wasted += self.left[vial.pk]
        self.left[vial.pk] = Decimal(0)

    @precondition(lambda self: self.left)
    @rule(data=st.data(), counted=st.sampled_from(["0", "0.5", "25", "50"]))
    def count(self, data: st.DataObject, counted: str) -> None:
        vial, units = self.vial(data), Decimal(counted)
        books = self.left[vial.pk]
        found = Found(vial.pk, books, units, REASON)
        done = self.refused(
            lambda: services.count(actor=self.actor, at=self.at, found=[found])
        )
        if done is not None:
            self.counted += units - books
            self.left[vial.pk] = units

    @precondition(lambda self: self.left)
    @rule(data=st.data(), state=st.sampled_from(["in_use", "quarantined", "recalled"]))
    def hold_back(self, data: st.DataObject, state: str) -> None:
        lot = self.pick(data, list(Lot.objects.all()))
        with suppress(Blocked):
            services.set_state(
                actor=self.actor,
                at=self.at,
                lot=lot,
                version=lot.version,
                state=state,
                reason=REASON,
            )

    @rule(hours=st.sampled_from([1, 5, 13]))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    # --- what holds after every step --------------------------------------------------

    @invariant()
    def nothing_is_unaccounted_for(self) -> None:
        if not self.left:
            return
        sums = selectors.balance(viewer=self.actor, at=self.at)
        assert sums.adds_up, sums
        assert sums.received == self.received
        assert sums.counted == self.counted
        assert sums.given == self.given
        assert sums.wasted == self.wasted
        assert sums.left == sum(self.left.values())
        drawn = [one for draws in self.syringes.values() for one in draws]
        assert sums.in_syringes == sum((one.units for one in drawn), Decimal(0))

    @invariant()
    def each_vial_holds_what_its_last_line_says(self) -> None:
        for vial in Vial.objects.filter(pk__in=self.left):
            assert vial.left == self.left[vial.pk] >= 0
            assert (vial.state == "finished") == (vial.left == 0)


def test_no_unit_is_unaccounted_for_whatever_is_done(practice, database):
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=EXAMPLES[database],
            stateful_step_count=STEPS[database],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_sums_of_a_lot_and_of_its_vials_are_one(injector, practice):
    first, other = received(injector, vials=2), received(injector, number="B2")
    services.discard(
        actor=injector,
        at=AT,
        vial=first,
        version=first.version,
        reason="broken or leaking",
    )
    lot = selectors.balance(viewer=injector, at=AT, lot=first.lot)
    assert (lot.received, lot.wasted, lot.left) == (100, 50, 50)
    assert selectors.balance(viewer=injector, at=AT, vial=other).left == 50
    assert selectors.balance(viewer=injector, at=AT).received == 150
