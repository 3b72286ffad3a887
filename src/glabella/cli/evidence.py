"""``glabella evidence``: what the program knows, from where, and what it lacks."""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from glabella.core.sources import Source, Value
from glabella.core.trials import USES, TrialRecord, Use
from glabella.evidence import catalogue

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["app"]

app = typer.Typer(
    help="What the program knows, from where, and what it does not know.",
    no_args_is_help=True,
)

# Wide enough for one line a row where there is no terminal to ask.
_WIDTH_WITHOUT_TERMINAL = 160


def _table(*columns: str) -> "Table":
    from rich import box  # noqa: PLC0415  rich is slow to import
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0)
    return table


def _show(table: "Table") -> None:
    from rich.console import Console  # noqa: PLC0415

    width = None if sys.stdout.isatty() else _WIDTH_WITHOUT_TERMINAL
    Console(width=width).print(table)


@app.command()
def products() -> None:
    """List the products: key, substance, unit, where authorised, labelled areas."""
    from rich.markup import escape  # noqa: PLC0415

    table = _table("key", "name", "substance", "units", "authorised", "labelled areas")
    for key in catalogue.product_keys():
        product = catalogue.product(key)
        areas = dict.fromkeys(
            area for indication in product.indications for area in indication.areas
        )
        labelled = ", ".join(areas) if product.aesthetic else "none: no aesthetic use"
        table.add_row(
            key,
            escape(product.name),
            escape(product.substance),
            product.unit_name,
            ", ".join(product.authorised),
            labelled,
        )
    _show(table)


@app.command()
def areas() -> None:
    """List the treatment areas: id, name, scale, kind."""
    from rich.markup import escape  # noqa: PLC0415

    table = _table("id", "name", "in plain words", "scale", "kind")
    for key in catalogue.area_keys():
        area = catalogue.area_values(key)
        texts = (area.name, area.plain_name, area.scale, area.kind)
        table.add_row(key, *map(escape, texts))
    _show(table)


@app.command()
def sources() -> None:
    """List every source: key, grade, title, address."""
    from rich.markup import escape  # noqa: PLC0415

    table = _table("key", "grade", "title", "address")
    for source in catalogue.sources().values():
        texts = (source.grade, source.title, source.address or "no address")
        table.add_row(source.key, *map(escape, texts))
    _show(table)


@app.command()
def show(
    key: Annotated[
        str,
        typer.Argument(
            help="A source, product, area, file or value key, or botox.label_dose."
        ),
    ],
) -> None:
    """Show what is known under a name, each value with its sources."""
    from glabella.evidence import lookup  # noqa: PLC0415

    found = lookup.find(key)
    if found is None:
        close = ", ".join(lookup.similar(key)) or "see glabella evidence products"
        typer.echo(f"nothing is known as {key!r}; similar: {close}", err=True)
        raise typer.Exit(2)
    typer.echo(found.title)
    if found.source is not None:
        _echo_source(found.source)
        typer.echo(f"\ncited by {len(found.values)} values")
    for file, value in found.values:
        typer.echo("")
        _echo_value(file, value, with_sources=found.source is None)


@app.command()
def gaps() -> None:
    """List what was looked for and not found, and where that bites."""
    from glabella.evidence import lookup  # noqa: PLC0415

    for file, value in lookup.gaps():
        typer.echo(f"{_heading(file, value)}\n    {value.note}")


