"""Forms of the stock."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast
from uuid import uuid4

from django import forms

from glabella.clinic.practice.selectors import authorised_products, practice
from glabella.clinic.stock import labels
from glabella.clinic.stock.models import Lot, StoragePlace, Vial
from glabella.clinic.stock.services import (
    DISCARDED,
    Delivery,
    Found,
    Mixing,
    PlaceWanted,
)
from glabella.web.shared.fields import DayField, InstantField
from glabella.web.shared.widgets import DateInput, DateTimeInput
from glabella.web.stock.words import plain

__all__ = [
    "CountForm",
    "DiscardForm",
    "MixingForm",
    "OutcomeForm",
    "PlaceForm",
    "QuarantineForm",
    "ReadingForm",
    "ReceiveForm",
    "StateForm",
    "WhereForm",
]

LONGEST_CODE: Final = 200
LONGEST_REASON: Final = 200
OTHER: Final = "other"
REASON_WORDS: Final = {"no vacuum": "no vacuum, or the powder looks wrong"}
NO_NAME: Final = "Name no patient: this is read with the vial, not with a record."


class CodeInput(forms.TextInput):
    """Where a hand scanner types, or a camera reads."""

    def __init__(self) -> None:
        super().__init__(
            attrs={"autocomplete": "off", "spellcheck": "false", "data-scan": ""}
        )


def _reason(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        help_text=NO_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PlaceField(forms.TypedChoiceField):
    """A place of the list, or none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            coerce=int, empty_value=None, required=False, label="Kept in", **options
        )

    def offer(self, places: Iterable[StoragePlace]) -> None:
        """Fill the list."""
        self.choices = [("", "Not said"), *((one.pk, one.name) for one in places)]


class ReceiveForm(forms.Form):
    """A delivery, by what a code said or by hand."""

    product = forms.ChoiceField(label="Product")
    number = forms.CharField(
        label="Lot",
        max_length=40,
        help_text="As on the pack, after LOT.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    expires_on = DayField(
        label="Expires",
        widget=DateInput,
        help_text="Only month and year on the pack: the last day of that month.",
    )
    units = forms.DecimalField(
        label="Units in a vial", max_digits=7, decimal_places=2, min_value=0
    )
    vials = forms.IntegerField(label="Vials", min_value=1, max_value=200, initial=1)
    supplier = forms.CharField(label="Supplier", max_length=120, required=False)
    place = PlaceField()
    gtin = forms.CharField(
        label="Product number (GTIN)", max_length=14, min_length=14, required=False
    )
    serial = forms.CharField(
        label="Serial number",
        max_length=20,
        required=False,
        help_text="Only where one vial is received alone.",
    )
    is_size_confirmed = forms.BooleanField(
        label="I looked: the pack says so many units", required=False
    )
    once = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Iterable[StoragePlace] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (key, labels.name_of(key))
            for key in authorised_products(practice().jurisdiction)
        ]
        cast("forms.ChoiceField", self.fields["product"]).choices = [
            ("", "Choose"),
            *choices,
        ]
        cast("PlaceField", self.fields["place"]).offer(places)

    def delivery(self) -> Delivery:
        """What was filled in."""
        values = dict(self.cleaned_data)
        place_id = values.pop("place")
        return Delivery(**values, place_id=place_id)


class MixingForm(forms.Form):
    """How a vial is opened: the mix, and the confirmation before."""

    mix = forms.ChoiceField(label="Diluent", widget=forms.RadioSelect, required=False)
    diluent_ml = forms.DecimalField(
        label="Another volume, mL",
        max_digits=6,
        decimal_places=3,
        min_value=0,
        required=False,
        widget=forms.NumberInput(attrs={"data-volume": ""}),
    )
    diluent = forms.CharField(label="Mixed with", max_length=60)
    diluent_lot = forms.CharField(
        label="Lot of the diluent",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    done_at = InstantField(
        label="When",
        required=False,
        widget=DateTimeInput,
        help_text="Only where it was opened earlier.",
    )
    code = forms.CharField(
        label="Scan the vial or its pack",
        max_length=LONGEST_CODE,
        required=False,
        widget=CodeInput,
    )
    confirmed = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, vial: Vial, **kwargs: Any) -> None:
        self.vial = vial
        product = vial.lot.product
        self.mixes = labels.strengths(product, vial.units, practice().jurisdiction)
        volumes = [one for one in self.mixes if one.diluent_ml is not None]
        first = plain(volumes[0].diluent_ml) if volumes else OTHER
        initial = {
            "mix": first,
            "diluent": labels.diluent(product).text,
            "version": vial.version,
        }
        kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        name = labels.name_of(product)
        self.fields["confirmed"].label = (
            f"I compared: {vial.label}, {name} {plain(vial.units)} units, "
            f"lot {vial.lot.number}"
        )
        if labels.is_liquid(product):
            for key in ("mix", "diluent_ml", "diluent", "diluent_lot"):
                del self.fields[key]
            return
        self.fields["confirmed"].label += ", and the diluent"
        cast("forms.ChoiceField", self.fields["mix"]).choices = [
            *((plain(one.diluent_ml), _mix_words(one)) for one in volumes),
            (OTHER, "another volume"),
        ]

    def mixing(self, *, scanned: bool) -> Mixing:
        """What was filled in; a matching scan counts as the confirmation."""
        values = self.cleaned_data
        tapped = "tap" if values["confirmed"] else ""
        return Mixing(
            diluent_ml=self._volume(),
            diluent=values.get("diluent", ""),
            diluent_lot=values.get("diluent_lot", ""),
            confirmed_by="scan" if scanned else tapped,
            done_at=cast("datetime | None", values["done_at"]),
        )

    def _volume(self) -> Decimal | None:
        mix = self.cleaned_data.get("mix", "")
        if mix in {"", OTHER}:
            return cast("Decimal | None", self.cleaned_data.get("diluent_ml"))
        return Decimal(mix)


