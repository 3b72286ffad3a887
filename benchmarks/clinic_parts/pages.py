"""The pages that are measured, and what each is asked with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlencode

__all__ = ["PAGES", "Asking", "asking_for", "cookies_of", "read"]

PAGES = ("patient", "search", "today", "week", "plan")


@dataclass(frozen=True, slots=True)
class Asking:
    """One request."""

    path: str
    body: str | None = None
    headers: Mapping[str, str] | None = None


def asking_for(
    page: str, filled: Mapping[str, Any], user: dict[str, Any], chance: Random
) -> Asking:
    """A request for one page by one user; plan updates carry the last version."""
    if page == "patient":
        return Asking(f"/patients/{chance.choice(filled['patients'])}/")
    if page == "search":
        text = _typed(chance.choice(filled["names"]), chance)
        return Asking("/patients/suggest/", urlencode({"q": text}), _posted(user))
    if page == "today":
        return Asking("/today/")
    if page == "week":
        return Asking("/calendar/?view=week")
    fields: dict[str, Sequence[str]] = {
        **user["fields"],
        "contraction.glabella": [chance.choice("123")],
        "version": [str(user["version"])],
    }
    return Asking(
        user["plan"],
        urlencode(fields, doseq=True),
        _posted(user),
    )


def _posted(user: Mapping[str, Any]) -> dict[str, str]:
    """Headers of a form that htmx sends."""
    return {
        **HTMX,
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": user["cookies"]["csrftoken"],
    }


SHORTEST, SLIPS = 3, 0.3
"""Letters that are typed at least, and how often one is left out."""
HTMX = {"HX-Request": "true"}


def _typed(name: str, chance: Random) -> str:
    """A name as somebody types it: so far, and sometimes with a letter too few."""
    cut = name[: max(SHORTEST, chance.randint(1, len(name)))]
    if len(cut) > SHORTEST and chance.random() < SLIPS:
        place = chance.randrange(1, len(cut))
        cut = cut[:place] + cut[place + 1 :]
    return cut.lower()


def cookies_of(user: Mapping[str, Any]) -> str:
    """The header that carries a user's session."""
    return "; ".join(f"{name}={value}" for name, value in user["cookies"].items())


def read(text: str) -> Any:
    """The JSON object of the last line."""
    return json.loads(text.strip().splitlines()[-1])
