"""What a demonstration may have little of: a full shelf, a treatment under way, mail.

Made by the clinic's own services, at the moment at which the pages are looked at.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Max, Q

from glabella.clinic.accounts.models import User
from glabella.clinic.demo import Made
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import services as recalls
from glabella.clinic.injections import services as injections
from glabella.clinic.injections.models import Session
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos.standard import Shot
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.services import Beginning
from glabella.clinic.portal import services as portal
from glabella.clinic.shared.errors import Blocked
from glabella.clinic.stock import services as stock
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.selectors import last_treatment
from tests.clinic.demo.conftest import NOW
from tests.clinic.injections.conftest import consent_to
from tests.clinic.photos.pictures import agree, taken
from tests.clinic.plans.conftest import answer_everything
from tests.clinic.stock.shelf import DELIVERY, draw, opened

__all__ = ["LOT", "Rows", "add_rows"]

LOT = "QUERIES1"
VIALS, OPEN_VIALS = 12, 8
PATIENTS = 4
SHOTS = (
    *(Shot("front", "rest"), Shot("front", "frown"), Shot("front", "raise")),
    *(Shot("left-45", "rest"), Shot("right-45", "rest")),
)


@dataclass(frozen=True)
class Rows:
    """What was added, for the addresses of the pages."""

    session: Session
    vial: Vial
    photographed: Patient


def add_rows(made: Made) -> Rows:
    """Several rows of everything of the treatment day, each page's own kind."""
    injector = made.staff.injector
    plan = _plan()
    consent_to(plan, injector, NOW)
    plan.refresh_from_db()
    session = injections.begin(actor=injector, at=NOW, plan=plan)
    vials = _vials(made, session)
    for vial in vials[:2]:
        draw(injector, vial, plan.patient, 5, at=NOW, occasion=session.pk)
    some = list(Patient.objects.select_related("key").order_by("number")[:PATIENTS])
    for patient in some:
        portal.write(at=NOW, patient=patient, text="When may I come again?")
        if not Recall.objects.filter(patient=patient).exists():
            day = (NOW - timedelta(days=3)).date()
            recalls.add(actor=injector, at=NOW, patient=patient, due_on=day)
    _plans(made)
    agree(plan.patient, injector, at=NOW)
    for shot in SHOTS:
        taken(plan.patient, injector, shot, at=NOW, day=NOW.date(), occasion="before")
    return Rows(session, vials[0], plan.patient)


def _plan() -> Plan:
    """The oldest approved plan on which nobody works."""
    rows = Plan.objects.select_related("key", "patient__key")
    return rows.filter(status="approved", sessions=None).order_by("created_at")[0]


def _plans(made: Made) -> None:
    """A draft and a plan that waits, each begun from a treatment of long ago."""
    injector = made.staff.injector
    begun = []
    for patient in _long_ago():
        last = last_treatment(viewer=injector, patient=patient, at=NOW)
        beginning = Beginning(treatment=last)
        saved = plans.start(
            actor=injector, at=NOW, patient=patient, beginning=beginning
        )
        begun.append(saved.plan)
        if len(begun) > 1 and _submitted(injector, saved.plan):
            return
    message = "No plan of the demonstration could be submitted."
    raise RuntimeError(message)


def _long_ago() -> list[Patient]:
    """Patients treated here without an open plan, the longest ago first."""
    here = Q(treatments__status="signed", treatments__place="here")
    rows = Patient.objects.select_related("key").annotate(
        last=Max("treatments__day", filter=here)
    )
    open_plans = Plan.objects.exclude(status="closed").values("patient")
    return list(rows.exclude(last=None).exclude(pk__in=open_plans).order_by("last"))


def _submitted(by: User, plan: Plan) -> bool:
    answer_everything(by, plan)
    plan.refresh_from_db()
    try:
        plans.submit(actor=by, at=NOW, plan=plan, version=plan.version)
    except Blocked:
        return False
    return True


def _vials(made: Made, session: Session) -> list[Vial]:
    product = session.plan_version.product
    delivery = {
        **DELIVERY,
        "product": product,
        "number": LOT,
        "units": Decimal(100),
        "vials": VIALS,
        "is_size_confirmed": True,
    }
    found = stock.receive(
        actor=made.staff.owner, at=NOW, delivery=stock.Delivery(**delivery)
    )
    for vial in found[:OPEN_VIALS]:
        opened(made.staff.injector, NOW, vial)
    return [Vial.objects.get(pk=vial.pk) for vial in found]