@app.command()
def trials(
    *,
    use: Annotated[
        Use | None,
        typer.Option(help="Only the records used, prior, compared or left_out."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """List the published trial results: what is done with each, and why."""
    from glabella.evidence.trials import (  # noqa: PLC0415
        fitted_hash,
        trial_records,
    )

    every = trial_records()
    records = tuple(record for record in every if use in {None, record.use})
    counts = {one: sum(record.use == one for record in every) for one in USES}
    if as_json:
        told = {
            "counts": counts,
            "fitted_hash": fitted_hash(every),
            "records": list(map(asdict, records)),
        }
        typer.echo(json.dumps(told))
        return
    _show_trials(records)
    total = ", ".join(f"{count} {_words(one)}" for one, count in counts.items())
    typer.echo(f"{len(every)} records: {total}")
    typer.echo(f"sha256 of the fitted records: {fitted_hash(every)}")


@app.command()
def check(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object.")
    ] = False,
) -> None:
    """Check every value and source; exit 1 where there is a problem."""
    from glabella.evidence.check import check as check_evidence  # noqa: PLC0415

    report = check_evidence()
    if as_json:
        typer.echo(json.dumps(asdict(report)))
    else:
        grades = ", ".join(f"{name} {count}" for name, count in report.by_grade.items())
        typer.echo(
            f"{report.values} values, {report.sources} sources, "
            f"{report.products} products, {report.areas} areas, "
            f"{report.trials} trial records"
        )
        typer.echo(f"by grade: {grades}")
        for problem in report.problems:
            typer.echo(problem, err=True)
        typer.echo(f"{len(report.problems)} problems")
    if report.problems:
        raise typer.Exit(1)


def _show_trials(records: Iterable[TrialRecord]) -> None:
    from rich.markup import escape  # noqa: PLC0415

    table = _table(
        *("id", "study", "product", "area", "dose", "end point", "value", "n"),
        *("use", "reason"),
    )
    for record in records:
        asked = record.endpoint
        if record.time not in {"the value is the time", "not stated"}:
            asked = f"{asked}; {record.time}"
        unit = "" if record.unit == "fraction" else record.unit
        known = "" if record.value is None else _words(record.value)
        texts = (
            *(record.study, record.product, record.area.replace("_", " "), record.dose),
            *(asked, f"{known} {unit}".strip(), str(record.n or "")),
            *(_words(record.use), record.reason),
        )
        table.add_row(record.id, *map(escape, texts))
    _show(table)


def _heading(file: str, value: Value) -> str:
    bounds = (value.area, value.unit_family, "/".join(value.jurisdictions))
    return ", ".join(filter(None, (f"{file}: {value.key}", *bounds)))


def _echo_value(file: str, value: Value, *, with_sources: bool) -> None:
    from glabella.evidence.lookup import is_alone_and_weak  # noqa: PLC0415

    typer.echo(_heading(file, value))
    if value.basis == "gap":
        typer.echo(f"    not known: {value.note}")
        return
    for line in _lines(value.value, value.unit):
        typer.echo(f"    {line}")
    typer.echo(f"    grade {value.grade}, {value.basis}")
    if is_alone_and_weak(value):
        typer.echo("    grade D stands alone: never sets a dose; check before use")
    if value.note:
        typer.echo(f"    note: {value.note}")
    if with_sources:
        for key in value.sources:
            _echo_source(catalogue.source(key), indent="    ")


def _echo_source(source: Source, *, indent: str = "") -> None:
    parts = (source.title, source.edition, source.address or "no address")
    text = "; ".join(filter(None, parts))
    typer.echo(f"{indent}[{source.key}, grade {source.grade}] {text}")
    if source.machine_written:
        typer.echo(f"{indent}  written by a machine")
    if source.note:
        typer.echo(f"{indent}  note: {source.note}")


def _lines(content: object, unit: str) -> Iterable[str]:
    """A value in plain text: one line, or one a row where it holds rows."""
    if isinstance(content, dict):
        rows = {key: inner for key, inner in content.items() if _is_rows(inner)}
        flat = {key: inner for key, inner in content.items() if key not in rows}
        if flat:
            yield _with_unit(_words(flat), unit)
        for key, inner in rows.items():
            yield f"{_words(key)}:"
            yield from (f"  {_words(row)}" for row in inner)
    elif _is_rows(content) and isinstance(content, list):
        yield from (_with_unit(_words(row), unit) for row in content)
    else:
        yield _with_unit(_words(content), unit)


def _is_rows(content: object) -> bool:
    return isinstance(content, list) and any(isinstance(row, dict) for row in content)


def _with_unit(text: str, unit: str) -> str:
    told = not unit or text.startswith(f"{unit} ")
    return text if told else f"{text}  ({unit})"


def _words(content: object) -> str:
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, dict):
        pairs = (f"{_words(key)} {_words(inner)}" for key, inner in content.items())
        return ", ".join(pairs)
    if isinstance(content, list):
        return "; ".join(map(_words, content))
    if isinstance(content, float):
        return f"{content:g}"
    return re.sub(r"\bml\b", "mL", str(content).replace("_", " "))
