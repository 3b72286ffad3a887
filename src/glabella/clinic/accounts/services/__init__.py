"""Changes to staff and their access."""

from glabella.clinic.accounts.services.access import (
    choose_password,
    new_link,
    open_secret,
    person_of_link,
    rescue,
    seal_secret,
    sign_in_changed,
)
from glabella.clinic.accounts.services.identity import (
    Asking,
    WrongAnswer,
    asked_from,
    confirm_identity,
)
from glabella.clinic.accounts.services.people import (
    add_staff,
    change_staff,
    create_owner,
    deactivate,
    reactivate,
)
from glabella.clinic.accounts.services.sessions import (
    end_others,
    end_session,
    seen,
    signed_in,
    signed_out,
)

__all__ = [
    "Asking",
    "WrongAnswer",
    "add_staff",
    "asked_from",
    "change_staff",
    "choose_password",
    "confirm_identity",
    "create_owner",
    "deactivate",
    "end_others",
    "end_session",
    "new_link",
    "open_secret",
    "person_of_link",
    "reactivate",
    "rescue",
    "seal_secret",
    "seen",
    "sign_in_changed",
    "signed_in",
    "signed_out",
]
