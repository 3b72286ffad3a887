"""Arms and end points to ask the model about."""

from dataclasses import replace

from glabella.core.trials import Arm, Endpoint, Trial

__all__ = ["DURATION", "ONSET", "RELAPSE", "RESPONDER", "arm", "asked", "trial"]

ONA = "onabotulinumtoxinA"

RESPONDER = Endpoint("r", "responder", "investigator", "none_or_mild", day=30.0)
RELAPSE = Endpoint("b", "relapse", "investigator", day=112.0)
ONSET = Endpoint("o", "onset", "subject", day=3.0)
DURATION = Endpoint("d", "median_duration_days", "investigator", until="baseline")


def asked(*endpoints: Endpoint) -> tuple[Endpoint, ...]:
    """The end points, each with an id of its own."""
    return tuple(replace(one, id=f"e{i}") for i, one in enumerate(endpoints))


def arm(*endpoints: Endpoint, **changes) -> Arm:
    """Twenty units of the reference product in the glabella of 100 people."""
    plain = Arm("a", ONA, "glabella", 20.0, 100, asked(*endpoints))
    return replace(plain, **changes)


def trial(*arms: Arm) -> Trial:
    """Arms, each with an id of its own."""
    return Trial(tuple(replace(one, id=f"arm {i}") for i, one in enumerate(arms)))
