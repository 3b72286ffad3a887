"""Whether a session lost anything: for the tests of faults and the benchmarks."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from glabella.clinic.injections.models import Session
from glabella.clinic.injections.reading import entries_of, state_of
from glabella.clinic.injections.values import State
from glabella.clinic.stock.models import Draw

__all__ = ["faults_of"]


def faults_of(session_id: UUID | str) -> list[str]:
    """What is wrong with a session, in words; empty: nothing was lost."""
    session = Session.objects.select_related(
        "key", "patient__key", "plan_version__key", "treatment__key"
    ).get(pk=session_id)
    return list(_faults(session))


def _faults(session: Session) -> Iterator[str]:
    entries = entries_of(session)
    numbers = [entry.number for entry in entries]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers of the entries have a gap: {numbers}"
    state = state_of(session, entries)
    yield from _draw_faults(session, state)
    signed = session.status == Session.Status.SIGNED
    if signed != (session.treatment is not None):
        yield "signed and without a treatment, or with one and not signed"
    if session.treatment is not None:
        yield from _treatment_faults(session, state)


def _draw_faults(session: Session, state: State) -> Iterator[str]:
    """Each entry of a draw has its draw in the stock's books, and the other way."""
    rows = list(Draw.objects.filter(occasion=session.pk).prefetch_related("uses"))
    drawn = sum((draw.units for draw in rows), Decimal(0))
    told = sum((draw.units for draw in state.draws), Decimal(0))
    if session.status == Session.Status.OPEN and drawn != told:
        yield f"{told} drawn up by the record, {drawn} by the stock's books"
    for draw in rows:
        used = sum((use.units for use in draw.uses.all()), Decimal(0))
        ended = session.status != Session.Status.OPEN
        if ended and used != draw.units:
            yield f"of {draw.units} drawn up {used} are accounted for"


def _treatment_faults(session: Session, state: State) -> Iterator[str]:
    if session.treatment is None:
        return
    if session.treatment.status == "draft":
        yield "the treatment is not signed"
    sites = {
        f"{one.area}/{one.site}": one.units for one in session.treatment.sites.all()
    }
    told = {
        site.key if "/" in site.key else f"{site.area}/{site.key}": site.now.units
        for site in state.given
    }
    if sites != told:
        yield f"the treatment has {sites}, the record {told}"
