"""How a dose came about, in one short sentence for print."""

from glabella.core.dosing.rules import Modifier
from glabella.core.planner.model import Line
from glabella.drawing.wording import TIMES, number, units_text

__all__ = ["built", "sentence", "unchanged_everywhere"]

_NOISE = 1e-9


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def unchanged_everywhere(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Names of the modifiers that are 1 in each of several areas, in their order."""
    if len(lines) < 2:  # noqa: PLR2004  nothing to share
        return ()
    shared = set.intersection(*(set(_unchanged(line)) for line in lines))
    return tuple(name for name in _unchanged(lines[0]) if name in shared)


def built(line: Line, common: tuple[str, ...]) -> str:
    """Start, what changed it, what did not, and what it came to.

    ``common`` names what is told once for all areas.
    """
    start = line.steps[0].removeprefix("Start: ").rstrip(".") if line.steps else ""
    parts = [sentence(start)]
    parts += [
        f"{TIMES} {number(modifier.factor, 3)} for {modifier.name}"
        for modifier in line.modifiers
        if not _is_one(modifier)
    ]
    own = [name for name in _unchanged(line) if name not in common]
    if own:
        parts.append(f"unchanged ({TIMES} 1) by {', '.join(own)}")
    places = "1 site" if len(line.sites) == 1 else f"{len(line.sites)} sites"
    parts.append(f"{units_text(line.units)} over {places}")
    return "; ".join(part for part in parts if part) + "."


def _unchanged(line: Line) -> tuple[str, ...]:
    return tuple(modifier.name for modifier in line.modifiers if _is_one(modifier))


def _is_one(modifier: Modifier) -> bool:
    return abs(modifier.factor - 1) <= _NOISE
