"""Write the reference pages of the documentation from the evidence itself.

``python -m tools.reference`` fills ``docs/reference/generated``; ``make docs``
runs it first. The pages are never edited and never committed.
"""

import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from glabella.core.areas import Area, Pattern, PlacementRule
from glabella.core.findings import RULES
from glabella.core.sources import Source, Value
from glabella.evidence import catalogue, lookup
from glabella.evidence.planning import area as planned_area
from glabella.evidence.schema import read_keys
from glabella.evidence.vocabulary import vocabulary
from tools.reference_commands import commands
from tools.reference_rights import rights

__all__ = ["pages", "write"]

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference" / "generated"
SIDES = {"R": "right", "L": "left", "M": "midline"}
MADE = "% Written by tools/reference.py from the evidence files; do not edit.\n\n"


def write(target: Path = TARGET) -> list[Path]:
    """Write every page anew into ``target``; returns the paths."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    written = []
    for name, text in pages().items():
        path = target / f"{name}.md"
        path.write_text(MADE + text, encoding="utf-8")
        written.append(path)
    return written


def pages() -> dict[str, str]:
    """Every page by its name."""
    made = {
        "products": _products(),
        "areas": _areas(),
        "rules": _rules(),
        "ours": _ours(),
        "vocabulary": _vocabulary(),
        "gaps": _gaps(),
        "sources": _sources(),
        "commands": commands(),
        "rights": rights(),
    }
    for key in catalogue.product_keys():
        made[f"product-{key}"] = _product(key)
    for key in catalogue.area_keys():
        made[f"area-{key}"] = _area(key)
    return made


def _text(content: object) -> str:
    """Plain text, safe inside a Markdown table."""
    flat = " ".join(str(content).split())
    return re.sub(r"([\\`*_{}\[\]<>#|$~^])", r"\\\1", flat)


def _words(content: object) -> str:
    """A value as a person reads it."""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, dict):
        pairs = (f"{_words(key)} {_words(inner)}" for key, inner in content.items())
        return ", ".join(pairs)
    if isinstance(content, list | tuple):
        return "; ".join(map(_words, content))
    if isinstance(content, float):
        return f"{content:g}"
    return str(content).replace("_", " ")


def _with_unit(value: Value) -> str:
    content = value.value
    if value.key == "range" and isinstance(content, list):
        content = " to ".join(map(_words, content))
    words = _words(content)
    told = isinstance(content, dict) and value.unit.split(" ")[0] in content
    return words if told or not value.unit else f"{words} ({value.unit})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return "None was read.\n"
    return "\n".join(
        (f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines, "")
    )


def _cite(keys: Iterable[str]) -> str:
    return ", ".join(f"[{_text(key)}](#source-{key.lower()})" for key in keys)


def _known_by(value: Value) -> str:
    alone = lookup.is_alone_and_weak(value)
    return f"{value.basis}, grade {value.grade}{' alone' if alone else ''}"


def _value_table(values: Iterable[Value]) -> str:
    """One row a value; a column that says nothing on this page is left out."""
    rows = [_value_row(value) for value in values]
    kept = [n for n in range(len(VALUE_HEADS)) if any(row[n] for row in rows)]
    if len({row[AREA_COLUMN] for row in rows}) == 1 and AREA_COLUMN in kept:
        kept.remove(AREA_COLUMN)
    heads = [VALUE_HEADS[n] for n in kept]
    return _table(heads, ([row[n] for n in kept] for row in rows))


def _value_row(value: Value) -> tuple[str, ...]:
    where = filter(None, ("/".join(value.jurisdictions), value.unit_family))
    gap = value.basis == "gap"
    return (
        _text(value.key.replace("_", " ")),
        _text(value.area.replace("_", " ")),
        ", ".join(where),
        "**not known**" if gap else _text(_with_unit(value)),
        "gap" if gap else _known_by(value),
        _cite(value.sources),
        _text(value.note),
    )


VALUE_HEADS = ("what", "area", "where", "value", "known by", "sources", "note")
AREA_COLUMN = VALUE_HEADS.index("area")


def _toctree(names: Iterable[str]) -> str:
    return "\n".join(("```{toctree}", ":hidden:", "", *names, "```", ""))


def _products() -> str:
    keys = catalogue.product_keys()
    rows = []
    for key in keys:
        product = catalogue.product(key)
        areas = {area for one in product.indications for area in one.areas}
        rows.append((
            f"[{_text(product.name)}](product-{key}.md)", f"`{key}`",
            _text(product.substance), product.unit_name, ", ".join(product.authorised),
            _text(", ".join(sorted(areas))) if product.aesthetic else "no aesthetic use",
        ))  # fmt: skip
    heads = ("product", "key", "substance", "units", "authorised", "indications read")
    intro = (
        "Units of two products are not interchangeable. Trade names are marks of their "
        "owners and stand only for those products.\n\n"
    )
    names = (f"product-{key}" for key in keys)
    return f"# Products\n\n{intro}{_table(heads, rows)}\n{_toctree(names)}"


def _product(key: str) -> str:
    product = catalogue.product(key)
    steps = f"Sites are dosed in steps of {product.step_units:g} {product.unit_name} (ours)."
    head = (
        f"# {product.name}\n\n{_text(product.substance)}, {_text(product.holder)}. {steps} "
        f"Authorised, as far as it was read: {', '.join(product.authorised)} "
        f"({_cite(product.authorised_sources)}).\n\n"
    )
    values = catalogue.values(f"products/{key}")
    return head + _value_table(values)


def _areas() -> str:
    keys = catalogue.area_keys()
    rows = []
    for key in keys:
        file = catalogue.area_values(key)
        name = f"[{_text(file.name)}](area-{key}.md)"
        rows.append((name, f"`{key}`", _text(file.plain_name), file.scale, file.kind))
    heads = ("area", "id", "in plain words", "scale", "kind")
    names = (f"area-{key}" for key in keys)
    return f"# Areas\n\n{_table(heads, rows)}\n{_toctree(names)}"


def _area(key: str) -> str:
    file, area = catalogue.area_values(key), planned_area(key)
    shown = {"range", "low_dose", "placement_rule", "danger"}
    rest = (value for value in file.values if value.key not in shown)
    muscles = _text(", ".join(file.muscles).replace("_", " ")) or "none"
    return "\n".join((
        f"# {file.name}\n\n{_text(file.plain_name)}. Muscles: {muscles}.\n",
        "## Ranges and low doses\n\nUnits of both sides together, by unit family.\n",
        _value_table((*file.of("range"), *file.of("low_dose"))),
        "## Injection patterns\n", _patterns(area),
        "## Placement rules\n", _placement(area.rules),
        "## Dangers\n", _dangers(area),
        "## Everything else\n", _value_table(rest),
    ))  # fmt: skip


def _patterns(area: Area) -> str:
    return (
        "\n".join(map(_pattern, area.patterns))
        or "None was read: no line is planned.\n"
    )


def _pattern(pattern: Pattern) -> str:
    meant = ", ".join(
        filter(None, (*pattern.products, *pattern.families, pattern.variant))
    )
    rows = [
        (
            f"{_text(site.id)}, {SIDES[site.side]}", _text(_words(site.muscle)),
            _text(site.depth), f"{site.units:g}" if site.units else f"{site.weight:g} parts",
            ", ".join(f"{cm:.2f}" for cm in site.position) if site.position else site.map,
            str(site.droplets or ""), _cite(site.sources),
        )
        for site in pattern.sites
    ]  # fmt: skip
    heads = (
        "site",
        "muscle",
        "depth",
        "units or share",
        "x, y, z in cm",
        "droplets",
        "sources",
    )
    strength = (
        f" {pattern.units_per_ml:g} units per mL." if pattern.units_per_ml else ""
    )
    return (
        f"### {pattern.id} ({meant or 'any product with a dose here'})\n\n"
        f"Basis {pattern.basis}.{strength} {_text(pattern.note)}\n\n{_table(heads, rows)}"
    )


def _placement(rules: Iterable[PlacementRule]) -> str:
    rows = [
        (
            _text(rule.id), _text(rule.sites), f"{rule.minimum_cm:g} cm {rule.where}",
            _text(rule.origin), "no: shown only" if rule.basis == "background" else "yes",
            f"{rule.basis}, grade {rule.grade}", _cite(rule.sources), _text(rule.note),
        )
        for rule in rules
    ]  # fmt: skip
    heads = (
        "rule",
        "sites",
        "at least",
        "from",
        "checked",
        "known by",
        "sources",
        "note",
    )
    return _table(heads, rows)


def _dangers(area: Area) -> str:
    rows = [
        (_text(d.where), _text(d.harm), f"{d.basis}, grade {d.grade}", _cite(d.sources))
        for d in area.dangers
    ]
    return _table(("where", "harm", "known by", "sources"), rows)


RULE_FILES = ("dosing", "overlap", "technique", "ratios", "label_rules")


def _rules() -> str:
    parts = ["# Modifiers, overlaps, ratios, label rules\n"]
    for stem in RULE_FILES:
        parts.append(f"## {stem.replace('_', ' ').capitalize()}\n")
        parts.append(_value_table(catalogue.values(stem)))
    names = ", ".join(f"`{rule}`" for rule in RULES)
    parts.append(f"## Names of the findings' rules\n\n{names}.\n")
    return "\n".join(parts)


def _ours() -> str:
    found = [row for row in catalogue.all_values() if row[1].basis == "ours"]
    intro = (
        "Every value of the evidence files with the basis `ours`; why each was chosen "
        "stands in [our rules](../../explanation/our-rules.md).\n"
    )
    parts = [f"# Values that are ours\n\n{intro}"]
    for file, rows in groupby(found, key=lambda row: row[0]):
        parts.append(f"## {file}\n")
        parts.append(_value_table(value for _, value in rows))
    return "\n".join(parts)


def _vocabulary() -> str:
    known = vocabulary()
    rows = [
        (
            _text(one.name), f"`{one.id}`", one.kind, one.effect, str(len(one.terms)),
            _cite(one.sources), _text(one.note),
        )
        for one in known.classes
    ]  # fmt: skip
    heads = ("class", "id", "kind", "effect", "terms", "sources", "note")
    return f"# Vocabulary of conditions, medicines, allergies\n\n{_table(heads, rows)}"


def _gaps() -> str:
    rows = [
        (f"`{file}`", _text(value.key.replace("_", " ")), _text(value.area),
         "/".join(value.jurisdictions), _text(value.note))
        for file, value in lookup.gaps()
    ]  # fmt: skip
    intro = "What was looked for and not found, and what follows for a plan.\n\n"
    return f"# Gaps\n\n{intro}{_table(('file', 'what', 'area', 'where', 'note'), rows)}"


def _source(source: Source) -> str:
    address = f"<{source.address}>" if source.address.startswith("http") else ""
    parts = (
        _text(source.title), _text(source.edition), address or _text(source.address),
        "written by a machine" if source.machine_written else "", _text(source.note),
    )  # fmt: skip
    told = ". ".join(part.rstrip(".") for part in parts if part) or "no address"
    return (
        f"(source-{source.key.lower()})=\n**{_text(source.key)}** ({source.kind}, grade "
        f"{source.grade}): {told}.\n"
    )


def _sources() -> str:
    known = catalogue.sources()
    folded = [key.lower() for key in known]
    if len(set(folded)) < len(folded):
        sys.exit("two source keys differ only in capitals; their targets would clash")
    listed = "\n".join(_source(known[key]) for key in sorted(known, key=str.lower))
    keys = len(read_keys())
    intro = f"{len(known)} sources back the values of {keys} registered value keys.\n\n"
    return f"# Sources\n\n{intro}{listed}"


if __name__ == "__main__":
    print(f"wrote {len(write())} reference pages into {TARGET.relative_to(ROOT)}")
