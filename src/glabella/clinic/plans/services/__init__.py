"""Writes of plans: started, saved, answered, submitted, approved, changed, closed."""

from glabella.clinic.plans.services.answering import answer_finding
from glabella.clinic.plans.services.approving import (
    Proof,
    approve,
    approve_under_order,
    return_with_reason,
)
from glabella.clinic.plans.services.changing import change, close
from glabella.clinic.plans.services.drafting import (
    Beginning,
    Saved,
    put_points,
    save_draft,
    start,
)
from glabella.clinic.plans.services.examining import record_examination
from glabella.clinic.plans.services.orders import Scope, end_order, sign_order
from glabella.clinic.plans.services.printing import record_print
from glabella.clinic.plans.services.submitting import submit, withdraw

__all__ = [
    "Beginning",
    "Proof",
    "Saved",
    "Scope",
    "answer_finding",
    "approve",
    "approve_under_order",
    "change",
    "close",
    "end_order",
    "put_points",
    "record_examination",
    "record_print",
    "return_with_reason",
    "save_draft",
    "sign_order",
    "start",
    "submit",
    "withdraw",
]
