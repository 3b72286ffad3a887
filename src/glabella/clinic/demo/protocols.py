"""Protocols of the made-up clinic."""

from dataclasses import replace

from glabella.clinic.demo.staff import JURISDICTION
from glabella.clinic.demo.world import World
from glabella.clinic.protocols import services as protocols
from glabella.clinic.protocols.content import from_fractions
from glabella.clinic.protocols.models import Protocol, ProtocolVersion
from glabella.clinic.protocols.services import Setting

__all__ = ["begin_protocol", "make_protocols", "revise_protocol"]

_FIRST = "First treatment, keep expression"
_FULL = Setting(
    product="botox-cosmetic",
    jurisdiction=JURISDICTION,
    technique="standard",
    areas=(),
    notes="Review at two weeks. Forehead never alone.",
)
_LIGHT = Setting(
    product="botox-cosmetic",
    jurisdiction=JURISDICTION,
    technique="baby",
    areas=(),
    notes="For first-timers: half, then see.",
)
type Rows = tuple[tuple[str, float, str], ...]


def make_protocols(world: World) -> None:
    """Two protocols in force as the clinic opens."""
    full: Rows = (("glabella", 1.0, ""), ("forehead", 1.0, "Only with the glabella."))
    light: Rows = (("glabella", 0.5, ""), ("forehead", 0.5, "High row only."))
    for name, setting, rows in (
        ("Upper face, full effect", _FULL, full),
        (_FIRST, _LIGHT, light),
    ):
        _approve(world, _create(world, name, setting, rows))


def revise_protocol(world: World) -> None:
    """A second version, after a year of the first."""
    rows: Rows = (("glabella", 0.6, ""), ("forehead", 0.5, "High row only."))
    draft = protocols.new_version(
        actor=world.staff.injector,
        at=world.at,
        protocol=Protocol.objects.get(name=_FIRST),
        setting=_filled(_LIGHT, rows, "Half was too little between the brows."),
    )
    _approve(world, draft)


def begin_protocol(world: World) -> None:
    """A third one, which nobody has approved yet."""
    _create(world, "Crow's feet with the brows", _FULL, (("crows_feet", 1.0, ""),))


def _create(world: World, name: str, setting: Setting, rows: Rows) -> ProtocolVersion:
    return protocols.create(
        actor=world.staff.injector,
        at=world.at,
        name=name,
        setting=_filled(setting, rows, setting.notes),
    )


def _approve(world: World, draft: ProtocolVersion) -> None:
    protocols.approve(
        actor=world.staff.prescriber,
        at=world.at,
        protocol_version=draft,
        version=draft.version,
        password=world.password,
    )


def _filled(setting: Setting, rows: Rows, notes: str) -> Setting:
    areas = from_fractions(setting.product, setting.jurisdiction, rows)
    return replace(setting, areas=areas, notes=notes)
