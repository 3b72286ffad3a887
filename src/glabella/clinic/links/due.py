"""What the links do again and again."""

from datetime import datetime

from glabella.clinic.links.limits import forget_old
from glabella.clinic.outbox.jobs import every

__all__ = ["tallies"]


@every(minutes=60)
def tallies(*, at: datetime) -> int:
    """Drop the tallies of limits whose time is over."""
    return forget_old(at=at)
