"""The addresses of what follows a treatment, and who may open them."""

from glabella.clinic.followups import services
from glabella.clinic.links import services as links
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Effect, Seen
from glabella.clinic.treatments.models import SideEffect
from tests.clinic.followups.given import give
from tests.clinic.people import AT, TODAY
from tests.web.permissions import Address, World

READ, WRITE = "patient.read_clinical", "treatment.write"
REPORT = "report.write"


def treated(world: World):
    treatment = give(world.injector, world.patient)
    return {"patient_id": world.patient.pk, "treatment_id": treatment.pk}


def an_effect(world: World):
    treatments.add_follow_up(
        actor=world.injector,
        at=AT,
        treatment=give(world.injector, world.patient),
        seen=Seen(day=TODAY, effects=(Effect("headache", severity="mild"),)),
    )
    effect = SideEffect.objects.order_by("-pk")[0]
    return {"patient_id": world.patient.pk, "effect_id": effect.pk}


def a_report(world: World):
    found = an_effect(world)
    effect = SideEffect.objects.select_related("key").get(pk=found["effect_id"])
    made = services.start_report(
        actor=world.injector, at=AT, effect=effect, scheme="yellow_card"
    )
    return {"patient_id": world.patient.pk, "report_id": made.pk}


def reviewed(world: World):
    found = a_report(world)
    report = world.patient.reports.select_related("key").get()
    services.review_report(
        actor=world.injector, at=AT, report=report, version=1, read=True
    )
    return {**found, "kind": "text"}


def a_link(world: World):
    treatment = give(world.injector, world.patient)
    token = links.make(
        at=AT, purpose="review", key=treatment.key, record_id=treatment.pk, days=5
    )
    return {"token": token}


def _post(name: str, action: str, make=treated) -> Address:
    return Address(name, action, make, method="post")


ADDRESSES = [
    Address("followups:aftercare", READ, treated),
    Address("followups:aftercare-pdf", READ, treated),
    _post("followups:send-aftercare", READ),
    Address("followups:review", WRITE, treated),
    _post("followups:review", WRITE),
    _post("followups:ask-review", READ),
    Address("followups:touch-up", "plan.write", treated),
    _post("followups:touch-up", "plan.write"),
    Address("followups:effect", READ, an_effect),
    _post("followups:effect", WRITE, an_effect),
    _post("followups:new-report", REPORT, an_effect),
    Address("followups:report", REPORT, a_report),
    _post("followups:report", REPORT, a_report),
    _post("followups:review-report", REPORT, a_report),
    _post("followups:report-sent", REPORT, a_report),
    _post("followups:close-report", REPORT, a_report),
    Address("followups:report-file", REPORT, reviewed),
    Address("followups:by-link", "public", a_link),
    Address("followups:by-link", "public", a_link, method="post"),
    Address("followups:code", "public", a_link),
    Address("followups:code", "public", a_link, method="post"),
]
