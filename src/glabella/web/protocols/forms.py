"""A protocol as a form: product, technique, and a fraction for each area."""

from typing import Any

from django import forms

from glabella.clinic.practice.selectors import authorised_products, practice
from glabella.clinic.protocols.content import (
    AreaTemplate,
    from_fractions,
    of_json,
)
from glabella.clinic.protocols.models import ProtocolVersion
from glabella.clinic.protocols.services import Setting
from glabella.clinic.shared.errors import Invalid
from glabella.drawing.wording import number
from glabella.evidence import catalogue

__all__ = ["AreaRow", "ProtocolForm"]

TECHNIQUES = (
    ("standard", "Standard dose"),
    ("baby", 'Low dose ("baby")'),
    ("skin", 'Intradermal micro-dose ("skin")'),
)
_SAME = 1e-4


class ProtocolForm(forms.Form):
    """Name, product, technique, notes; ``fraction.AREA`` and ``note.AREA`` beside."""

    name = forms.CharField(label="Name", max_length=80)
    product = forms.ChoiceField(label="Product")
    technique = forms.ChoiceField(label="Technique", choices=TECHNIQUES)
    notes = forms.CharField(
        label="Notes",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, row: ProtocolVersion | None = None, **kwargs: Any
    ) -> None:
        self.row = row
        if row is not None:
            kwargs["initial"] = {
                "name": row.protocol.name,
                "product": row.product,
                "technique": row.technique,
                "notes": row.notes,
                "version": row.version,
            }
        super().__init__(*args, **kwargs)
        products = self.fields["product"]
        assert isinstance(products, forms.ChoiceField)  # noqa: S101 - for mypy
        products.choices = [
            (key, catalogue.product(key).name)
            for key in authorised_products(practice().jurisdiction)
        ]
        if row is not None:
            self.fields["name"].disabled = True

    @property
    def area_rows(self) -> list["AreaRow"]:
        """Each area with what is typed, or what the version says."""
        known = {one.area: one for one in self._known()}
        return [self._row(key, known.get(key)) for key in catalogue.area_keys()]

    def _known(self) -> tuple[AreaTemplate, ...]:
        return of_json(self.row.content) if self.row else ()

    def _row(self, key: str, known: AreaTemplate | None) -> "AreaRow":
        fraction, note = (number(known.fraction, 4), known.note) if known else ("", "")
        if self.is_bound:
            fraction = self.data.get(f"fraction.{key}", "")
            note = self.data.get(f"note.{key}", "")
        return AreaRow(
            key=key,
            name=catalogue.area_values(key).name,
            fraction=fraction,
            note=note,
            problem=" ".join(map(str, self.errors.get(f"fraction.{key}", ())))
            if self.is_bound
            else "",
        )

    def setting(self) -> Setting:
        """What the form says; Invalid names the fields."""
        data, jurisdiction = self.cleaned_data, practice().jurisdiction
        rows, wrong = [], {}
        for row in self.area_rows:
            if not row.fraction.strip():
                continue
            try:
                rows.append((row.key, float(row.fraction), row.note))
            except ValueError:
                wrong[f"fraction.{row.key}"] = "Give a number such as 0.75."
        if wrong:
            raise Invalid(wrong)
        made = from_fractions(data["product"], jurisdiction, rows)
        areas = tuple(self._as_it_was(one, data["product"]) for one in made)
        return Setting(
            data["product"], jurisdiction, data["technique"], areas, data["notes"]
        )

    def _as_it_was(self, made: AreaTemplate, product: str) -> AreaTemplate:
        """An area whose fraction was not touched keeps its sites and places."""
        if self.row is None or self.row.product != product:
            return made
        for known in self._known():
            if known.area == made.area and abs(known.fraction - made.fraction) < _SAME:
                return AreaTemplate(
                    known.area, known.fraction, made.note, known.shares, known.places
                )
        return made


class AreaRow:
    """One area of the form."""

    def __init__(
        self, *, key: str, name: str, fraction: str, note: str, problem: str
    ) -> None:
        self.key, self.name = key, name
        self.fraction, self.note, self.problem = fraction, note, problem
