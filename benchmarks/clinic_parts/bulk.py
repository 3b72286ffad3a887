"""Rows in bulk: plain ones by one statement, repeated ones inside the database."""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from itertools import batched
from typing import Any

__all__ = ["BATCH", "copied_grades", "copied_sites", "insert", "pieces"]

BATCH = 2000
SITES = (
    ("glabella", "procerus-M", "M", "procerus", (0.0, 3.6, 5.2), 4),
    ("glabella", "corrugator-medial-R", "R", "corrugator", (-1.2, 4.1, 5.0), 4),
    ("glabella", "corrugator-medial-L", "L", "corrugator", (1.2, 4.1, 5.0), 4),
    ("glabella", "corrugator-lateral-R", "R", "corrugator", (-2.2, 4.5, 4.6), 4),
    ("glabella", "corrugator-lateral-L", "L", "corrugator", (2.2, 4.5, 4.6), 4),
)


@cache
def of_word(word: str) -> tuple[bytes, ...]:
    """Search pieces of one word of a name."""
    from glabella.clinic.patients import indexes

    return tuple(indexes.tokens(word))


def pieces(name: tuple[str, str]) -> set[bytes]:
    """Search pieces of a whole name."""
    return {piece for word in name for piece in of_word(word)}


def insert(
    model: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert plain rows, quicker than by instances of the model."""
    from django.db import connection

    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    adapt = [
        model._meta.get_field(name.removesuffix("_id")).get_db_prep_save  # noqa: SLF001
        for name in columns
    ]
    with connection.cursor() as cursor:
        for batch in batched(rows, BATCH * 10, strict=False):
            cursor.executemany(
                statement,
                [
                    tuple(fit(v, connection) for fit, v in zip(adapt, row, strict=True))
                    for row in batch
                ],
            )


def copied_sites() -> None:
    """Give each treatment the sites of the first one."""
    from django.db import connection

    from glabella.clinic.treatments.models import GivenSite, Treatment

    first = Treatment.objects.order_by("id")[0]
    GivenSite.objects.bulk_create(
        GivenSite(
            treatment=first,
            number=number,
            area=area,
            site=site,
            side=side,
            muscle=muscle,
            map="face",
            position=list(position),
            units=Decimal(units),
            product="botox-cosmetic",
            lot="BENCH",
            depth="intramuscular",
        )
        for number, (area, site, side, muscle, position, units) in enumerate(SITES)
    )
    copy(connection, GivenSite, "treatment", Treatment, first.pk)


def copied_grades() -> None:
    """Give each follow-up the grade of the first one."""
    from django.db import connection

    from glabella.clinic.treatments.models import FollowUp, FollowUpGrade

    first = FollowUp.objects.order_by("id")[0]
    FollowUpGrade.objects.create(follow_up=first, area="glabella", at_contraction=1)
    copy(connection, FollowUpGrade, "follow_up", FollowUp, first.pk)


def copy(connection: Any, model: Any, link: str, parent: Any, first: Any) -> None:
    """Repeat the rows of the first parent for every other, inside the database."""
    names = [
        field.column
        for field in model._meta.concrete_fields  # noqa: SLF001
        if not field.primary_key and field.name != link
    ]
    columns = ", ".join(connection.ops.quote_name(name) for name in names)
    of = connection.ops.quote_name(f"{link}_id")
    here = model._meta.db_table  # noqa: SLF001
    there = parent._meta.db_table  # noqa: SLF001
    told = ", ".join(f"s.{connection.ops.quote_name(name)}" for name in names)
    key = parent._meta.pk.get_db_prep_value(first, connection)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({of}, {columns}) "  # noqa: S608 - our own tables
            f"SELECT t.id, {told} FROM {there} t, {here} s "
            f"WHERE s.{of} = %s AND t.id <> %s",
            [key, key],
        )
