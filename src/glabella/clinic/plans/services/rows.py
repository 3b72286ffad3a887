"""What the services of plans share: the row that is kept, its words, its address."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.plans.asking.answers import Answers
from glabella.clinic.plans.asking.planned import Planned, planned
from glabella.clinic.plans.content import content_of
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.protocols.canonical import digest
from glabella.clinic.protocols.content import edits_of
from glabella.clinic.shared.errors import Blocked, NotFound, Stale
from glabella.core.planner.edits import Edits

__all__ = [
    "EDITABLE",
    "INCOMPLETE",
    "address_of",
    "current",
    "fill",
    "locked",
    "newest",
    "note",
    "page_fields",
    "plan_again",
    "protocol_edits",
    "told",
]

EDITABLE = (Plan.Status.DRAFT, Plan.Status.RETURNED)
INCOMPLETE = "incomplete"
"""The review status of a draft from which no plan can be made yet."""


def address_of(patient_id: UUID, plan_id: UUID | None = None, part: str = "") -> str:
    """Where a plan, or a step before it, is worked on."""
    base = f"/patients/{patient_id}/"
    return f"{base}plans/{plan_id}/{part}" if plan_id else f"{base}{part}"


def locked(plan: Plan, *, version: int | None = None) -> Plan:
    """The plan as it is now, kept for this transaction; Stale if it moved on."""
    return _current(Plan.objects.select_for_update(of=("self",)), plan, version)


def current(plan: Plan, *, version: int | None = None) -> Plan:
    """The same without keeping it: for what is worked out before it is written."""
    return _current(Plan.objects.all(), plan, version)


def _current(rows: QuerySet[Plan], plan: Plan, version: int | None) -> Plan:
    row = rows.select_related("key", "patient__key").filter(pk=plan.pk).first()
    if row is None:
        raise NotFound
    if row.patient.erased_at is not None:
        message = f"Patient {row.patient.number} was erased: nothing can be added."
        raise Blocked(message)
    if version is not None and version != row.version:
        raise Stale
    return row


def newest(plan: Plan) -> PlanVersion:
    """The version that counts."""
    found = (
        PlanVersion.objects.select_related(
            "key", "protocol_version__protocol", "earlier_treatment"
        )
        .filter(plan=plan)
        .order_by("-number")
        .first()
    )
    if found is None:
        raise NotFound
    found.plan = plan
    return found


def protocol_edits(row: PlanVersion, product: str) -> Edits | None:
    """What the version's protocol sets for a product; None without a protocol."""
    if row.protocol_version is None:
        return None
    edits = edits_of(row.protocol_version, product)
    return edits if edits.units or edits.positions else None


_NOT_KEPT = frozenset(
    {"csrfmiddlewaretoken", "version", "over", "touched", "view", "layer"}
)
"""Fields of the page itself: how it is looked at, not what is planned."""


def page_fields(answers: Answers) -> Answers:
    """What a form says of the plan, without what it says of the page."""
    return Answers(
        {
            name: values
            for name, values in answers.fields.items()
            if name not in _NOT_KEPT and any(values)
        }
    )


def plan_again(row: PlanVersion, answers: Answers) -> Planned:
    """The plan of these answers, under the version's protocol."""
    product = answers.one("product")
    try:
        edits = protocol_edits(row, product)
    except (KeyError, LookupError):
        edits = None
    return planned(answers, _within(edits, answers))


def _within(edits: Edits | None, answers: Answers) -> Edits | None:
    """Only what concerns the areas that are planned: others were taken out by hand."""
    if edits is None:
        return None
    areas = set(answers.many("area"))
    units = {k: v for k, v in edits.units.items() if k.partition("/")[0] in areas}
    places = {k: v for k, v in edits.positions.items() if k.partition("/")[0] in areas}
    if not units and not places:
        return None
    return Edits(units=units, positions=places, origin=edits.origin)


def fill(row: PlanVersion, answers: Answers, found: Planned, at: datetime) -> None:
    """Write answers and plan into the version; what cannot be planned is kept too."""
    row.answers = answers.as_json
    row.content = content_of(found.plan) if found.plan else {}
    row.content_hash = digest(row.content)
    row.review_status = found.plan.status if found.plan else INCOMPLETE
    row.product = answers.one("product")[:40]
    row.jurisdiction = answers.one("jurisdiction")[:2]
    row.technique = answers.one("technique")[:12]
    row.areas = (
        [line.area for line in found.plan.lines]
        if found.plan and found.plan.lines
        else list(answers.many("area"))
    )
    row.planned_on = _day(answers.one("on"), row.planned_on)
    row.saved_at = at


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def told(row: PlanVersion) -> dict[str, Any]:
    """A version for the audit, in short: its content is kept whole beside it."""
    content = row.content
    return {
        "version": row.number,
        "product": row.product,
        "technique": row.technique,
        "review": row.review_status,
        "units": {line["area"]: line["units"] for line in content.get("lines", ())},
        "hash": row.content_hash,
    }


def note(  # noqa: PLR0913 - what an entry of the audit holds
    *,
    actor: User,
    at: datetime,
    action: str,
    plan: Plan,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One entry of the audit about a plan."""
    audit.record(
        actor=actor.as_actor,
        at=at,
        action=action,
        record=plan,
        subject=plan.patient.key,
        before=before,
        after=after,
        reason=reason,
    )
