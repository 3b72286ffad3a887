"""The small forms beside a plan: signing, reasons, standing orders."""

from typing import Any

from django import forms

from glabella.clinic.plans.models import Examination
from glabella.clinic.practice.selectors import authorised_products, practice
from glabella.evidence import catalogue
from glabella.web.shared.fields import DayField
from glabella.web.shared.signing import ProofForm, SignatureForm
from glabella.web.shared.widgets import DateInput

__all__ = [
    "ApproveForm",
    "ExaminationForm",
    "OrderForm",
    "PointsForm",
    "area_choices",
    "product_choices",
]

TECHNIQUES = (
    ("standard", "Standard dose"),
    ("baby", 'Low dose ("baby")'),
    ("skin", 'Intradermal micro-dose ("skin")'),
)


def area_choices() -> list[tuple[str, str]]:
    """Every area of the evidence."""
    return [(key, catalogue.area_values(key).name) for key in catalogue.area_keys()]


def product_choices() -> list[tuple[str, str]]:
    """The products that are authorised where the clinic is."""
    keys = authorised_products(practice().jurisdiction)
    return [(key, catalogue.product(key).name) for key in keys]


class ApproveForm(SignatureForm):
    """Approve a plan; ``order`` is empty for a prescriber's own approval."""

    order = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ExaminationForm(forms.Form):
    """A prescriber examined the patient."""

    mode = forms.ChoiceField(
        label="How",
        choices=Examination.Mode.choices,
        widget=forms.RadioSelect,
        initial=Examination.Mode.IN_PERSON,
    )
    note = forms.CharField(
        label="What was seen",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PointsForm(forms.Form):
    """Keep the sites of a plan under a name."""

    name = forms.CharField(label="Name", max_length=80)
    site = forms.MultipleChoiceField(
        label="Sites", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for mypy
        field.choices = sites


class OrderForm(ProofForm):
    """A standing order."""

    name = forms.CharField(label="Name", max_length=80)
    product = forms.ChoiceField(label="Product")
    techniques = forms.MultipleChoiceField(
        label="Techniques", choices=TECHNIQUES, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(
        label="Areas", widget=forms.CheckboxSelectMultiple
    )
    most_units = forms.DecimalField(
        label="Most units in a session",
        max_digits=7,
        decimal_places=2,
        min_value=0,
        help_text="In the product's own units",
    )
    starts_on = DayField(label="First day", widget=DateInput)
    expires_on = DayField(label="Last day", widget=DateInput)

    field_order = (
        *("name", "product", "techniques", "areas", "most_units"),
        *("starts_on", "expires_on", "password", "code"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("product", product_choices()),
            ("areas", area_choices()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for mypy
            field.choices = choices
