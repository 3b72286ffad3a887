"""Writes of protocols and of injectors' own points."""

from glabella.clinic.protocols.services.points import (
    SavedPoint,
    forget_points,
    save_points,
)
from glabella.clinic.protocols.services.versions import (
    Setting,
    approve,
    change_draft,
    create,
    drop_draft,
    new_version,
    retire,
    signed_content,
)

__all__ = [
    "SavedPoint",
    "Setting",
    "approve",
    "change_draft",
    "create",
    "drop_draft",
    "forget_points",
    "new_version",
    "retire",
    "save_points",
    "signed_content",
]