def _mix_words(one: labels.Strength) -> str:
    where = f", for {one.areas[0].replace('_', ' ')}" if one.areas else ""
    per_tenth = plain(one.units_per_ml / 10)
    return f"{plain(one.diluent_ml)} mL: {per_tenth} units per 0.1 mL{where}"


class DiscardForm(forms.Form):
    """Why what is left is thrown away."""

    why = forms.ChoiceField(
        label="Why",
        choices=[(one, REASON_WORDS.get(one, one)) for one in DISCARDED],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In your words",
        max_length=LONGEST_REASON,
        required=False,
        help_text="Kept sealed, in the audit.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class StateForm(forms.Form):
    """Quarantine, recall or release a lot."""

    state = forms.ChoiceField(
        label="From now on", choices=Lot.State.choices, widget=forms.RadioSelect
    )
    reason = _reason("Why")
    version = forms.IntegerField(widget=forms.HiddenInput)


class WhereForm(forms.Form):
    """Where a lot is kept."""

    place = PlaceField()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Iterable[StoragePlace] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["place"]).offer(places)


class CountForm(forms.Form):
    """Each vial that the books have, what was found in it, and why it differs."""

    def __init__(
        self, *args: Any, rows: Iterable[tuple[Vial, Decimal]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for vial, left in self.rows:
            self.fields[f"expected_{vial.pk}"] = forms.DecimalField(
                initial=plain(left), widget=forms.HiddenInput
            )
            self.fields[f"counted_{vial.pk}"] = forms.DecimalField(
                label=f"Units found in {vial.label}",
                initial=plain(left),
                min_value=0,
                max_digits=7,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"class": "input"}),
            )
            self.fields[f"reason_{vial.pk}"] = forms.CharField(
                label=f"Why {vial.label} differs",
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def shown(self) -> list[dict[str, Any]]:
        """Each vial with its fields."""
        return [
            {
                "vial": vial,
                "left": plain(left),
                "product": labels.name_of(vial.lot.product),
                "expected": self[f"expected_{vial.pk}"],
                "counted": self[f"counted_{vial.pk}"],
                "reason": self[f"reason_{vial.pk}"],
            }
            for vial, left in self.rows
        ]

    def found(self) -> list[Found]:
        """What was found."""
        values = self.cleaned_data
        return [
            Found(
                vial.pk,
                values[f"expected_{vial.pk}"],
                values[f"counted_{vial.pk}"],
                values[f"reason_{vial.pk}"],
            )
            for vial, _ in self.rows
        ]


def _degrees(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=4, decimal_places=1, min_value=-99, max_value=99
    )


class PlaceForm(forms.Form):
    """A place with its limits, as the packs kept in it ask for."""

    name = forms.CharField(label="Name", max_length=60)
    low_c = _degrees("Lowest allowed, degrees C")
    high_c = _degrees("Highest allowed, degrees C")
    in_use = forms.BooleanField(label="In use", required=False, initial=True)

    def wanted(self) -> PlaceWanted:
        """What was filled in."""
        return PlaceWanted(**self.cleaned_data)


class ReadingForm(forms.Form):
    """What the thermometer shows since the last reading."""

    lowest_c = _degrees("Lowest, degrees C")
    highest_c = _degrees("Highest, degrees C")
    note = forms.CharField(label="Note", max_length=200, required=False)


class QuarantineForm(forms.Form):
    """Why all that is kept in a place is held back."""

    reason = _reason("Why")


class OutcomeForm(forms.Form):
    """How a deviation was followed up."""

    outcome = forms.CharField(
        label="What was done",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
