"""What is signed under a plan: content, answers, whose, and which version."""

from typing import Any

from glabella.clinic.accounts.models import User
from glabella.clinic.plans.models import FindingAnswer, PlanVersion
from glabella.clinic.protocols.canonical import digest

__all__ = ["registration_of", "signed_hash"]


def signed_hash(version: PlanVersion) -> str:
    """SHA-256 of the canonical content that a signature stands under."""
    return digest(_signed(version))


def _signed(version: PlanVersion) -> dict[str, Any]:
    held = FindingAnswer.objects.select_related("key").filter(
        plan_version=version, superseded_at=None
    )
    return {
        "patient": version.plan.patient.number,
        "plan": str(version.plan_id),
        "version": version.number,
        "content": version.content,
        "answers": {
            one.finding: {
                "message": one.message,
                "reason": one.reason,
                "by": one.by_id,
                "at": one.at.isoformat(),
            }
            for one in held
        },
    }


def registration_of(user: User) -> str:
    """Profession, number and country as they are printed under a signature."""
    place = f" ({user.registration_country})" if user.registration_country else ""
    parts = (user.profession, f"{user.registration_number}{place}")
    return ", ".join(part for part in parts if part.strip())[:60]
