"""Cautions are answered with a reason; an answer stands on the plan for ever."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.plans.asking.planned import Planned, finding_id
from glabella.clinic.plans.models import FindingAnswer, Plan, PlanVersion
from glabella.clinic.plans.services.rows import (
    EDITABLE,
    address_of,
    locked,
    newest,
    note,
)
from glabella.clinic.shared.errors import Blocked, Invalid
from glabella.clinic.shared.text import one_line
from glabella.core.findings import Finding

__all__ = ["answer_all", "answer_finding", "answers_in_force", "unanswered"]

LONGEST = 400


@transaction.atomic
def answer_finding(
    *,
    actor: User,
    at: datetime,
    plan: Plan,
    version: int,
    finding: str,
    reason: str,
) -> FindingAnswer:
    """Answer one caution of a draft; ``finding`` is its id in the plan.

    A block takes no answer: it ends with its cause.
    """
    rights.require(actor, "plan.answer", at=at)
    row = locked(plan, version=version)
    if row.status not in EDITABLE:
        message = "Cautions are answered while the plan is a draft."
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    draft = newest(row)
    asked = _asked(draft).get(finding)
    if asked is None:
        message = "This caution is not one of the plan any more: look at it again."
        raise Invalid({f"reason.{finding}": message})
    if asked.severity == "block":
        message = (
            "A block takes no answer: the plan goes on when its cause is gone, or "
            "with another product or area."
        )
        raise Blocked(message, where=address_of(row.patient_id, row.pk))
    told = _answer(actor=actor, at=at, draft=draft, finding=asked, reason=reason)
    draft.answers = {**draft.answers, f"reason.{finding}": [told.reason]}
    draft.save(update_fields=["answers"])
    row.version += 1
    row.save(update_fields=["version"])
    return told


def answer_all(
    *, actor: User, at: datetime, draft: PlanVersion, found: Planned
) -> None:
    """Take over the reasons that stand on the page, those that changed.

    Called inside the transaction that saves the draft.
    """
    given = found.answered
    cautions = {one: text for one, text in given.items() if one.severity == "caution"}
    if not cautions:
        return
    known = answers_in_force(draft)
    changed = {
        finding: text
        for finding, text in cautions.items()
        if (old := known.get(finding_id(finding))) is None or old.reason != text
    }
    if changed:
        rights.require(actor, "plan.answer", at=at)
    for finding, text in changed.items():
        _answer(actor=actor, at=at, draft=draft, finding=finding, reason=text)


def answers_in_force(draft: PlanVersion) -> dict[str, FindingAnswer]:
    """The answers that hold, by the finding's id."""
    held = FindingAnswer.objects.select_related("key", "by").filter(
        plan_version=draft, superseded_at=None
    )
    return {answer.finding: answer for answer in held}


def unanswered(
    draft: PlanVersion, known: Collection[str] | None = None
) -> list[Finding]:
    """The cautions that have no answer yet; ``known``: those answered, if read."""
    if known is None:
        known = answers_in_force(draft)
    return [
        finding
        for name, finding in _asked(draft).items()
        if finding.severity == "caution" and name not in known
    ]


def _asked(draft: PlanVersion) -> dict[str, Finding]:
    found = [
        Finding(
            row["rule"],
            row["severity"],
            row["message"],
            tuple(row["sources"]),
            tuple(row["areas"]),
        )
        for row in draft.content.get("findings", ())
    ]
    return {finding_id(one): one for one in found if one.severity != "info"}


def _answer(
    *, actor: User, at: datetime, draft: PlanVersion, finding: Finding, reason: str
) -> FindingAnswer:
    name, reason = finding_id(finding), one_line(reason)[:LONGEST]
    if not reason:
        message = "A caution needs a reason: say why the plan may go on."
        raise Invalid({f"reason.{name}": message})
    FindingAnswer.objects.filter(
        plan_version=draft, finding=name, superseded_at=None
    ).update(superseded_at=at)
    told = FindingAnswer.objects.create(
        key=draft.key,
        plan_version=draft,
        finding=name,
        rule=finding.rule,
        message=finding.message,
        reason=reason,
        by=actor,
        at=at,
    )
    note(
        actor=actor,
        at=at,
        action="change",
        plan=draft.plan,
        after={"caution": finding.message, "answer": reason},
    )
    return told
