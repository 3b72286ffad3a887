"""From the reader's refusal of a case to a sentence beside the field it means."""

import re
from collections.abc import Mapping

from glabella.clinic.plans.asking.answers import Problem
from glabella.core.errors import CaseError

__all__ = ["problem_of"]

_PATH = re.compile(
    r"^(?P<path>[\w.\[\]-]+)(?: = .*?: | is missing: )(?P<what>.*)$", re.DOTALL
)

# A case file speaks of quotes and keys; a form does not.
_SAID = {
    "on": "Give the day of planning.",
    "event_on": "Choose a day on or after the day of planning.",
    "age_years": "Give the age in whole years, from 0 to 120.",
    "born_on": "Give a day of birth up to 120 years before the day of planning.",
    "sex": "Choose female or male: most doses were read for one or the other.",
    "jurisdiction": "Choose US, UK or EU.",
    "product": "Choose a product from the list.",
    "skin_type": "Choose a type from I to VI, or leave it open.",
    "first_treatment": "This disagrees with the earlier treatments; one is wrong.",
    "area": "Choose areas from the list, each once.",
}
_ENDINGS = {
    "-on": "Give the day, not after the day of planning.",
    "-product": "Choose the product, or 'not known'.",
    "-units": "Give units as a number of 0 or more, or leave them open.",
    "-kind": "Say what was done.",
    "-result": "Choose a result, or leave it open.",
    "-followups": "Give days from the treatment to today, and grades from 0 to 3.",
    "-area": "Choose the area; units are a number of 0 or more.",
}
_FIRST = {
    "patient.age_years": "age_years",
    "patient.first_treatment": "first_treatment",
}


def problem_of(error: CaseError, places: Mapping[str, str]) -> Problem:
    """The problem that ``error`` tells; ``places`` maps paths to field names."""
    found = _PATH.match(str(error))
    if found is None:
        return Problem("", str(error))
    path = found["path"]
    field = _field(path, places)
    disagrees = "disagrees" in found["what"]
    if disagrees and field == "age_years":
        return Problem(field, f"The age {found['what']}.")
    if field == "first_treatment" and "allowed" in found["what"]:
        return Problem(field, "Choose not asked, no or yes.")
    said = _SAID.get(field) or next(
        (text for ending, text in _ENDINGS.items() if field.endswith(ending)), ""
    )
    return Problem(field, said or _plain(found["what"]))


def _field(path: str, places: Mapping[str, str]) -> str:
    if path in places:
        return places[path]
    # An area id under a treatment's table belongs to the row's units.
    parent = path.rsplit(".", 1)[0]
    if parent in places:
        return places[parent].removesuffix("-area") + "-units"
    return _FIRST.get(path, path.rpartition(".")[2].partition("[")[0])


def _plain(what: str) -> str:
    """The reader's words without what is meant for files."""
    words = re.sub(r", without quotes( or time)?|, in quotes", "", what).strip()
    return f"{words[:1].upper()}{words[1:]}."
