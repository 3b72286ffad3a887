"""The page of rights, written from the table that every service asks."""

from glabella.clinic.accounts.matrix import ACTIONS, CLINICAL_ACTS, Role

__all__ = ["rights"]

INTRODUCTION = (
    "Each service asks for one of these actions before it reads or writes. A person "
    "with several roles may do what any of them may. Actions marked * also need a "
    "professional registration that holds on the day.\n\n"
)


def rights() -> str:
    """Every action with the roles that may do it."""
    heads = " | ".join(str(role.label) for role in Role)
    lines = [f"| action | {heads} |", "|---" * (len(Role) + 1) + "|"]
    for action, roles in ACTIONS.items():
        mark = " *" if action in CLINICAL_ACTS else ""
        cells = " | ".join("yes" if role in roles else "" for role in Role)
        lines.append(f"| `{action}`{mark} | {cells} |")
    return f"# Rights\n\n{INTRODUCTION}{'\n'.join(lines)}\n"
