"""Staff and emergency access."""

from datetime import date, datetime
from typing import ClassVar, override

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from glabella.clinic.accounts.matrix import ACTIONS, CLINICAL_ACTS, Role
from glabella.clinic.keys.fields import SealedTextField
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.days import clinic_day

__all__ = ["BreakGlass", "Role", "StaffSession", "User", "UserManager"]


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, whatever its capitals."""

    @override
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A member of staff: account, roles and professional registration."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    roles = models.JSONField(default=list, blank=True)
    profession = models.CharField(max_length=80, blank=True)
    registration_number = models.CharField(max_length=40, blank=True)
    registration_country = models.CharField(max_length=2, blank=True)
    registration_expires = models.DateField(null=True, blank=True)
    techniques = models.JSONField(default=list, blank=True)
    """Techniques that this person may inject: standard, baby, skin."""
    calendar_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the secret part of the address of this person's calendar feed."""
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]

    @override
    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name, as Django's own code asks for it."""
        return self.name

    @property
    def as_actor(self) -> Actor:
        """How the audit knows this person."""
        return Actor(id=str(self.pk), name=self.name, kind="staff")

    def has_role(self, *roles: Role | str) -> bool:
        """Whether this person has any of these roles."""
        return any(str(role) in self.roles for role in roles)

    def registered_on(self, day: date) -> bool:
        """Whether the professional registration holds on this day."""
        expires = self.registration_expires
        return bool(self.registration_number) and (expires is None or expires >= day)

    def may(self, action: str, *, at: datetime) -> bool:
        """Whether the table gives this person an action at this instant.

        Ask :func:`glabella.clinic.accounts.rights.may` where emergency access counts.
        """
        if not (self.is_active and self.has_role(*ACTIONS[action])):
            return False
        return action not in CLINICAL_ACTS or self.registered_on(clinic_day(at))

    @property
    def role_words(self) -> str:
        """The roles in words."""
        return ", ".join(str(Role(role).label) for role in self.roles)


class BreakGlass(models.Model):
    """Emergency access of one person to one patient, for a short time."""

    key = models.ForeignKey(SubjectKey, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="break_glasses")
    reason = SealedTextField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at")), name="break_glass_ends_after_it_began"
            )
        ]
        indexes = [models.Index(fields=["user", "until"])]

    @override
    def __str__(self) -> str:
        return f"{self.user} until {self.until}"

    def holds(self, at: datetime) -> bool:
        """Whether the access is open at this instant."""
        return self.at <= at < self.until and self.ended_at is None


class StaffSession(models.Model):
    """Where somebody is signed in: one row for each session of a browser."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    address = models.GenericIPAddressField(null=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_seen_at"]

    @override
    def __str__(self) -> str:
        return f"{self.user} on {self.device}"
