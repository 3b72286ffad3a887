"""Forms of hours, closures, rooms, products and prices."""

from collections.abc import Iterable
from typing import Any, get_args, override

from django import forms

from glabella.clinic.practice.models import OpeningHours, Practice, ProductInUse
from glabella.clinic.practice.selectors import authorised_products
from glabella.clinic.practice.services import ProductWanted, Span
from glabella.core.case import Technique
from glabella.evidence import catalogue
from glabella.web.shared.fields import DayField
from glabella.web.shared.widgets import DateInput, TimeInput

__all__ = [
    "DAYS",
    "ClosureForm",
    "HoursForm",
    "PriceForm",
    "ProductsForm",
    "RoomForm",
    "VersionForm",
]

DAYS = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
SPANS = (1, 2)
MOST_LOW = 999
ENDS = (("opens", "from"), ("closes", "to"))
TECHNIQUE_WORDS = {
    "standard": "standard",
    "baby": 'low dose ("baby")',
    "skin": 'intradermal micro-dose ("skin")',
}


class VersionForm(forms.Form):
    """The version of the clinic's row that the page was opened at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class HoursForm(VersionForm):
    """Up to two spans for each weekday; an empty one is closed."""

    def __init__(
        self, *args: Any, hours: Iterable[OpeningHours] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held: dict[int, list[OpeningHours]] = {}
        for one in hours:
            held.setdefault(one.weekday, []).append(one)
        for day, name in enumerate(DAYS):
            given = held.get(day, [])
            for number in SPANS:
                span = given[number - 1] if len(given) >= number else None
                self._add(day, name, number, span)

    def _add(self, day: int, name: str, number: int, span: OpeningHours | None) -> None:
        again = "" if number == 1 else " again"
        for end, word in ENDS:
            self.fields[f"day_{day}_{end}_{number}"] = forms.TimeField(
                label=f"{name}{again} {word}",
                required=False,
                widget=TimeInput,
                initial=getattr(span, end, None),
            )

    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """Each weekday with its four fields, each with a short word for it."""
        words = {(1, "opens"): "from", (2, "opens"): "again from"}
        return [
            (
                name,
                [
                    (
                        words.get((number, end), "to"),
                        self[f"day_{day}_{end}_{number}"],
                    )
                    for number in SPANS
                    for end, _ in ENDS
                ],
            )
            for day, name in enumerate(DAYS)
        ]

    @override
    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for day in range(len(DAYS)):
            for number in SPANS:
                opens = found.get(f"day_{day}_opens_{number}")
                closes = found.get(f"day_{day}_closes_{number}")
                if (opens is None) != (closes is None):
                    missing = "opens" if opens is None else "closes"
                    self.add_error(
                        f"day_{day}_{missing}_{number}", "Give both times, or none."
                    )
        return found

    def week(self) -> list[Span]:
        """The spans that were given."""
        values = self.cleaned_data
        return [
            Span(
                day,
                values[f"day_{day}_opens_{number}"],
                values[f"day_{day}_closes_{number}"],
            )
            for day in range(len(DAYS))
            for number in SPANS
            if values[f"day_{day}_opens_{number}"] is not None
        ]


class ClosureForm(VersionForm):
    """Days on which the clinic is closed."""

    first_day = DayField(label="First day", widget=DateInput)
    last_day = DayField(label="Last day", widget=DateInput)
    reason = forms.CharField(label="Reason", max_length=120, required=False)


class RoomForm(VersionForm):
    """A room."""

    name = forms.CharField(label="Name", max_length=60)
    in_use = forms.BooleanField(label="In use", required=False, initial=True)


class ProductsForm(VersionForm):
    """Which products the clinic uses, and the price of a unit of each."""

    def __init__(
        self,
        *args: Any,
        practice: Practice,
        held: Iterable[ProductInUse] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        known = {one.product: one for one in held}
        authorised = authorised_products(practice.jurisdiction)
        former = [key for key in known if key not in authorised]
        self.keys = [*authorised, *former]
        self.former = frozenset(former)
        for key in self.keys:
            one = known.get(key)
            name = catalogue.product(key).name
            self.fields[f"use_{key}"] = forms.BooleanField(
                label=f"Use {name}", required=False, initial=bool(one and one.in_use)
            )
            self.fields[f"price_{key}"] = forms.DecimalField(
                label=f"Price of a unit of {name}, {practice.currency}",
                required=False,
                min_value=0,
                max_digits=8,
                decimal_places=2,
                initial=one.price_per_unit if one else None,
            )
            self.fields[f"low_{key}"] = forms.IntegerField(
                label=f"Warn below so many unopened vials of {name}",
                required=False,
                min_value=0,
                max_value=MOST_LOW,
                initial=one.low_stock_vials if one else None,
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each product with its fields."""
        return [
            {
                "product": catalogue.product(key),
                "use": self[f"use_{key}"],
                "price": self[f"price_{key}"],
                "low": self[f"low_{key}"],
                "former": key in self.former,
            }
            for key in self.keys
        ]

    def wanted(self) -> list[ProductWanted]:
        """What was chosen."""
        values = self.cleaned_data
        return [
            ProductWanted(
                key, values[f"use_{key}"], values[f"price_{key}"], values[f"low_{key}"]
            )
            for key in self.keys
        ]


class PriceForm(VersionForm):
    """A fixed price: of each visit, or of an area."""

    area = forms.ChoiceField(label="What for", required=False)
    technique = forms.ChoiceField(
        label="With which technique",
        required=False,
        choices=[
            ("", "any technique"),
            *((key, TECHNIQUE_WORDS[key]) for key in get_args(Technique)),
        ],
    )
    amount = forms.DecimalField(
        label="Price", min_value=0, max_digits=8, decimal_places=2
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [
            (key, catalogue.area_values(key).plain_name)
            for key in catalogue.area_keys()
        ]
        self.fields["area"].choices = [("", "each visit"), *areas]  # type: ignore[attr-defined] # a ChoiceField
