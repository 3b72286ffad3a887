"""Where allauth asks us: no sign-up, sealed secrets, everything on record."""

from base64 import b64decode, b64encode
from typing import Any, Final, override

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from glabella.clinic.accounts import selectors, services
from glabella.clinic.accounts.models import User
from glabella.clinic.practice import selectors as practice
from glabella.web.account import device, lockout
from glabella.web.account.middleware import IDLE, SECOND_FACTOR, SEEN
from glabella.web.account.telling import tell_of_change

__all__ = ["AccountAdapter", "MfaAdapter"]

CHANGES: Final = {
    "account/email/password_changed": "the password was changed",
    "mfa/email/totp_activated": "an authenticator app was added",
    "mfa/email/totp_deactivated": "the authenticator app was removed",
    "mfa/email/webauthn_added": "a passkey was added",
    "mfa/email/webauthn_removed": "a passkey was removed",
    "mfa/email/recovery_codes_generated": "new recovery codes were made",
}
"""What allauth would send a mail about, in words for the audit and for the person."""

UNSAID: Final = frozenset(
    {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
)
"""Messages that say what everybody sees."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Signing in and out."""

    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        # A socket file has no address: all who come that way share one count.
        return device.address(request) or "0.0.0.0"  # noqa: S104 - not a place to listen

    @override
    def login(self, request: HttpRequest, user: User) -> None:
        methods = [
            str(record.get("type") or record["method"])
            for record in get_authentication_records(request, user)
        ]
        super().login(request, user)
        request.session.pop(IDLE, None)
        at = timezone.now()
        request.session[SEEN] = int(at.timestamp())
        services.signed_in(
            actor=user,
            at=at,
            session_key=request.session.session_key or "",
            device=device.words(request),
            address=device.address(request),
            method=" and ".join(methods) or "password",
        )

    @override
    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            services.signed_out(
                actor=request.user,
                at=timezone.now(),
                session_key=request.session.session_key or "",
            )
        super().logout(request)

    @override
    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        lockout.record_failure(
            request, str(credentials.get("email", "")), "wrong e-mail or password"
        )

    @override
    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:page")

    @override
    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    @override
    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)

    @override
    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **kwargs: Any
    ) -> None:
        """Write down that the way in was changed, and tell the person by e-mail."""
        what = CHANGES.get(template_prefix)
        if what is None:
            return
        request = self.request or context.request
        if request is not None:
            request.session.pop(SECOND_FACTOR, None)
        tell_of_change(user, what)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth is untyped
    """Second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Your roles need a second factor: add another one before you remove this."
        ),
        "incorrect_code": "This code is not right, or it was used already.",
    }

    @override
    def encrypt(self, text: str) -> str:
        return b64encode(services.seal_secret(text, at=timezone.now())).decode()

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return services.open_secret(b64decode(encrypted_text), at=timezone.now())

    @override
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        clinic = practice.find_practice()
        user = authenticator.user
        if settings.DEMO or clinic is None or not clinic.mfa_required:
            return True
        if not selectors.needs_second_factor(user):
            return True
        return selectors.count_second_factors(user) > 1

    @override
    def get_totp_issuer(self) -> str:
        clinic = practice.find_practice()
        return clinic.name if clinic else super().get_totp_issuer()

    @override
    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return device.words(context.request)
