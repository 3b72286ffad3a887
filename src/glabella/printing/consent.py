"""A signed paper as PDF/A, made anew from the words and the signature that are kept.

The file carries everything that was signed, the drawn signature as a vector, and the
digests by which it can be compared with the record. Its title names nobody.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from glabella.printing.pdf import fonts_for

__all__ = ["STANDARD", "SignatureBlock", "consent_pdf", "signature_paths"]

STANDARD: Final = "a-2a"
"""PDF/A-2a: for keeping (ISO 19005-2), with the structure that a screen reader needs."""

_TEMPLATE = Path(__file__).parent / "consent.typ"
_WIDTH, _HEIGHT = 300, 100


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """What stands under a paper; ``name`` is empty for one that nobody signed."""

    patient: str
    name: str = ""
    at: str = ""
    how: str = ""
    valid_until: str = ""
    withdrawn: str = ""
    hash: str = ""
    strokes: Sequence[Sequence[Sequence[float]]] = ()


def consent_pdf(
    paper: Mapping[str, Any], block: SignatureBlock, *, made_up: str = ""
) -> bytes:
    """The paper with its signature; ``made_up`` heads each page where it is not empty."""
    from typst import compile as set_pages  # noqa: PLC0415  only who prints loads it

    signature = asdict(block)
    signature["drawn"] = _svg(block.strokes) if block.strokes else ""
    del signature["strokes"]
    data = {**paper, "signature": signature, "made_up": made_up}
    return set_pages(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=fonts_for(data),
        sys_inputs={"paper": json.dumps(data)},
        pdf_standards=[STANDARD],
    )


def signature_paths(strokes: Sequence[Sequence[Sequence[float]]]) -> list[str]:
    """The drawn lines as paths of a picture of 300 by 100; points are fractions."""
    return [_path(line) for line in strokes if line]


def _svg(strokes: Sequence[Sequence[Sequence[float]]]) -> str:
    paths = "".join(
        f'<path d="{path}" fill="none" stroke="#1d2a2c" stroke-width="1.6" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        for path in signature_paths(strokes)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}">{paths}</svg>'
    )


def _path(line: Sequence[Sequence[float]]) -> str:
    places = [f"{x * _WIDTH:.2f} {y * _HEIGHT:.2f}" for x, y in line]
    # A dot is a line to itself, so that its round ends are drawn.
    rest = places[1:] or places
    return f"M{places[0]} L{' '.join(rest)}"
