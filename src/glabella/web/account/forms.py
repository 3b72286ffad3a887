"""Forms of the account pages."""

from typing import Any, override

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms

from glabella.clinic.accounts.models import User
from glabella.web.account import lockout

__all__ = ["BreakGlassForm", "ChoosePasswordForm", "CodeAgainForm", "CodeForm"]


class _OnRecord:
    """A wrong code is put on record like a wrong password."""

    user: User

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        lockout.record_failure(context.request, self.user.email, "wrong code")


class CodeForm(_OnRecord, AuthenticateForm):  # type: ignore[misc] # allauth is untyped
    """The code after the password."""


class CodeAgainForm(_OnRecord, ReauthenticateForm):  # type: ignore[misc] # allauth is untyped
    """A code from somebody who is signed in."""


class ChoosePasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label="New password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 characters or more. A few words in a row are easy to remember.",
    )
    again = forms.CharField(
        label="The same again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    @override
    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if found and found.get("password") != found.get("again"):
            self.add_error("again", "The two are not the same.")
        return found


class BreakGlassForm(forms.Form):
    """Why a record has to be read now."""

    reason = forms.CharField(
        label="Why this cannot wait",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="The owner reads it at once, and it stays in the audit.",
    )
