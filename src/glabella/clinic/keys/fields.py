"""Fields that are plain in Python and sealed in the table.

A field opens when it is read, with ``instance.key``: load records with
``select_related("key")``. It is sealed when the instance is saved, so that the order
in which attributes are set does not matter. A value that did not change keeps its
bytes. ``values()`` gives :class:`Sealed`, never plain text; ``filter`` and
``update`` on a sealed field are refused.
"""

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, override

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.sealing import seal, unseal
from glabella.clinic.shared.errors import KeyDestroyed

if TYPE_CHECKING:
    from django.db.models import Field
else:

    class Field(models.Field):
        """Django's field, which takes type parameters at run time as well."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


__all__ = [
    "ERASED",
    "Sealed",
    "SealedDateField",
    "SealedField",
    "SealedJSONField",
    "SealedTextField",
]

ERASED: Final = "erased"
"""What a text reads once its key was destroyed."""


class Sealed:
    """Sealed bytes, and what they opened to if they were opened already."""

    __slots__ = ("bytes", "place", "plain", "value")

    def __init__(self, sealed: bytes) -> None:
        self.bytes = sealed
        self.place: str | None = None
        self.plain = b""
        self.value: Any = None

    @override
    def __repr__(self) -> str:
        return "<sealed>"

    def remember(self, place: str, plain: bytes, value: object) -> None:
        """Keep what the bytes open to, and where they belong."""
        self.place, self.plain, self.value = place, plain, value


class SealedAttribute(DeferredAttribute):
    """Opens a sealed value when it is first read."""

    field: "SealedField[Any, Any]"

    @override
    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = super().__get__(instance, cls)
        return self.field.opened(instance, held) if isinstance(held, Sealed) else held

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value

    @override
    def fetch_one(self, instance: models.Model) -> None:
        """Load a deferred value as it is: it opens with the key of the instance."""
        name = self.field.attname
        rows = type(instance)._base_manager.using(instance._state.db)  # noqa: SLF001
        found = rows.filter(pk=instance.pk).values_list(name, flat=True).first()
        if found is not None:
            instance.__dict__[name] = found


class SealedField[ST, GT](Field[ST, GT]):
    """Common to all sealed fields; the model must have a ``key``."""

    descriptor_class = SealedAttribute
    description = "A sealed value"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refused = {"null", "unique", "db_index", "primary_key", "choices"} & set(kwargs)
        if refused:
            message = f"A sealed field takes no {', '.join(sorted(refused))}."
            raise TypeError(message)
        # A field with a default is one that may be left empty.
        kwargs.setdefault("blank", "default" in kwargs)
        super().__init__(*args, **kwargs)

    # What a kind of field says about its values.

    def to_plain(self, value: Any) -> bytes:
        """The bytes to seal."""
        raise NotImplementedError

    def from_plain(self, plain: bytes) -> GT:
        """The value that the bytes stand for."""
        raise NotImplementedError

    def erased(self) -> GT:
        """What is read once the key was destroyed."""
        raise NotImplementedError

    # Reading and writing.

    @property
    def label(self) -> str:
        """The field's own name: app, model, field."""
        return f"{self.model._meta.label}.{self.name}"  # noqa: SLF001

    def place(self, instance: models.Model) -> str:
        """Where a value belongs: model, field, and the row where its id is ours.

        A number given by the database is not known before the row is written, so
        that such rows are told apart by their key alone.
        """
        numbered = instance._meta.auto_field is not None  # noqa: SLF001
        return self.label if numbered else f"{self.label}:{instance.pk}"

    def opened(self, instance: models.Model, sealed: Sealed) -> GT:
        """The plain value; a destroyed key gives the word for it."""
        key: SubjectKey = instance.key  # type: ignore[attr-defined] # Keyed
        if key.is_destroyed:
            return self.erased()
        if sealed.place is None:
            place = self.place(instance)
            plain = unseal(key, place, sealed.bytes)
            sealed.remember(f"{place}:{key.pk}", plain, self.from_plain(plain))
        value: GT = sealed.value
        return value

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        key: SubjectKey = model_instance.key  # type: ignore[attr-defined] # Keyed
        held = model_instance.__dict__.get(self.attname, self.get_default())
        if isinstance(held, Sealed) and (key.is_destroyed or not held.place):
            if add and not key.is_destroyed:
                self.opened(model_instance, held)  # a copied row must not be unreadable
            return held
        place = self.place(model_instance)
        value = held.value if isinstance(held, Sealed) else self.to_python(held)
        if key.is_destroyed:
            return self._after_erasure(value)
        plain = self.to_plain(value)
        bound = f"{place}:{key.pk}"
        if isinstance(held, Sealed) and (held.plain, held.place) == (plain, bound):
            return held
        sealed = Sealed(seal(key, place, plain))
        sealed.remember(bound, plain, value)
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def _after_erasure(self, value: object) -> Sealed:
        if value != self.erased() and value not in self.empty_values:
            message = f"{self.name} cannot be kept: this record was erased."
            raise KeyDestroyed(message)
        return Sealed(b"")

    # Between Python and the database.

    @override
    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(
        self, value: Any, expression: object, connection: BaseDatabaseWrapper
    ) -> Sealed | None:
        """Hold what the database gave; it opens when it is read."""
        return None if value is None else Sealed(bytes(value))

    @override
    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is None:  # a row that is not there, as an outer join gives
            return None
        if not isinstance(value, Sealed):
            message = (
                f"{self.label} is sealed with the key of its "
                "row: save the instance; update() and bulk_update() cannot."
            )
            raise FieldError(message)
        return value.bytes

    @override
    def get_lookup(self, lookup_name: str) -> Any:
        message = (
            f"{self.label} is sealed and cannot be searched: "
            "keep a blind index beside it."
        )
        raise FieldError(message)

    # Validation: empty is allowed with blank=True; there is no NULL.

    @override
    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not self.blank and value in self.empty_values:
            raise ValidationError(self.error_messages["blank"], code="blank")

    @override
    def value_to_string(self, obj: models.Model) -> str:
        message = "Sealed values are not dumped: use glabella backup."
        raise NotImplementedError(message)


