"""The steps before a treatment as short chips; the sentence stays one touch away."""

from collections.abc import Sequence

from glabella.clinic.plans.selectors import Gate
from glabella.web.shared.parts import Chip, Tone

__all__ = ["next_step", "step_chips"]

_TONES: dict[str, Tone] = {
    "done": "good",
    "missing": "caution",
    "stopped": "block",
    "later": "quiet",
}


def step_chips(gates: Sequence[Gate]) -> list[Chip]:
    """One chip for each step: its name and a shape; what it says for those who ask."""
    return [
        Chip(
            word=gate.name.capitalize(),
            tone=_TONES[gate.state],
            said=f"{gate.word}. {gate.says}",
            address=gate.link if gate.state in {"missing", "stopped"} else "",
        )
        for gate in gates
    ]


def next_step(gates: Sequence[Gate]) -> Gate | None:
    """The first step that is not done, to be said in words."""
    return next((one for one in gates if one.state in {"missing", "stopped"}), None)
