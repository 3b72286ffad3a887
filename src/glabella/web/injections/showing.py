"""What the pages of the treatment day show: the record, the map, the vials."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

from glabella.clinic.accounts import rights
from glabella.clinic.injections import selectors
from glabella.clinic.injections.checklist import Step
from glabella.clinic.injections.reactions import REACTIONS
from glabella.clinic.injections.rules import ADDED
from glabella.clinic.injections.selectors import Live
from glabella.clinic.photos import selectors as photos
from glabella.clinic.plans.content import restored
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Lot, Vial
from glabella.core.sources import OURS
from glabella.drawing.wording import number
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.injections.asking import Asked, address, if_there
from glabella.web.planner.map_view import MapView
from glabella.web.planner.screen import kept_screen
from glabella.web.shared.parts import Chip, Tone
from glabella.web.shared.signing import ProofForm

__all__ = ["SourceLine", "context", "map_of", "product_name", "sources_of"]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in words."""

    title: str
    grade: str
    address: str
    is_ours: bool = False


def sources_of(keys: Iterable[str]) -> list[SourceLine]:
    """The sources of a step; our own rules are named as such."""
    found = []
    for key in dict.fromkeys(keys):
        source = catalogue.source(key)
        link = source.address if source.address.startswith("https://") else ""
        ours = key == OURS
        found.append(SourceLine(source.title, source.grade, link, is_ours=ours))
    return found


def product_name(key: str) -> str:
    """The trade name."""
    known = key in catalogue.product_keys()
    return catalogue.product(key).name if known else key


def map_of(live: Live) -> MapView | None:
    """The face map of the approved plan; None where it has none."""
    version = live.session.plan_version
    plan = restored(version.content, version.answers)
    return None if plan is None else kept_screen(plan, {}, {}).map


@dataclass(frozen=True, slots=True)
class Checking:
    """A step of the preparation on the page."""

    step: Step
    answer: str
    by: str
    at: datetime | None
    chosen: str
    sources: list[SourceLine]
    note: str = ""
    where: str = ""


def context(request: StaffRequest, one: Asked, **more: Any) -> dict[str, Any]:
    """Everything that the templates of an open session want."""
    user, at, session = request.user, one.at, one.session
    live = selectors.live(viewer=user, session=session, at=at)
    product = session.plan_version.product
    choices = []
    if rights.may(user, "stock.read", at=at):
        choices = stock.usable_vials(
            viewer=user, at=at, product=product, patient=session.patient
        )
    return {
        "patient": session.patient,
        "session": session,
        "plan_row": session.plan,
        "live": live,
        "state": live.told,
        "seen": live.state.number,
        "page_device": f"page-{uuid4().hex[:24]}",
        # Called once for each form: every tap of a plain page has an id of its own.
        "fresh_id": lambda: str(uuid4()),
        "fresh_site": lambda: f"{ADDED}{uuid4().hex[:8]}",
        "tap_url": address(session, "tap"),
        "standing": standing(live),
        "product": product_name(product),
        "vial_choices": choices,
        "usable": (usable := [one for one in choices if not one.refusal]),
        "to_open": (fresh := _to_open(live, choices, usable)),
        "refused_vials": [one for one in choices if one.refusal and one not in fresh],
        "draw_now": _draw_now(live, usable),
        "open_draws": stock.open_draws(viewer=user, at=at, occasion=session.pk),
        "checkings": list(_checkings(live)),
        "reactions": REACTIONS,
        "area_choices": _areas(),
        "proof": ProofForm(auto_id="proof_%s"),
        "may_record": rights.may(user, "injection.record", at=at),
        "may_sign": rights.may(user, "treatment.sign", at=at),
        **more,
    }


def _to_open(
    live: Live,
    choices: Sequence[stock.VialChoice],
    usable: Sequence[stock.VialChoice],
) -> list[stock.VialChoice]:
    """Unopened vials to propose while the open ones hold too little for the plan.

    Those that hold enough before the others, the smaller first, the soonest end first.
    """
    need = Decimal(live.to_draw or 0) - sum((one.left for one in usable), Decimal(0))
    if need <= 0:
        return []
    fresh = [
        one
        for one in choices
        if one.vial.state == Vial.State.UNOPENED
        and one.vial.lot.state == Lot.State.IN_USE
        and one.vial.lot.expires_on >= day_of(live.at)
    ]
    fresh.sort(key=lambda one: (one.left < need, abs(one.left - need)))
    return fresh[:_PROPOSED]


_PROPOSED: Final = 3


def _draw_now(live: Live, usable: Sequence[stock.VialChoice]) -> str:
    """Units to propose: what the plan still asks for, at most what the vial holds."""
    if not live.to_draw or not usable:
        return ""
    return number(min(float(live.to_draw), float(usable[0].left)), 2)


def standing(live: Live) -> Chip:
    """How the session stands."""
    tones: dict[str, Tone] = {"open": "info", "signed": "good"}
    status = live.session.status
    word = live.session.get_status_display().capitalize()
    return Chip(word, tones.get(status, "quiet"))


def _checkings(live: Live) -> Iterable[Checking]:
    for step, found, answer in live.checks:
        note, where = _photographs(live) if step.key == "photographs" else ("", "")
        yield Checking(
            step=step,
            answer=answer,
            by=found.by if found else "",
            at=found.at if found else None,
            chosen=found.answer if found else "",
            sources=sources_of(step.sources),
            note=note,
            where=where,
        )


def _photographs(live: Live) -> tuple[str, str]:
    """How many of the standard set are taken today, and where they are taken."""
    session = live.session
    areas = {site.area for site in live.state.sites.values()}
    day = day_of(live.at)
    found = photos.complete(patient=session.patient, areas=sorted(areas), day=day)
    wanted, taken = len(found.wanted), len(found.taken)
    where = if_there("photos:gallery", patient_id=session.patient_id)
    query = f"?occasion=before&visit={session.pk}&areas={','.join(sorted(areas))}"
    told = f"{taken} taken today" if taken else "None taken today yet"
    words = (
        f"{told}; the standard set for these areas has {wanted}."
        if wanted
        else f"{told}; the standard set has none of these areas."
    )
    return words, f"{where}{query}" if where else ""


def _areas() -> list[tuple[str, str]]:
    return [(key, catalogue.area_values(key).name) for key in catalogue.area_keys()]
