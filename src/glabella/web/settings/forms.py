"""Forms of the clinic's own row."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime

from glabella.clinic.practice.models import Practice
from glabella.core.sources import JURISDICTIONS
from glabella.evidence import catalogue

__all__ = ["PART_FORMS", "PartForm", "authorised_words"]

JURISDICTION_NAMES = {
    "US": "United States",
    "UK": "United Kingdom",
    "EU": "European Union",
}


class PartForm(forms.ModelForm[Practice]):
    """Some fields of the row, with the version that the form was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    words: ClassVar[str] = ""

    class Meta:
        model = Practice
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, read_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for field in self.fields.values():
            field.disabled = read_only

    def _post_clean(self) -> None:
        # The service checks the record; this copy of it must not be saved.
        pass

    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class ClinicForm(PartForm):
    """Who the clinic is and where."""

    words = "Patients see name, address, contact and the sentences of welcome."
    time_zone = forms.ChoiceField(label="Time zone")
    jurisdiction = forms.ChoiceField(
        label="Jurisdiction",
        choices=[(key, JURISDICTION_NAMES[key]) for key in JURISDICTIONS],
    )

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = [
            *("name", "address", "phone", "email", "welcome"),
            *("jurisdiction", "time_zone", "currency"),
        ]
        labels: ClassVar[dict[str, str]] = {
            "email": "E-mail",
            "welcome": "Welcome on the public pages",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "currency": "Three capitals, such as GBP.",
            "welcome": "No medicine, no brand, no price: the law of most places asks so.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "welcome": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = _zones(self.instance.time_zone)  # type: ignore[attr-defined] # a ChoiceField
        self.fields["jurisdiction"].help_text = (
            "Decides whose labels and rules every plan follows, and which products "
            "can be taken into use. Plans already signed stay as they were."
        )


class SecurityForm(PartForm):
    """How people sign in and stay signed in."""

    words = "For everybody who works here."

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = ["mfa_required", "idle_minutes"]
        labels: ClassVar[dict[str, str]] = {
            "mfa_required": "Injectors, prescribers and owners need a second factor",
            "idle_minutes": "Sign off after so many idle minutes",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "mfa_required": (
                "An authenticator app or a passkey beside the password. Who has none "
                "is sent to set one up at once."
            ),
            "idle_minutes": "1 to 240. Drafts are kept.",
        }


class PublicForm(PartForm):
    """Requests from the public page."""

    words = "Requests that never become patients are erased for good."

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = ["request_retention_days"]
        labels: ClassVar[dict[str, str]] = {
            "request_retention_days": "Erase them after so many days"
        }


class AppointmentsForm(PartForm):
    """How long appointments last, and when people hear of them."""

    words = "What the calendar starts from; each appointment can be changed."

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = [
            *("consultation_minutes", "treatment_minutes", "review_minutes"),
            *("review_after_days", "reminder_hours"),
        ]
        labels: ClassVar[dict[str, str]] = {
            "consultation_minutes": "Consultation, minutes",
            "treatment_minutes": "Treatment, minutes",
            "review_minutes": "Review, minutes",
            "review_after_days": "Review so many days after a treatment",
            "reminder_hours": "Remind so many hours before",
        }


class RulesForm(PartForm):
    """What the clinic asks before a plan is approved."""

    words = "The server holds these; a plan says which of them is missing."

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = [
            *("history_valid_days", "examination_valid_days"),
            *("consent_valid_days", "remote_examination_allowed"),
            *("standing_orders_allowed", "record_retention_years"),
        ]
        labels: ClassVar[dict[str, str]] = {
            "history_valid_days": "Health questions hold so many days",
            "examination_valid_days": "An examination holds so many days",
            "consent_valid_days": "A signed consent holds so many days",
            "remote_examination_allowed": "A prescriber may examine by video",
            "standing_orders_allowed": "Injectors may treat under standing orders",
            "record_retention_years": "Keep records so many years after the last visit",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "remote_examination_allowed": (
                "Off unless your law and your regulator allow it: read them first."
            ),
            "record_retention_years": (
                "Empty: nobody is listed. Otherwise owners see under Patients whose "
                "time is over; nothing is erased by itself."
            ),
        }


class StockForm(PartForm):
    """When the stock warns, and whether a vial may serve several patients."""

    words = (
        "Labels that say it are for one patient and one session. Another use of a "
        "vial is a decision of the owner, kept with reason, name and day."
    )

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = [
            *("expiry_warning_days", "vial_sharing_allowed", "vial_sharing_reason"),
        ]
        labels: ClassVar[dict[str, str]] = {
            "expiry_warning_days": "Warn so many days before a lot expires",
            "vial_sharing_allowed": "A vial may serve several patients or sessions",
            "vial_sharing_reason": "On what this decision stands",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "vial_sharing_allowed": (
                "Off: drawing for a second patient or on a second day is refused."
            ),
            "vial_sharing_reason": (
                "Which guidance or law allows it here, and how contamination is "
                "prevented."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "vial_sharing_reason": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decided = self.instance.vial_sharing_decided_at
        if decided is not None:
            who = self.instance.vial_sharing_decided_by
            day = date_format(localtime(decided), "j F Y")
            self.fields["vial_sharing_allowed"].help_text = f"Decided by {who}, {day}."


class AftercareForm(PartForm):
    """What the clinic adds to the aftercare of the evidence."""

    words = (
        "Aftercare itself comes from the evidence. These sentences are the clinic's "
        "own, and are marked so wherever a patient reads them."
    )

    class Meta(PartForm.Meta):
        fields: ClassVar[list[str]] = ["skincare_advice"]
        labels: ClassVar[dict[str, str]] = {"skincare_advice": "Sun and skincare"}
        help_texts: ClassVar[dict[str, str]] = {
            "skincare_advice": "General advice; no product and no promise.",
        }
        widgets: ClassVar[dict[str, Any]] = {
            "skincare_advice": forms.Textarea(attrs={"rows": 5}),
        }


PART_FORMS: dict[str, type[PartForm]] = {
    "clinic": ClinicForm,
    "security": SecurityForm,
    "public": PublicForm,
    "appointments": AppointmentsForm,
    "rules": RulesForm,
    "stock": StockForm,
    "aftercare": AftercareForm,
}


def authorised_words() -> list[tuple[str, str]]:
    """For each jurisdiction, the products that can be taken into use there."""
    return [
        (
            JURISDICTION_NAMES[key],
            ", ".join(
                catalogue.product(product).name
                for product in catalogue.product_keys()
                if key in catalogue.product(product).authorised
            ),
        )
        for key in JURISDICTIONS
    ]


def _zones(current: str) -> list[tuple[str, str]]:
    plain = {name for name in available_timezones() if "/" in name}
    shown = {name for name in plain if not name.startswith(("Etc/", "SystemV/"))}
    return [(name, name) for name in sorted(shown | {"UTC", current})]
