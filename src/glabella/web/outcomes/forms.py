"""What narrows the outcomes."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms

from glabella.clinic.accounts.models import User
from glabella.clinic.outcomes.names import area_name, product_name
from glabella.clinic.outcomes.selectors import Filters
from glabella.clinic.treatments.entries import TECHNIQUES
from glabella.evidence import catalogue
from glabella.web.shared.fields import DayField
from glabella.web.shared.numbers import whole
from glabella.web.shared.widgets import DateInput

__all__ = ["NarrowForm"]

PERIOD: Final = timedelta(days=365)


class NarrowForm(forms.Form):
    """From when to when, which area, product, technique, protocol, and by whom."""

    first = DayField(label="From", required=False, widget=DateInput)
    last = DayField(label="To", required=False, widget=DateInput)
    area = forms.ChoiceField(label="Area", required=False)
    product = forms.ChoiceField(label="Product", required=False)
    technique = forms.ChoiceField(
        label="Technique", required=False, choices=[("", "any"), *TECHNIQUES.items()]
    )
    protocol = forms.ChoiceField(label="Protocol", required=False)
    injector = forms.ChoiceField(label="Injector", required=False)

    def __init__(
        self,
        *args: Any,
        protocols: list[tuple[int, str]],
        injectors: list[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = [(key, area_name(key)) for key in catalogue.area_keys()]
        products = [(key, product_name(key)) for key in catalogue.product_keys()]
        self._offer("area", sorted(areas, key=lambda pair: pair[1]))
        self._offer("product", sorted(products, key=lambda pair: pair[1]))
        self._offer("protocol", [(str(key), name) for key, name in protocols])
        if injectors:
            self._offer("injector", [(str(one.pk), one.name) for one in injectors])
        else:
            del self.fields["injector"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        field.choices = [("", "any"), *choices]  # type: ignore[attr-defined] # a ChoiceField

    def filters(self, today: date) -> Filters:
        """What was chosen; a field that holds what cannot be narrows nothing."""
        self.full_clean()
        held = getattr(self, "cleaned_data", {})
        last = held.get("last") or today
        return Filters(
            first=held.get("first") or last - PERIOD,
            last=last,
            area=held.get("area", ""),
            product=held.get("product", ""),
            technique=held.get("technique", ""),
            protocol=whole(held.get("protocol", ""), 0) or None,
            injector=whole(held.get("injector", ""), 0) or None,
        )
