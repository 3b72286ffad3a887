"""From the entries of a session to how each site stands: one pure function.

Entries are never changed, so that the state is always worked out anew, and comes out
the same however often an entry was sent. Two devices that write about one site without
knowing of each other leave two versions there. Where they differ, both stay side by
side until a person chooses: nothing is merged silently, and no unit is lost. Where both
say the very same, as when two tablets tap "Give all" over one syringe, there is nothing
to choose: the units count once, and both entries stay in the record with their hands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from glabella.clinic.injections.allocating import allocated, in_hand
from glabella.clinic.injections.values import (
    Checked,
    Drawn,
    Holder,
    Planned,
    SiteState,
    State,
    Tap,
    Told,
    Version,
    in_dispute,
)

__all__ = ["fold"]


@dataclass(slots=True)
class _Site:
    """One site while it is folded: all its versions, and which stand."""

    key: str
    area: str
    side: str
    planned: Planned | None
    history: list[Version] = field(default_factory=list)
    heads: tuple[Version, ...] = ()
    before: dict[str, Version] = field(default_factory=dict)
    """What an entry found here, by its id: an undo puts it back."""

    def known_to(self, tap: Tap) -> Version | None:
        """The newest version that whoever tapped had in sight.

        Where another hand had entered the same before, it is that hand's: who came
        second gave nothing.
        """
        known = [one for one in self.history if _knew(tap, one)]
        if not known:
            return None
        newest = known[-1]
        same = [one for one in self.heads if _knew(tap, one) and one.agrees(newest)]
        first = min((newest, *same), key=lambda one: one.number)
        return replace(first, holder=first.holder or newest.holder)

    def put(self, tap: Tap, base: Version, version: Version) -> None:
        """Let a version stand: over those in sight, beside those that were not."""
        self.history.append(version)
        if tap.kind != "resolve":  # a choice is final: undoing it would drop a version
            self.before[tap.id] = base
        if tap.kind == "resolve" or not self._stands_open(tap):
            unseen = tuple(one for one in self.heads if not _knew(tap, one))
        else:
            unseen = tuple(one for one in self.heads if one.device != tap.device)
        self.heads = (*unseen, version)

    def _stands_open(self, tap: Tap) -> bool:
        """Whether this is a conflict that was seen, and not decided."""
        return in_dispute(self.heads) and all(_knew(tap, one) for one in self.heads)


def _knew(tap: Tap, version: Version) -> bool:
    return version.number <= tap.seen or version.device == tap.device


def fold(planned: Sequence[Planned], taps: Iterable[Tap]) -> State:
    """What the taps add up to; the same tap twice counts once, by its id."""
    once: dict[str, Tap] = {}
    for tap in sorted(taps, key=lambda one: one.number):
        once.setdefault(tap.id, tap)
    number = max((tap.number for tap in once.values()), default=0)
    sites = {one.key: _as_planned(one) for one in planned}
    counted = _without_undone(list(once.values()))
    named, first = _fold_sites(sites, counted)
    draws = tuple(_drawn(tap) for tap in counted if tap.kind == "draw")
    standing = {key: _settled(site) for key, site in sites.items() if _stands(site)}
    held = allocated(standing, draws, first)
    answers = tuple(_checked(tap) for tap in counted if tap.kind == "check")
    return State(
        number=number,
        sites=held,
        checks={one.step: one for one in answers},
        answers=answers,
        holder=in_hand(held, draws, named),
        draws=draws,
        reactions=tuple(_told(tap) for tap in counted if tap.kind == "reaction"),
        notes=tuple(_told(tap) for tap in counted if tap.kind == "note"),
    )


def _stands(site: _Site) -> bool:
    """Whether a site is there at all: one added by mistake was withdrawn."""
    return any(head.standing != "withdrawn" for head in site.heads)


def _without_undone(taps: Sequence[Tap]) -> list[Tap]:
    """The taps without what was taken back of notes, answers and reactions.

    At a site an undo is an entry like any other. What was drawn is in a syringe:
    taking the word back does not put it into the vial.
    """
    undone: set[str] = set()
    for tap in reversed(taps):
        if tap.kind == "undo" and tap.id not in undone:
            undone.add(str(tap.content.get("of", "")))
    words = {"check", "reaction", "note"}
    return [
        tap
        for tap in taps
        if tap.id not in undone or (tap.kind not in words and not _names_vial(tap))
    ]


def _names_vial(tap: Tap) -> bool:
    """Whether this chooses the vial of the whole session."""
    return tap.kind == "vial" and not tap.site


def _as_planned(one: Planned) -> _Site:
    first = Version(
        entry="",
        number=0,
        device="",
        standing="open",
        units=one.units,
        depth=one.depth,
        point=one.point,
    )
    return _Site(one.key, one.area, one.side, one, [first], (first,))


def _fold_sites(sites: dict[str, _Site], taps: Iterable[Tap]) -> tuple[Holder, Holder]:
    """Let each tap act on its sites; the holder named last, and the first there was.

    A draw ends what was named: from then on the syringes are emptied in their order.
    """
    holder = first = Holder()
    for tap in taps:
        if tap.kind == "draw":
            holder = Holder()
        elif tap.kind == "vial" and not tap.site:
            holder = _holder(tap.content)
            first = first or holder
        elif tap.kind == "add" and tap.site not in sites:
            sites[tap.site] = _added(tap, holder)
        for key in _keys(tap, sites):
            _act(sites[key], tap, holder)
    return holder, first


def _keys(tap: Tap, sites: Mapping[str, _Site]) -> list[str]:
    """The sites a tap acts on; one that is not there (its adding was undone) is none."""
    if tap.kind == "undo":
        return list(sites)
    if tap.kind == "give_all":
        return [str(key) for key in tap.content.get("sites", ()) if key in sites]
    return [tap.site] if tap.kind in ACTS and tap.site in sites else []


def _holder(content: Mapping[str, Any]) -> Holder:
    return Holder(str(content.get("vial", "")), str(content.get("lot", "")))


def _added(tap: Tap, holder: Holder) -> _Site:
    given = Version(
        entry=tap.id,
        number=tap.number,
        device=tap.device,
        standing="given",
        units=Decimal(str(tap.content["units"])),
        depth=str(tap.content.get("depth", "")),
        point=_point(tap.content),
        reason=_why(tap),
        holder=holder,
        by=tap.by,
        at=tap.at,
        giver=tap.who,
        giver_name=tap.by,
    )
    area, side = str(tap.content["area"]), str(tap.content.get("side", ""))
    gone = replace(given, standing="withdrawn", entry="", number=0, device="")
    return _Site(tap.site, area, side, None, [given], (given,), {tap.id: gone})


def _why(tap: Tap) -> str:
    """The reason of an entry, and why something was given that nothing allowed."""
    told = (tap.content.get(name, "") for name in ("reason", "despite"))
    return "; ".join(str(one) for one in told if one)


def _point(content: Mapping[str, Any]) -> tuple[float, ...] | None:
    found = content.get("point")
    return tuple(float(part) for part in found) if found else None


def _act(site: _Site, tap: Tap, holder: Holder) -> None:
    """One tap at one site; ``base`` is what whoever tapped had in sight."""
    base = site.known_to(tap)
    if base is None:
        return
    found = ACTS[tap.kind](site, base, tap, holder)
    if found is not None:
        stamped = replace(found, entry=tap.id, number=tap.number, device=tap.device)
        site.put(tap, base, stamped)


def _undone(site: _Site, base: Version, tap: Tap, _: Holder) -> Version | None:
    """What was there before; only where nothing newer stands over what is undone.

    Where two hands had entered the same, either entry names it.
    """
    of = str(tap.content.get("of", ""))
    same = {one.entry for one in site.heads if _knew(tap, one) and one.agrees(base)}
    return site.before.get(of) if of in {base.entry, *same} else None


def _chosen(site: _Site, _base: Version, tap: Tap, _: Holder) -> Version | None:
    keep = str(tap.content.get("keep", ""))
    return next((one for one in site.heads if one.entry == keep), None)


def _named(_site: _Site, base: Version, tap: Tap, _: Holder) -> Version:
    return replace(base, holder=_holder(tap.content))


def _given(_site: _Site, base: Version, tap: Tap, holder: Holder) -> Version | None:
    if tap.kind == "give_all" and base.standing != "open":
        return None
    own = base.holder or holder
    return replace(
        base,
        standing="given",
        reason=_why(tap) or base.reason,
        holder=own,
        by=tap.by,
        at=tap.at,
        giver=tap.who,
        giver_name=tap.by,
    )


def _skipped(_site: _Site, base: Version, tap: Tap, _: Holder) -> Version:
    reason = str(tap.content.get("reason", ""))
    return replace(base, standing="skipped", reason=reason, by=tap.by, at=tap.at)


def _changed(_site: _Site, base: Version, tap: Tap, _: Holder) -> Version:
    told = tap.content
    return replace(
        base,
        units=Decimal(str(told["units"])) if told.get("units") else base.units,
        depth=str(told["depth"]) if told.get("depth") else base.depth,
        point=_point(told) or base.point,
        reason=str(told.get("reason", "")),
        by=tap.by,
        at=base.at or tap.at,
    )


_Act = Callable[[_Site, Version, Tap, Holder], Version | None]
ACTS: Final[Mapping[str, _Act]] = {
    "undo": _undone,
    "resolve": _chosen,
    "vial": _named,
    "give": _given,
    "give_all": _given,
    "skip": _skipped,
    "change": _changed,
}


def _settled(site: _Site) -> SiteState:
    heads = tuple(_held(head, site.heads) for head in site.heads)
    return SiteState(site.key, site.area, site.side, site.planned, heads)


def _held(head: Version, heads: Sequence[Version]) -> Version:
    """With the vial that another hand named who entered the same."""
    named = (one.holder for one in heads if one.holder and one.agrees(head))
    return head if head.holder else replace(head, holder=next(named, head.holder))


def _checked(tap: Tap) -> Checked:
    return Checked(
        step=str(tap.content["step"]),
        answer=str(tap.content["answer"]),
        note=str(tap.content.get("note", "")),
        by=tap.by,
        at=tap.at,
    )


def _drawn(tap: Tap) -> Drawn:
    units = Decimal(str(tap.content["units"]))
    return Drawn(tap.id, str(tap.content["vial"]), units, tap.by, tap.at)


def _told(tap: Tap) -> Told:
    return Told(
        entry=tap.id,
        what=str(tap.content.get("reaction", "")),
        site=tap.site,
        text=str(tap.content.get("text", "") or tap.content.get("note", "")),
        by=tap.by,
        at=tap.at,
    )
