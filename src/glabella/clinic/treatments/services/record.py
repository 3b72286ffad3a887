"""Enter what was given, sign it, and amend what was signed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.services import confirm_identity
from glabella.clinic.audit import services as audit
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, Stale
from glabella.clinic.shared.signing import content_digest
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock import services as stock
from glabella.clinic.treatments.content import facts
from glabella.clinic.treatments.entries import Entry, entry_faults
from glabella.clinic.treatments.models import GivenSite, Treatment
from glabella.clinic.treatments.selectors.due import label_end

__all__ = ["amend", "change", "discard", "locked", "sign", "start"]

DRAFT, SIGNED = Treatment.Status.DRAFT, Treatment.Status.SIGNED
SUPERSEDED = Treatment.Status.SUPERSEDED
SHORTEST_REASON = 5


@transaction.atomic
def start(*, actor: User, at: datetime, patient: Patient, entry: Entry) -> Treatment:
    """Begin the record of a treatment; it counts once it is signed."""
    rights.require(actor, "treatment.write", at=at)
    _check(entry, at)
    treatment = Treatment(
        key=patient.key, patient=patient, entered_by=actor, created_at=at
    )
    _fill(treatment, entry)
    treatment.save(force_insert=True)
    _write_sites(treatment, entry)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=treatment,
        subject=patient.key,
        after=facts(treatment),
    )
    return treatment


@transaction.atomic
def change(
    *, actor: User, at: datetime, treatment: Treatment, version: int, entry: Entry
) -> Treatment:
    """Change a treatment that is not signed yet."""
    rights.require(actor, "treatment.write", at=at)
    row = _draft(treatment, version)
    _check(entry, at)
    before = facts(row)
    _fill(row, entry)
    row.version += 1
    row.save()
    before_sites = list(row.sites.all())
    row.sites.all().delete()
    _write_sites(row, entry, before_sites)
    row = locked(row)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        subject=row.key,
        before=before,
        after=facts(row),
    )
    return row


@transaction.atomic
def discard(*, actor: User, at: datetime, treatment: Treatment, version: int) -> None:
    """Throw away a draft; what was signed stays for ever."""
    rights.require(actor, "treatment.write", at=at)
    row = _draft(treatment, version)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="void",
        record=row,
        subject=row.key,
        before=facts(row),
        reason="a draft, thrown away",
    )
    row.delete()


@transaction.atomic
def sign(
    *,
    actor: User,
    at: datetime,
    treatment: Treatment,
    version: int,
    password: str = "",
    code: str = "",
) -> Treatment:
    """Sign a treatment: it is locked from then on, and what it amends is superseded."""
    rights.require(actor, "treatment.sign", at=at)
    row = _draft(treatment, version)
    _may_have_injected(row, at)
    confirm_identity(actor=actor, at=at, password=password, code=code)
    replaced = _supersede_amended(row)
    row.reviewed_at = replaced.reviewed_at if replaced else None
    row.status, row.signed_at, row.signed_by = SIGNED, at, actor
    row.signed_hash = content_digest(facts(row))
    row.version += 1
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="sign",
        record=row,
        subject=row.key,
        after={**facts(row), "hash": row.signed_hash},
        reason=row.amend_reason,
    )
    if row.place == Treatment.Place.HERE:
        patients.seen(actor=actor.as_actor, at=at, patient=row.patient, day=row.day)
        _put_due(actor, at, row, replaced)
    if replaced is not None:
        _follow_in_stock(actor, at, row, replaced)
    return row


@transaction.atomic
def amend(*, actor: User, at: datetime, treatment: Treatment, reason: str) -> Treatment:
    """Begin a corrected entry beside a signed one, which stays and says so."""
    rights.require(actor, "treatment.write", at=at)
    old, reason = locked(treatment), one_line(reason)
    _can_be_amended(old, reason)
    new = Treatment.objects.create(
        key=old.key,
        patient=old.patient,
        entered_by=actor,
        created_at=at,
        day=old.day,
        place=old.place,
        injector=old.injector,
        product=old.product,
        technique=old.technique,
        plan_version_id=old.plan_version_id,
        touch_up_of_id=old.touch_up_of_id,
        given_at=old.given_at,
        note=old.note,
        amends=old,
        amend_reason=reason,
    )
    _copy_sites(old, new)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=new,
        subject=new.key,
        after={"amends": str(old.pk)},
        reason=reason,
    )
    return new


def _can_be_amended(old: Treatment, reason: str) -> None:
    if len(reason) < SHORTEST_REASON:
        raise Invalid.field("reason", "Say in a few words what was wrong.")
    if old.status != SIGNED:
        message = (
            "Only a signed entry is amended. Open the newest one, or change the draft."
        )
        raise Blocked(message)
    if old.amendments.filter(status=DRAFT).exists():
        message = "An amendment of this entry was begun already: finish that one."
        raise Blocked(message)


def _copy_sites(old: Treatment, new: Treatment) -> None:
    sites = list(old.sites.all())
    for site in sites:
        site.pk, site.treatment = None, new
        site._state.adding = True  # noqa: SLF001 - Django's documented way to copy
    GivenSite.objects.bulk_create(sites)


def _may_have_injected(row: Treatment, at: datetime) -> None:
    """Refuse an injector whose registration had ended, or without the technique.

    What somebody was entered for is known of today alone; the registration of any day.
    Who has left since, be it within the day, is signed for by a colleague.
    """
    injector = row.injector
    if row.place != Treatment.Place.HERE or injector is None:
        return
    message = ""
    if not injector.registered_on(row.day):
        message = (
            f"The professional registration of {injector.name} did not hold on "
            f"{row.day.isoformat()}. Correct the day or the injector, or ask the owner "
            "to enter the registration under Settings, Staff."
        )
    elif row.day == day_of(at) and not _knows_how(injector, row):
        message = (
            f"{injector.name} is not entered for what was given ({row.technique}). "
            "Choose another injector, or ask the owner to add the technique under "
            "Settings, Staff."
        )
    if message:
        raise NotAllowed(message, action="treatment.sign")


def _knows_how(injector: User, row: Treatment) -> bool:
    """Whether somebody may have given this, as far as the row tells.

    Of a plan with several techniques one is enough: others may have given the rest,
    and the live record has asked each of them for what they gave.
    """
    version = row.plan_version
    if version is None:
        may_inject = injector.has_role(*rights.ACTIONS["treatment.sign"])
        return may_inject and row.technique in injector.techniques
    version.key = row.key
    areas = {site.area for site in row.sites.all()}
    lines = [one for one in version.content["lines"] if one["area"] in areas]
    known = {str(one["technique"]) for one in lines} or {row.technique}
    return not known.isdisjoint(injector.techniques)


def _follow_in_stock(
    actor: User, at: datetime, row: Treatment, replaced: Treatment
) -> None:
    """The books of the vials follow a correction of what was drawn from them."""
    if not replaced.draws.exists():
        return
    given = tuple(
        stock.GivenUnits(site.pk, site.vial_id, site.units)
        for site in row.sites.all()
        if site.vial_id is not None and site.units is not None
    )
    stock.regive(
        actor=actor,
        at=at,
        old_treatment_id=replaced.pk,
        told=stock.Settlement(
            occasion=row.pk,
            patient=row.patient,
            treatment_id=row.pk,
            given=given,
            reason=row.amend_reason,
            given_at=row.given_at,
        ),
    )


def _put_due(
    actor: User, at: datetime, row: Treatment, replaced: Treatment | None
) -> None:
    """The next treatment is due when the label allows it, until somebody says more."""
    end, old = label_end(row), label_end(replaced) if replaced else None
    patients.due_after(
        actor=actor.as_actor,
        at=at,
        patient=row.patient,
        day=row.day,
        due_on=end[0] if end else None,
        instead_of=old[0] if old else None,
    )


def _supersede_amended(row: Treatment) -> Treatment | None:
    """An amendment takes the place of what it corrects, once."""
    if row.amends_id is None:
        return None
    old = locked(Treatment(pk=row.amends_id))
    if old.status != SIGNED:
        message = (
            "Somebody else has amended this treatment meanwhile. Throw this draft "
            "away and amend the newest entry."
        )
        raise Stale(message)
    old.status = SUPERSEDED
    old.version += 1
    old.save(update_fields=["status", "version"])
    _take_along(old, row)
    return old


def _take_along(old: Treatment, new: Treatment) -> None:
    """What was seen after a treatment belongs to its newest entry, and counts there."""
    old.follow_ups.update(treatment=new)
    old.touch_ups.update(touch_up_of=new)
    asked = getattr(old, "review_invitation", None)
    if asked is not None:
        asked.treatment = new
        asked.save(update_fields=["treatment"])


def locked(treatment: Treatment) -> Treatment:
    """The treatment as it is now, kept for this transaction, with its sites."""
    rows = Treatment.objects.select_for_update(of=("self",)).select_related(
        "key", "patient__key", "injector"
    )
    return rows.prefetch_related("sites").get(pk=treatment.pk)


def _draft(treatment: Treatment, version: int) -> Treatment:
    row = locked(treatment)
    if row.status != DRAFT:
        message = (
            "This treatment is signed: it is never changed. Amend it with a reason."
        )
        raise Blocked(message)
    if row.version != version:
        raise Stale
    return row


def _check(entry: Entry, at: datetime) -> None:
    if wrong := entry_faults(entry, today=day_of(at)):
        raise Invalid(wrong)


def _fill(treatment: Treatment, entry: Entry) -> None:
    if entry.day is None:  # entry_faults has refused it
        raise Invalid.field("day", "Give the day.")
    if treatment.given_at and day_of(treatment.given_at) != entry.day:
        treatment.given_at = None
    treatment.day = entry.day
    treatment.place = entry.place
    treatment.injector = entry.injector
    treatment.product = entry.product
    treatment.technique = entry.technique
    treatment.note = entry.note.strip()


def _write_sites(
    treatment: Treatment, entry: Entry, before: Iterable[GivenSite] = ()
) -> None:
    """The sites as entered; what a form does not ask of a site stays as it was."""
    known = {(site.area, site.site): site for site in before}
    sites = []
    for number, row in enumerate(entry.given, 1):
        site = GivenSite(
            treatment=treatment,
            number=number,
            area=row.area,
            site=row.site,
            side=row.side,
            muscle=row.muscle,
            map=row.map,
            position=row.position,
            units=row.units,
            product=entry.product,
            lot=one_line(row.lot),
            depth=row.depth,
            volume_ml=row.volume_ml,
        )
        old = known.get((row.area, row.site)) if row.site else None
        sites.append(_with_the_rest(site, old) if old else site)
    GivenSite.objects.bulk_create(sites)


def _with_the_rest(site: GivenSite, old: GivenSite) -> GivenSite:
    """Place, depth and plan of a site that was known before; its vial if it can be."""
    for name in ("muscle", "map", "position", "depth"):
        setattr(site, name, getattr(site, name) or getattr(old, name))
    site.planned_units = old.planned_units
    site.departure = old.departure
    if (site.product, site.lot) == (old.product, old.lot):
        site.vial_id = old.vial_id
    if site.units == old.units:
        site.volume_ml = site.volume_ml or old.volume_ml
    elif old.planned_units is not None:
        only = site.departure in {"", GivenSite.Departure.UNITS}
        site.departure = (
            GivenSite.Departure.UNITS if only else GivenSite.Departure.SEVERAL
        )
    return site
