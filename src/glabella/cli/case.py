"""``glabella case new``: a starter case file with a comment on every key."""

from pathlib import Path

from glabella.core.errors import CaseError
from glabella.evidence.planning import case_vocabulary

__all__ = ["starter_text", "write_starter"]

_STARTER = """\
# A case for `glabella plan`. Every key is explained; lines that start with # are
# comments. No names: a case describes a person, it does not identify one.

jurisdiction = "US"              # US | UK | EU
product = "botox-cosmetic"       # {products}
on = 2026-11-20                  # the day of planning
# event_on = 2027-02-01          # a wedding, a holiday: the last sensible day is told

[patient]
age_years = 34                   # or born_on = 1992-05-17
sex = "female"                   # female | male
first_treatment = true
# skin_type = "III"              # Fitzpatrick I to VI
# exercise = "average"           # also metabolism, sun: low | average | high; smoking: no | yes

[history]                        # all eight questions; leave one out = "not asked"
pregnant = false                 # false | true | "not_applicable"
breastfeeding = false            # the same
infection_at_site = []           # area ids
allergies = []                   # free text: "albumin", "cow's milk protein"
conditions = []                  # free text: "dry eye", "keloid"
medicines = []                   # free text: "aspirin 75 mg", "Coumadin"
previous = []                    # [{{ on = 2026-03-01, product = "botox-cosmetic", areas = {{ glabella = 20 }} }}]
recent_procedures = []           # [{{ kind = "peel", on = 2026-11-10, areas = ["forehead"] }}]

[goals]
technique = "auto"               # standard | baby | skin | auto
movement = "natural"             # natural | maximal
drastic_change = false
deep_folds = false
prevention = false
estimate = false                 # true: estimated doses where this product has none

# One [[areas]] for each area: {areas}
# Facial lines: 0 none, 1 mild, 2 moderate, 3 severe. hh_*: HDSS 1 to 4 in both.
# masseter_*: 1 to 5. platysma: 1 to 4, with bands = {{ R = 1, L = 1 }}.
[[areas]]
id = "glabella"
severity_at_rest = 0
severity_at_contraction = 2
muscle_mass = "average"          # low | average | high
"""


def starter_text() -> str:
    """The commented starter file, with the ids of the evidence filled in."""
    known = case_vocabulary()
    return _STARTER.format(
        products=" | ".join(known.products), areas=", ".join(known.areas)
    )


def write_starter(path: Path) -> None:
    """Write the starter file; refuses to overwrite."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter_text())
    except FileExistsError as error:
        msg = f"{path} exists already; nothing was overwritten, choose another name"
        raise CaseError(msg) from error
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}; choose another place"
        raise CaseError(msg) from error
