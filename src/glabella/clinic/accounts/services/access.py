"""The way in: one-time links to choose a password, and lost second factors."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.services import sessions
from glabella.clinic.accounts.services.people import check_password
from glabella.clinic.audit import services as audit
from glabella.clinic.keys.sealing import seal, unseal
from glabella.clinic.keys.services import own_key
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, NotFound

__all__ = [
    "choose_password",
    "new_link",
    "open_secret",
    "person_of_link",
    "rescue",
    "seal_secret",
    "sign_in_changed",
]

SECRET_PLACE = "accounts.second_factor"  # noqa: S105 - where it belongs, not what it is


@transaction.atomic
def new_link(
    *, actor: User, at: datetime, user: User, forget_second_factor: bool = False
) -> tuple[str, str]:
    """Make a link with which somebody chooses a password, once.

    Returns the two parts of its address. It ends with the first use, with a new
    sign-in, and after ``PASSWORD_RESET_TIMEOUT``. With ``forget_second_factor`` the
    app, the passkeys and the recovery codes are forgotten as well.
    """
    rights.require(actor, "staff.write", at=at)
    return _link(actor.as_actor, at, user, forget_second_factor=forget_second_factor)


@transaction.atomic
def rescue(*, actor: Actor, at: datetime, user: User) -> tuple[str, str]:
    """The same for whoever runs the server, where the only owner is locked out."""
    return _link(actor, at, user, forget_second_factor=True)


def person_of_link(uid: str, token: str) -> User:
    """Whose link it is; NotFound where it was used, ended or never was."""
    try:
        pk = int(urlsafe_base64_decode(uid))
    except (ValueError, OverflowError):
        raise NotFound from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise NotFound
    return user


@transaction.atomic
def choose_password(*, at: datetime, uid: str, token: str, password: str) -> User:
    """Set the password with a link; sessions elsewhere end."""
    pk = person_of_link(uid, token).pk
    user = User.objects.select_for_update().get(pk=pk)
    if not default_token_generator.check_token(user, token):
        raise NotFound
    check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user)
    audit.record(
        actor=user.as_actor,
        at=at,
        action="change",
        record=user,
        after={"password": "chosen with a link"},
    )
    return user


def sign_in_changed(*, actor: User, at: datetime, what: str) -> None:
    """Put on record that somebody changed how they sign in."""
    audit.record(
        actor=actor.as_actor, at=at, action="change", record=actor, after={"what": what}
    )


def seal_secret(text: str, *, at: datetime) -> bytes:
    """Close the secret of a second factor with the clinic's own key."""
    return seal(own_key(at=at), SECRET_PLACE, text.encode())


def open_secret(sealed: bytes, *, at: datetime) -> str:
    """Open what :func:`seal_secret` closed."""
    return unseal(own_key(at=at), SECRET_PLACE, sealed).decode()


def _link(
    actor: Actor, at: datetime, user: User, *, forget_second_factor: bool
) -> tuple[str, str]:
    found = User.objects.select_for_update().filter(pk=user.pk).first()
    if found is None:
        raise NotFound
    if not found.is_active:
        message = "This account is closed: open it again first."
        raise Blocked(message)
    if forget_second_factor:
        Authenticator.objects.filter(user=found).delete()
    # The old password ends with the link, and so does every earlier link.
    found.set_unusable_password()
    found.save(update_fields=["password"])
    sessions.end_all(found)
    audit.record(
        actor=actor,
        at=at,
        action="change",
        record=found,
        after={"sign_in_link": True, "second_factor_forgotten": forget_second_factor},
    )
    uid = urlsafe_base64_encode(force_bytes(found.pk))
    return uid, default_token_generator.make_token(found)
