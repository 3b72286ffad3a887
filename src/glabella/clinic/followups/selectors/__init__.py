"""Reads of what follows a treatment."""

from glabella.clinic.followups.selectors.after import (
    Reviewable,
    aftercare,
    newest_treated,
    reviewable,
    treatment_of_link,
    treatment_of_patient,
)
from glabella.clinic.followups.selectors.reports import (
    FollowUpEvent,
    OpenReport,
    events,
    get_effect,
    get_report,
    open_reports,
    reports_of,
)
from glabella.clinic.followups.selectors.reviews import (
    invitation_of,
    touch_sites,
)

__all__ = [
    "FollowUpEvent",
    "OpenReport",
    "Reviewable",
    "aftercare",
    "events",
    "get_effect",
    "get_report",
    "invitation_of",
    "newest_treated",
    "open_reports",
    "reports_of",
    "reviewable",
    "touch_sites",
    "treatment_of_link",
    "treatment_of_patient",
]
