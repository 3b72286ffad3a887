"""Who works here, and where they are signed in."""

from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import BreakGlass, Role, StaffSession, User
from glabella.clinic.shared.errors import NotFound

__all__ = [
    "clinicians",
    "count_second_factors",
    "find_by_email",
    "get_staff",
    "has_second_factor",
    "injectors",
    "lent_keys",
    "needs_second_factor",
    "open_break_glass",
    "owners",
    "people_with_second_factor",
    "registrations_ending",
    "sessions_of",
    "staff",
]

ONE_DAY = timedelta(days=1)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def staff(*, viewer: User, at: datetime, active: bool | None = True) -> list[User]:
    """The people who work here, by name; ``active=None`` for all, also former."""
    rights.require(viewer, "settings.read", at=at)
    found = User.objects.order_by("name", "pk")
    return list(found if active is None else found.filter(is_active=active))


def get_staff(*, viewer: User, at: datetime, user_id: int) -> User:
    """One member of staff."""
    rights.require(viewer, "settings.read", at=at)
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound
    return found


def _with_role(*roles: Role) -> list[User]:
    # Roles are a list in JSON, which SQLite cannot search; there are few people.
    people = User.objects.filter(is_active=True).order_by("name", "pk")
    return [user for user in people if user.has_role(*roles)]


def injectors() -> list[User]:
    """The active people with an injector's or a prescriber's role, by name."""
    return _with_role(Role.INJECTOR, Role.PRESCRIBER)


def clinicians() -> list[User]:
    """The same people by another name: who may see a clinical record."""
    return injectors()


def owners() -> list[User]:
    """The active owners."""
    return _with_role(Role.OWNER)


def find_by_email(email: str) -> User | None:
    """The account of an e-mail address, whatever its capitals; for the sign-in."""
    return User.objects.filter(email=email.strip().lower()).first()


def has_second_factor(user: User) -> bool:
    """Whether an app or a passkey stands beside this person's password."""
    return count_second_factors(user) > 0


def count_second_factors(user: User) -> int:
    """How many apps and passkeys somebody has; recovery codes do not count."""
    count: int = Authenticator.objects.filter(
        user=user, type__in=SECOND_FACTORS
    ).count()
    return count


def people_with_second_factor() -> frozenset[int]:
    """The ids of all people who have one, for the list of staff."""
    found = Authenticator.objects.filter(type__in=SECOND_FACTORS)
    return frozenset(found.values_list("user_id", flat=True))


def needs_second_factor(user: User) -> bool:
    """Whether this person's roles ask for a second factor, where the clinic does."""
    return user.has_role(*rights.MFA_ROLES)


def sessions_of(*, viewer: User, at: datetime) -> list[StaffSession]:
    """Where the viewer is signed in, latest first."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return list(StaffSession.objects.filter(user=viewer, session_key__in=alive))


def open_break_glass(
    *, viewer: User, at: datetime, patient: rights.HasKey
) -> BreakGlass | None:
    """The viewer's own open emergency access to a patient, if any."""
    return (
        BreakGlass.objects.filter(
            user=viewer, key_id=patient.key_id, at__lte=at, until__gt=at, ended_at=None
        )
        .select_related("key")
        .first()
    )


def lent_keys(*, viewer: User, at: datetime) -> frozenset[UUID]:
    """The keys of the patients whom the viewer's open emergency access is for."""
    if not rights.may(viewer, "patient.break_glass", at=at):
        return frozenset()
    mine = BreakGlass.objects.filter(
        user=viewer, at__lte=at, until__gt=at, ended_at=None
    )
    return frozenset(mine.values_list("key_id", flat=True))


def registrations_ending(*, by: date) -> list[User]:
    """Clinicians whose registration is missing, or ends on or before a day."""
    return [user for user in clinicians() if not user.registered_on(by + ONE_DAY)]
