"""The forms that every signature and every reason is given with."""

from django import forms

__all__ = ["LONGEST_REASON", "ProofForm", "ReasonForm", "SignatureForm"]

LONGEST_REASON = 2000


class ProofForm(forms.Form):
    """Whoever signs gives their password again, or a code of their app.

    ``accounts.services.confirm_identity`` judges both.
    """

    password = forms.CharField(
        label="Your password",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="or a code of your app",
        required=False,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "data-not-kept": "",
            }
        ),
    )


class SignatureForm(ProofForm):
    """The same under a record, whose version was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why: a return, a change, an amendment, the end of something."""

    reason = forms.CharField(
        label="Reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
