"""The last sensible day before an event."""

from datetime import timedelta

from glabella.core.case import Case
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Event

__all__ = ["event_of"]


def event_of(
    case: Case, knowledge: Knowledge
) -> tuple[Event | None, tuple[Finding, ...]]:
    """The last day to treat so that review and touch-up are done before the event."""
    if case.event_on is None:
        return None, ()
    timing = knowledge.event
    lead = timedelta(days=timing.review_days + timing.touch_up_days)
    treat_by = case.event_on - lead
    review_on = case.on + timedelta(days=timing.review_days)
    event = Event(case.event_on, treat_by, review_on)
    if case.on <= treat_by:
        message = (
            f"For the event on {case.event_on}, treat by {treat_by}: "
            f"{timing.review_days} days to the review and {timing.touch_up_days} days "
            f"for a touch-up to work. Review after treatment today: {review_on}."
        )
        return event, (Finding("event", "info", message, timing.sources),)
    message = (
        f"The last sensible day to treat for the event on {case.event_on} was {treat_by}; "
        f"from {case.on} there is no time for the review and a touch-up before it."
    )
    return event, (Finding("event", "caution", message, timing.sources),)
