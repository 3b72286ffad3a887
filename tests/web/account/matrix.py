"""The addresses of signing in and of one's account."""

from allauth.mfa.models import Authenticator

from glabella.clinic.accounts.models import StaffSession
from tests.clinic.people import AT
from tests.web.permissions import Address, World


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def a_link(world: World) -> dict[str, object]:
    return {"uid": "MQ", "token": "not-a-token"}


def a_session(world: World, person) -> dict[str, object]:
    session = StaffSession.objects.create(
        user=person, session_key=f"k{person.pk}", started_at=AT, last_seen_at=AT
    )
    return {"session_id": session.pk}


def a_passkey(world: World, person) -> dict[str, object]:
    key = Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Phone", "credential": {}},
    )
    return {"pk": key.pk}


AGAIN = (302,)  # to confirm oneself first

ADDRESSES = [
    Address("account_login", "public"),
    Address("account_inactive", "public"),
    Address("account_logout", "public"),
    Address("account:choose-password", "public", a_link),
    Address("mfa_login_webauthn", "public"),
    Address("mfa_authenticate", "public"),
    Address("account_reauthenticate", ""),
    Address("account_change_password", ""),
    Address("account:page", ""),
    Address("account:required", ""),
    Address("account:sessions", ""),
    Address("account:end-others", "", method="post"),
    Address("account:end-session", "", a_session, method="post"),
    Address("account:break-glass", "patient.break_glass", of_patient),
    Address(
        "account:break-glass",
        "patient.break_glass",
        of_patient,
        method="post",
        data={"reason": "short"},
    ),
    Address(
        "account:end-break-glass",
        "patient.break_glass",
        of_patient,
        method="post",
        good=(302, 404),
    ),
    Address("mfa_index", ""),
    Address("mfa_reauthenticate", "", good=(200, 302)),
    Address("mfa_activate_totp", "", good=AGAIN),
    Address("mfa_deactivate_totp", "", good=(302, 404)),
    Address("mfa_view_recovery_codes", "", good=(302, 404)),
    Address("mfa_generate_recovery_codes", "", good=AGAIN),
    Address("mfa_download_recovery_codes", "", good=(302, 404)),
    Address("mfa_list_webauthn", ""),
    Address("mfa_add_webauthn", "", good=AGAIN),
    Address("mfa_reauthenticate_webauthn", "", good=(200, 302)),
    Address("mfa_edit_webauthn", "", a_passkey, good=AGAIN),
    Address("mfa_remove_webauthn", "", a_passkey, good=AGAIN),
]
