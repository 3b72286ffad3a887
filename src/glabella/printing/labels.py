"""The label of a syringe: what it holds, for whom, and until when; with a QR code.

The code holds the words of the label, nothing else: any phone reads it, and no address
leads from it to a record. The patient stands on it as initials and number.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from glabella.printing.pdf import fonts_for

__all__ = ["SyringeLabel", "label_pdf"]

_TEMPLATE = Path(__file__).parent / "labels.typ"


@dataclass(frozen=True, slots=True)
class SyringeLabel:
    """One label; ``strength`` is units per 0.1 mL as text, empty where not known."""

    patient: str
    product: str
    lot: str
    vial: str
    units: str
    strength: str
    prepared_at: str
    use_by: str
    made_up: str = ""

    @property
    def code(self) -> str:
        """What the QR code says, a line for each fact."""
        lines = (
            ("patient", self.patient),
            ("product", self.product),
            ("lot", self.lot),
            ("vial", self.vial),
            ("units", self.units),
            ("units per 0.1 mL", self.strength),
            ("prepared", self.prepared_at),
            ("use by", self.use_by),
        )
        return "\n".join(f"{name}: {value}" for name, value in lines if value)


def label_pdf(label: SyringeLabel) -> bytes:
    """The label as PDF, 70 by 37 mm, a size of common label printers."""
    import segno  # noqa: PLC0415  only who prints loads them
    from typst import compile as set_pages  # noqa: PLC0415

    code = segno.make(label.code, error="m", micro=False)
    data = {**asdict(label), "rows": [list(row) for row in code.matrix]}
    return set_pages(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=fonts_for({**asdict(label)}),
        sys_inputs={"label": json.dumps(data)},
    )
