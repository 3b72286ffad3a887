"""Staff: who they are and what their roles allow."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, get_args

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.accounts.services import sessions
from glabella.clinic.audit import services as audit
from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.clinic.shared.text import one_line
from glabella.core.case import Technique

__all__ = [
    "CHANGEABLE",
    "add_staff",
    "change_staff",
    "check_password",
    "create_owner",
    "deactivate",
    "reactivate",
]

CHANGEABLE: Final = frozenset(
    {
        *("name", "email", "roles", "profession", "techniques"),
        *("registration_number", "registration_country", "registration_expires"),
    }
)
"""Fields of a member of staff that the owner changes."""


@transaction.atomic
def create_owner(
    *,
    actor: Actor = SYSTEM,
    at: datetime,
    email: str,
    name: str,
    password: str,
    **others: Any,
) -> User:
    """Make the first account, which may do everything an owner may.

    ``others`` are further fields of :data:`CHANGEABLE`; ``roles`` always has owner.
    """
    if _owners():
        message = "This clinic has an owner already: add people under Settings, Staff."
        raise Blocked(message)
    roles = {Role.OWNER, *others.pop("roles", ())}
    user = _new(at, {"email": email, "name": name, "roles": roles, **others})
    check_password(password, user)
    user.set_password(password)
    _save(user)
    audit.record(actor=actor, at=at, action="create", record=user, after=_plain(user))
    return user


@transaction.atomic
def add_staff(*, actor: User, at: datetime, **fields: Any) -> User:
    """Add somebody, who cannot sign in before they chose a password.

    ``fields`` are those of :data:`CHANGEABLE`. Follow with
    :func:`glabella.clinic.accounts.services.new_link`.
    """
    rights.require(actor, "staff.write", at=at)
    user = _new(at, fields)
    user.set_unusable_password()
    _save(user)
    audit.record(
        actor=actor.as_actor, at=at, action="create", record=user, after=_plain(user)
    )
    return user


@transaction.atomic
def change_staff(
    *,
    actor: User,
    at: datetime,
    user: User,
    version: int,
    sure: bool = False,
    **fields: Any,
) -> User:
    """Change fields of somebody's entry; the last owner stays an owner.

    Who takes the owner's rights from themself has to be ``sure``.
    """
    rights.require(actor, "staff.write", at=at)
    found = _locked(user, version)
    before = _plain(found)
    _set(found, fields)
    if found.is_active and Role.OWNER not in found.roles:
        _keep_an_owner(found, "roles")
        _not_by_accident(actor, found, before["roles"], sure=sure)
    after = _plain(found)
    if before != after:
        found.version += 1
        _save(found)
        differing = [name for name in after if before[name] != after[name]]
        audit.record(
            actor=actor.as_actor,
            at=at,
            action="change",
            record=found,
            before={name: before[name] for name in differing},
            after={name: after[name] for name in differing},
        )
    return found


@transaction.atomic
def deactivate(*, actor: User, at: datetime, user: User, version: int) -> User:
    """Close somebody's account: no sign-in any more; what they did stays theirs."""
    rights.require(actor, "staff.write", at=at)
    found = _locked(user, version)
    if found.pk == actor.pk:
        message = "You cannot close your own account: another owner has to do it."
        raise Blocked(message)
    _keep_an_owner(found, "")
    found.is_active = False
    found.calendar_digest = ""
    found.version += 1
    found.save()
    sessions.end_all(found)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=found,
        before={"is_active": True},
        after={"is_active": False},
    )
    return found


@transaction.atomic
def reactivate(*, actor: User, at: datetime, user: User, version: int) -> User:
    """Open a closed account again; the old password does not come back."""
    rights.require(actor, "staff.write", at=at)
    found = _locked(user, version)
    found.is_active = True
    found.set_unusable_password()
    found.version += 1
    found.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=found,
        before={"is_active": False},
        after={"is_active": True},
    )
    return found


def check_password(password: str, user: User) -> None:
    """Refuse a password that is short, common or like the person's name."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid.field("password", " ".join(error.messages)) from error


# --- inside ----------------------------------------------------------------------


def _owners() -> set[int]:
    # Roles are a list in JSON, which SQLite cannot search; there are few people.
    people = User.objects.filter(is_active=True)
    return {user.pk for user in people if user.has_role(Role.OWNER)}


def _keep_an_owner(user: User, field: str) -> None:
    if not _owners() - {user.pk}:
        message = "The clinic needs an owner: make somebody else one first."
        raise Invalid.field(field, message)


def _not_by_accident(actor: User, user: User, roles: list[str], *, sure: bool) -> None:
    if user.pk == actor.pk and Role.OWNER in roles and not sure:
        message = (
            "You would take the owner's rights from yourself, and only another owner "
            "could give them back. Tick the box below if you mean it."
        )
        raise Invalid.field("roles", message)


def _new(at: datetime, fields: dict[str, Any]) -> User:
    user = User(created_at=at)
    _set(user, fields)
    return user


def _set(user: User, fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - CHANGEABLE)
    if unknown:
        message = f"User has no {', '.join(unknown)} to change."
        raise TypeError(message)
    for name, value in fields.items():
        setattr(user, name, value)
    user.email = user.email.strip().lower()
    user.name = one_line(user.name)
    user.registration_country = user.registration_country.upper()
    user.roles = _ordered("roles", user.roles, Role.values)
    user.techniques = _ordered("techniques", user.techniques, get_args(Technique))


def _ordered(field: str, given: Iterable[str], known: Iterable[str]) -> list[str]:
    chosen, known = {str(one) for one in given}, tuple(known)
    if chosen - set(known):
        raise Invalid.field(field, "Choose from the list.")
    return [one for one in known if one in chosen]


def _save(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as error:
        raise Invalid.from_validation(error) from error
    user.save()


def _locked(user: User, version: int) -> User:
    # Everybody, always in one order: two owners must not demote each other at once.
    people = {one.pk: one for one in User.objects.select_for_update().order_by("pk")}
    found = people.get(user.pk)
    if found is None:
        raise NotFound
    if found.version != version:
        raise Stale
    return found


def _plain(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in sorted(CHANGEABLE)}
