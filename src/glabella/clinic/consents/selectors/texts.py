"""The clinic's own paragraphs: what is in force, and the versions there were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.consents.composing import OwnWords
from glabella.clinic.consents.models import OwnText
from glabella.clinic.consents.scope import Scope, area_name, technique_name
from glabella.clinic.shared.errors import NotFound
from glabella.drawing.wording import TECHNIQUES
from glabella.evidence import catalogue

__all__ = [
    "OwnTextRow",
    "get_text",
    "name_of",
    "own_texts",
    "places",
    "text_versions",
    "words_for",
]

Part = OwnText.Part


@dataclass(frozen=True, slots=True)
class OwnTextRow:
    """One place for the clinic's own paragraphs, with what stands there."""

    part: str
    about: str
    name: str
    in_force: OwnText | None
    waiting: OwnText | None


def places() -> tuple[tuple[str, str], ...]:
    """Every (part, about) for which a clinic may write paragraphs."""
    return (
        (Part.TREATMENT, ""),
        *((Part.TECHNIQUE, key) for key in TECHNIQUES),
        *((Part.AREA, key) for key in catalogue.area_keys()),
        (Part.OFF_LABEL, ""),
        (Part.PHOTOGRAPHY, ""),
        (Part.MARKETING, ""),
    )


def name_of(part: str, about: str) -> str:
    """A place in words."""
    if part == Part.AREA:
        return f"Area: {area_name(about)}"
    if part == Part.TECHNIQUE:
        return f"Technique: {technique_name(about)}"
    return str(Part(part).label).capitalize()


def own_texts(*, viewer: User, at: datetime) -> list[OwnTextRow]:
    """Every place with the version in force and the one that waits."""
    if not rights.may(viewer, "consent.template", at=at):
        raise NotFound
    rows = OwnText.objects.filter(retired_at=None).select_related(
        "made_by", "approved_by"
    )
    held = {(one.part, one.about): one for one in rows if one.approved_at}
    waiting = {(one.part, one.about): one for one in rows if not one.approved_at}
    return [
        OwnTextRow(
            part=part,
            about=about,
            name=name_of(part, about),
            in_force=held.get((part, about)),
            waiting=waiting.get((part, about)),
        )
        for part, about in places()
    ]


def text_versions(
    *, viewer: User, part: str, about: str, at: datetime
) -> list[OwnText]:
    """All versions of one place, newest first; NotFound for a place there is not."""
    allowed = rights.may(viewer, "consent.template", at=at)
    if not allowed or (part, about) not in places():
        raise NotFound
    rows = OwnText.objects.select_related("made_by", "approved_by")
    return list(rows.filter(part=part, about=about).order_by("-number"))


def get_text(*, viewer: User, text_id: int, at: datetime) -> OwnText:
    """One version; without the right there is none."""
    found = OwnText.objects.filter(pk=text_id).first()
    if found is None or not rights.may(viewer, "consent.template", at=at):
        raise NotFound
    return found


def words_for(kind: str, scope: Scope | None = None) -> tuple[OwnWords, ...]:
    """The paragraphs in force that belong to a paper of this kind and scope."""
    wanted = set(_wanted(kind, scope))
    rows = OwnText.objects.filter(approved_at__isnull=False, retired_at=None)
    return tuple(
        OwnWords(one.part, one.about, one.number, one.standard, one.easy)
        for one in rows.order_by("part", "about")
        if (one.part, one.about) in wanted
    )


def _wanted(kind: str, scope: Scope | None) -> Iterable[tuple[str, str]]:
    yield (kind, "")
    if scope is None:
        return
    for item in scope.items:
        yield (Part.AREA, item.area)
        yield (Part.TECHNIQUE, item.technique)
    if scope.off_label:
        yield (Part.OFF_LABEL, "")
