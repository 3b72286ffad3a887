"""From a treatment that was amended to the entry that counts now."""

from glabella.clinic.treatments.models import Treatment

__all__ = ["newest_entry"]


def newest_entry(treatment: Treatment) -> Treatment:
    """The signed entry that stands for a treatment today; itself, if none came after.

    What points at a treatment (a photograph, a report, a link, a touch-up) was true of
    the entry of its day and is never written anew: whoever reads it asks here.
    """
    found = treatment
    while found.status == Treatment.Status.SUPERSEDED:
        later = found.amendments.exclude(status=Treatment.Status.DRAFT)
        after = later.select_related("key", "patient__key").first()
        if after is None:
            break
        found = after
    return found
