"""What the live record refuses, and what is missing before it can be signed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from glabella.clinic.injections.checklist import Step, still_to_do, stops
from glabella.clinic.injections.kinds import Wanted
from glabella.clinic.injections.planned import site_words
from glabella.clinic.injections.values import Checked, SiteState, State, Version
from glabella.clinic.practice.selectors import day_of

__all__ = [
    "ADDED",
    "GIVING",
    "asked_before",
    "before_signing",
    "refusal",
    "touched",
    "undo_refusal",
]

GIVING: Final = frozenset({"give", "give_all", "add"})
"""Kinds that say that something was injected."""
ADDED: Final = "added-"
"""How the key of a site begins that the plan does not have."""
_FINAL: Final = {
    "draw": "What was drawn up stays so: what is left in the syringe is noted as "
    "wasted when the treatment is signed.",
    "resolve": "A choice is not undone: change the site instead, with a reason.",
}


def touched(wanted: Wanted, content: dict[str, Any], state: State) -> list[SiteState]:
    """The sites that an entry speaks of."""
    if wanted.kind == "undo":
        of = content["of"]
        return [s for s in state.sites.values() if of in s.standing_entries]
    keys = content.get("sites", [wanted.site] if wanted.site else [])
    return [state.sites[key] for key in keys if key in state.sites]


def refusal(
    wanted: Wanted,
    content: dict[str, Any],
    state: State,
    steps: Sequence[Step],
    answers: Mapping[str, Checked],
) -> str:
    """Why an entry cannot stand, in words; empty: it can.

    ``answers`` are those of the preparation on the day of the entry.
    """
    words = _unknown(wanted, content, state) or _no_answer(wanted, content, steps)
    if not words and wanted.kind in GIVING:
        words = _not_prepared(state, steps, dict(answers))
    if words or wanted.kind == "undo":
        return words
    if wanted.kind == "resolve":
        return _choice(content, state.sites[wanted.site])
    if any(_undecided(site, wanted) for site in touched(wanted, content, state)):
        return "Two entries stand at this site: choose one of them first."
    return ""


def _unknown(wanted: Wanted, content: dict[str, Any], state: State) -> str:
    if wanted.kind == "add":
        taken = not wanted.site.startswith(ADDED) or wanted.site in state.sites
        return "This site is there already." if taken else ""
    keys = content.get("sites", [wanted.site] if wanted.site else [])
    if all(key in state.sites for key in keys):
        return ""
    return "There is no such site in this record."


def _no_answer(wanted: Wanted, content: dict[str, Any], steps: Sequence[Step]) -> str:
    """Why a step cannot be answered so at this time."""
    if wanted.kind != "check":
        return ""
    step = next((one for one in steps if one.key == content["step"]), None)
    answer = step.answer(content["answer"]) if step else None
    return answer.refused if answer else ""


def _not_prepared(
    state: State, steps: Sequence[Step], answers: dict[str, Checked]
) -> str:
    if words := stops(steps, answers):
        return words
    left = still_to_do(steps, answers)
    if not left:
        return ""
    names = ", ".join(step.title.lower() for step in left)
    again = dict.fromkeys(
        asked_before(state.checks[step.key])
        for step in left
        if step.key in state.checks
    )
    return f"The preparation is not finished: {names}. {' '.join(again)}".strip()


def asked_before(found: Checked) -> str:
    """What to do about an answer of another day."""
    return f"Asked on {day_of(found.at):%A %-d %B %Y}: ask again."


def _choice(content: dict[str, Any], site: SiteState) -> str:
    if not site.in_conflict:
        return "Nothing is to be chosen at this site."
    if content["keep"] not in {one.entry for one in site.heads}:
        return "That version does not stand any more: look again, and choose."
    return ""


def _undecided(site: SiteState, wanted: Wanted) -> bool:
    """Whether this conflict was in sight of who wrote."""
    return site.in_conflict and all(_knew(wanted, one) for one in site.heads)


def _knew(wanted: Wanted, version: Version) -> bool:
    return version.number <= wanted.seen or version.device == wanted.device


def undo_refusal(kind: str, targets: Sequence[SiteState], *, of_a_site: bool) -> str:
    """Why an entry of this kind cannot be taken back; empty: it can."""
    if kind in _FINAL:
        return _FINAL[kind]
    if of_a_site and not targets:
        return "Something newer stands there: take that back first."
    return ""


def before_signing(state: State, steps: Iterable[Step]) -> list[str]:
    """What is missing before the record can be signed, one sentence each."""
    found = []
    if state.conflicts:
        names = _names(state.conflicts)
        found.append(f"Two entries stand at {names}: choose one of them.")
    if state.open:
        count = len(state.open)
        sites = f"{count} site{'' if count == 1 else 's'}"
        found.append(f"{sites} neither given nor skipped: {_names(state.open)}.")
    if not state.given:
        found.append("Nothing was given: give the session up instead of signing it.")
    if any(not site.now.holder for site in state.given):
        found.append("The vial is not chosen: draw up from one, or type the lot.")
    if not state.reactions:
        found.append("Say which reaction was seen at once, or that there was none.")
    if left := still_to_do(steps, dict(state.checks)):
        names = ", ".join(step.title.lower() for step in left)
        found.append(f"The preparation is not finished: {names}.")
    return found


_SHOWN: Final = 4


def _names(sites: Sequence[SiteState]) -> str:
    names = [site_words(site.key, site.side) for site in sites[:_SHOWN]]
    more = len(sites) - len(names)
    return "; ".join(names) + (f" and {more} more" if more > 0 else "")