class SealedTextField[ST, GT](SealedField[ST, GT]):
    """Text: ``""`` where there is none, "erased" once the key was destroyed."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str
        _pyi_private_get_type: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    @override
    def to_plain(self, value: Any) -> bytes:
        return str(value).encode()

    @override
    def from_plain(self, plain: bytes) -> GT:
        text: Any = plain.decode()
        return text  # type: ignore[no-any-return]

    @override
    def erased(self) -> GT:
        text: Any = ERASED
        return text  # type: ignore[no-any-return]

    @override
    def to_python(self, value: Any) -> Any:
        return "" if value is None else str(value)

    @override
    def formfield(self, **kwargs: Any) -> Any:
        if self.max_length is None:
            kwargs.setdefault("widget", forms.Textarea)
        kwargs.setdefault("max_length", self.max_length)
        return super().formfield(form_class=forms.CharField, **kwargs)


class SealedDateField[ST, GT](SealedField[ST, GT]):
    """A day, or ``None`` where there is none and once the key was destroyed."""

    empty_strings_allowed = False
    if TYPE_CHECKING:
        _pyi_private_set_type: date | str | None
        _pyi_private_get_type: date | None

    @override
    def to_plain(self, value: Any) -> bytes:
        return value.isoformat().encode() if value is not None else b""

    @override
    def from_plain(self, plain: bytes) -> GT:
        day: Any = date.fromisoformat(plain.decode()) if plain else None
        return day  # type: ignore[no-any-return]

    @override
    def erased(self) -> GT:
        nothing: Any = None
        return nothing  # type: ignore[no-any-return]

    @override
    def to_python(self, value: Any) -> Any:
        if value in {None, ""}:
            return None
        if isinstance(value, datetime) or not isinstance(value, date | str):
            message = f"{self.name} is a day, not {type(value).__name__}."
            raise ValidationError(message, code="invalid")
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError as error:
            message = "Give a day as year-month-day."
            raise ValidationError(message, code="invalid") from error

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(form_class=forms.DateField, **kwargs)


class SealedJSONField(SealedField[Any, Any]):
    """What JSON can hold; empty (``{}`` or ``[]``) once the key was destroyed.

    Dates and decimals become text on the way in, as with Django's own JSON field.
    """

    empty_strings_allowed = False
    empty_values = [None, "", [], (), {}]

    @override
    def to_plain(self, value: Any) -> bytes:
        return json.dumps(
            value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")
        ).encode()

    @override
    def from_plain(self, plain: bytes) -> Any:
        return json.loads(plain)

    @override
    def erased(self) -> Any:
        return [] if self.default is list else {}
