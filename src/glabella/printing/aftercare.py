"""What a patient takes home on paper after a treatment; no dose stands in it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from glabella.printing.pdf import fonts_for

__all__ = ["AftercarePaper", "PaperRule", "aftercare_pdf"]

_TEMPLATE = Path(__file__).parent / "aftercare.typ"


@dataclass(frozen=True, slots=True)
class PaperRule:
    """What to leave alone, until when, and what the sheets disagree about."""

    advice: str
    when: str
    conflict: str


@dataclass(frozen=True, slots=True)
class AftercarePaper:
    """Everything on the paper, as text."""

    clinic: str
    patient: str
    on: str
    about: str
    rules: tuple[PaperRule, ...]
    free: tuple[str, ...]
    usual: tuple[str, ...]
    skincare: str
    call_when: tuple[str, ...]
    call: str
    review_on: str
    number: str
    also: str
    signs: tuple[str, ...]
    begins: str
    sources: tuple[str, ...]
    made_up: str = ""


def aftercare_pdf(paper: AftercarePaper) -> bytes:
    """The paper as PDF. Nothing of it is written to a file on the way."""
    from typst import compile as set_pages  # noqa: PLC0415  only who prints loads it

    data = asdict(paper)
    return set_pages(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=fonts_for(data),
        sys_inputs={"paper": json.dumps(data)},
    )
