"""What must be there before a plan may wait for approval, or be approved.

Each answer is empty where nothing is missing; else it says what, and where it is done.
The services refuse by it, the chips of the screens are made of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.patients.services import is_adult
from glabella.clinic.plans.models import Examination, PlanVersion, StandingOrder
from glabella.clinic.practice.selectors import day_of, practice
from glabella.core.sources import Jurisdiction
from glabella.drawing.wording import TECHNIQUES, number
from glabella.evidence import catalogue

__all__ = [
    "REMOTE_JURISDICTIONS",
    "Missing",
    "history_missing",
    "identity_missing",
    "order_differs",
    "remote_refused",
    "valid_examination",
]

REMOTE_JURISDICTIONS: frozenset[Jurisdiction] = frozenset({"US"})
"""Where an examination by video may count at all, if the clinic's setting allows it.

In the UK the professional regulators refuse to prescribe cosmetic injectables without
seeing the patient; for the EU no rule was read, so that nothing is assumed. In the US
it is a matter of each state: the clinic answers for its setting.
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing in a sentence, and the address where it is done."""

    says: str
    where: str


def history_missing(
    patient: Patient, history: MedicalHistory | None, at: datetime
) -> Missing | None:
    """A history that a clinician confirmed, and that is recent enough."""
    where = f"/patients/{patient.pk}/history/"
    if history is None:
        return Missing("No medical history was taken yet.", where)
    if history.confirmed_at is None:
        return Missing(
            "The medical history was sent, and no clinician has gone through it yet.",
            where,
        )
    days = practice().history_valid_days
    if history.given_at < at - timedelta(days=days):
        given = day_of(history.given_at)
        return Missing(
            f"The medical history is of {given.isoformat()}, older than {days} days: "
            "ask again.",
            where,
        )
    return None


def identity_missing(patient: Patient, at: datetime) -> Missing | None:
    """Identity and birth date were checked against a document, and the age is 18."""
    page = f"/patients/{patient.pk}/"
    if patient.born_on is None or not is_adult(patient.born_on, day_of(at)):
        return Missing("The patient is under 18: nobody may approve this.", page)
    if patient.identity_checked_at is None:
        return Missing(
            "Identity and birth date were not checked against a document yet.",
            f"{page}identity/",
        )
    return None


def valid_examination(
    patient: Patient, at: datetime, prescriber_id: int | None = None
) -> Examination | None:
    """The newest examination that still counts, of one prescriber or of any."""
    since = at - timedelta(days=practice().examination_valid_days)
    found = Examination.objects.select_related("prescriber").filter(
        patient=patient, at__gte=since, at__lte=at
    )
    if prescriber_id is not None:
        found = found.filter(prescriber_id=prescriber_id)
    return next(
        (
            one
            for one in found.order_by("-at")[:20]
            if one.mode == Examination.Mode.IN_PERSON or not remote_refused()
        ),
        None,
    )


def remote_refused() -> str:
    """Why an examination by video does not count here; empty where it does."""
    clinic = practice()
    if clinic.jurisdiction not in REMOTE_JURISDICTIONS:
        return (
            f"Under the rules of {clinic.jurisdiction} an examination counts only in "
            "person."
        )
    if not clinic.remote_examination_allowed:
        return (
            "This clinic counts an examination only in person (Settings, Clinic, "
            "remote examination)."
        )
    return ""


def order_differs(
    order: StandingOrder, version: PlanVersion, at: datetime
) -> tuple[str, ...]:
    """In what a plan leaves the scope of a standing order; empty: it is covered."""
    found = []
    day = day_of(at)
    content = version.content
    if not order.starts_on <= day <= order.expires_on or order.ended_at is not None:
        found.append("the order is not in force today")
    if not practice().standing_orders_allowed:
        found.append("this clinic does not use standing orders")
    if content.get("product") != order.product:
        found.append(f"the order is for {_product(order.product)}")
    lines = content.get("lines", ())
    other = {line["technique"] for line in lines} - set(order.techniques)
    if other:
        names = ", ".join(sorted(TECHNIQUES[one] for one in other))
        found.append(f"technique not in the order: {names}")
    beyond = [line["area_name"] for line in lines if line["area"] not in order.areas]
    if beyond:
        found.append(f"areas not in the order: {', '.join(beyond)}")
    units = sum(line["units"] for line in lines)
    if units > float(order.most_units):
        found.append(
            f"{number(units)} units planned, the order allows "
            f"{number(float(order.most_units))}"
        )
    return tuple(found)


def _product(key: str) -> str:
    known = key in catalogue.product_keys()
    return catalogue.product(key).name if known else key
