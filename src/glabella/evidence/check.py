"""Checking the evidence: every value has a source, a grade that fits and a meaning.

``check`` never stops at the first fault: it lists them all, each with its file
and key.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from glabella.core.errors import EvidenceError
from glabella.core.products import Product
from glabella.core.sources import GRADES, JURISDICTIONS, OURS, Source, Value
from glabella.evidence import catalogue
from glabella.evidence.files import (
    DATA,
    VOCABULARY,
    Table,
    fact_files,
    name_of,
    read_toml,
)
from glabella.evidence.products import CLASSES, IDENTITY, LABEL_ONLY_CLASSES
from glabella.evidence.schema import (
    COUNTRIES,
    UNIT_FAMILIES,
    Key,
    best_grade,
    is_number,
    read_keys,
    weak,
)
from glabella.evidence.trials import trial_faults, trial_records

__all__ = ["Report", "check"]

_WEAK_KEYS = ("_superseded", "_background")

# Labels round: 125 units in 0.63 mL are printed as 200 units per mL.
_ROUNDING = 0.02


@dataclass(frozen=True, slots=True)
class Report:
    """What the evidence holds; ``problems`` is empty where it is sound.

    ``values`` and ``by_grade`` count what is known, not the gaps; ``trials`` counts
    the records of published trials, used or not.
    """

    values: int
    sources: int
    products: int
    areas: int
    by_grade: Mapping[str, int]
    problems: tuple[str, ...]
    trials: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """The names that a value may use."""

    keys: Mapping[str, Key]
    sources: Mapping[str, Source]
    products: tuple[str, ...]
    areas: tuple[str, ...]


def check(root: Path = DATA) -> Report:
    """Check the evidence in ``root`` and count it."""
    problems: list[str] = []
    sources = {source.key: source for source in _sources(root, problems)}
    try:
        keys = read_keys(root)
    except EvidenceError as error:
        keys = {}
        problems.append(str(error))
    areas, products = catalogue.area_keys(root), catalogue.product_keys(root)
    known = _Known(keys, sources, products, areas)
    values = [
        value
        for path in fact_files(root)
        for value in _file(path, root, known, problems)
    ]
    for key in products:
        problems.extend(_product_faults(key, root, known))
    muscles = _muscles(root)
    for key in areas:
        problems.extend(_area_faults(key, root, muscles))
    for path in sorted(root.rglob("*.json")):
        problems.extend(_json_faults(path, root, known))
    problems.extend(_vocabulary_faults(root, known))
    trials = _trials(root, problems)
    grades = Counter(value.grade for value in values if value.basis != "gap")
    return Report(
        values=grades.total(),
        sources=len(sources),
        products=len(products),
        areas=len(areas),
        by_grade={grade: grades[grade] for grade in GRADES if grades[grade]},
        # One fault may be met on two ways; it is told once.
        problems=tuple(dict.fromkeys(problems)),
        trials=trials,
    )


def _trials(root: Path, problems: list[str]) -> int:
    """The number of trial records; 0 where their files cannot be read."""
    try:
        records = trial_records(root)
    except EvidenceError as error:
        problems.append(str(error))
        return 0
    problems.extend(f"trials: {fault}" for fault in trial_faults(records, root))
    return len(records)


def _sources(root: Path, problems: list[str]) -> Iterator[Source]:
    seen: set[str] = set()
    for path in sorted((root / "sources").glob("*.toml")):
        file = name_of(path, root)
        try:
            found = catalogue.source_file(path)
        except EvidenceError as error:
            problems.append(str(error))
            continue
        for key, source in found.items():
            if not source.address and source.grade != "D":
                problems.append(f"{file}: {key}: no address, and its grade is not D")
            if (source.grade == "ours") != (key == OURS):
                problems.append(f"{file}: {key}: only {OURS} has the grade ours")
            if source.machine_written and source.grade != "D":
                problems.append(f"{file}: {key}: machine-written, yet not grade D")
            if key in seen:
                problems.append(f"{file}: {key}: is there twice")
            seen.add(key)
            yield source


def _file(
    path: Path, root: Path, known: _Known, problems: list[str]
) -> tuple[Value, ...]:
    name = name_of(path, root)
    try:
        values = catalogue.values(name.removesuffix(".toml"), root)
        table = read_toml(path)
    except EvidenceError as error:
        problems.append(str(error))
        return ()
    for number, value in enumerate(values, start=1):
        where = f"{name}: value {number} ({value.key})"
        problems.extend(f"{where}: {fault}" for fault in _value_faults(value, known))
    problems.extend(f"{name}: {fault}" for fault in _nested_faults(table, known))
    return values


def _value_faults(value: Value, known: _Known) -> Iterator[str]:
    yield from _name_faults(value, known)
    yield from _content_faults(value, known)
    yield from _source_faults(value, known)


def _name_faults(value: Value, known: _Known) -> Iterator[str]:
    if value.area and value.area not in known.areas:
        yield f"unknown area {value.area!r}"
    if value.unit_family and value.unit_family not in UNIT_FAMILIES:
        yield f"unknown unit family {value.unit_family!r}"
    for place in value.jurisdictions:
        if place not in (*JURISDICTIONS, *COUNTRIES):
            yield f"unknown jurisdiction {place!r}"


def _content_faults(value: Value, known: _Known) -> Iterator[str]:
    key = known.keys.get(value.key)
    if key is None:
        yield "unknown key: not in keys.toml"
        return
    if value.basis == "gap":
        if not value.note:
            yield "a gap without a note that says what is missing"
        return
    if not key.holds(value.value):
        yield f"its value is no {' or '.join(key.types)}"
    if value.unit not in key.units:
        yield f"unknown unit {value.unit!r}"
    if value.span is not None:
        yield from _range_faults(value.value, value.span)


def _range_faults(content: object, span: tuple[float, float]) -> Iterator[str]:
    low, high = span
    if isinstance(content, dict):
        content = content.get("units")
    for number in content if isinstance(content, list) else [content]:
        if not is_number(number) or not low <= number <= high:
            yield f"{number!r} is outside its range {low:g} to {high:g}"


def _source_faults(value: Value, known: _Known) -> Iterator[str]:
    unknown = [key for key in value.sources if key not in known.sources]
    if unknown:
        yield f"unknown source {', '.join(unknown)}"
    elif value.basis == "gap":
        return
    elif not value.sources:
        yield "no source"
    elif value.basis == "ours":
        if value.grade != "ours" or OURS not in value.sources:
            yield f"ours, but its grade is not ours or it does not cite {OURS}"
    else:
        yield from _grade_faults(value, [known.sources[key] for key in value.sources])


def _grade_faults(value: Value, cited: list[Source]) -> Iterator[str]:
    if value.grade != best_grade(cited):
        yield f"grade {value.grade}, but its best source is {best_grade(cited)}"
    if value.basis == "background":
        return
    # What nobody but us says is either our own choice or not verified.
    if all(weak(source) or source.key == OURS for source in cited):
        yield "only weak or machine-written sources: its basis must be background"
    if value.key.endswith(_WEAK_KEYS):
        yield "superseded or background by its key, but not by its basis"


def _nested_faults(table: Table, known: _Known) -> Iterator[str]:
    """Source keys that stand deeper than in ``[[values]]``: sites, patterns."""
    for key, content in table.items():
        if key == "values":
            continue
        for cited in _cited_in(content):
            if cited not in known.sources:
                yield f"{key}: unknown source {cited}"


def _cited_in(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, inner in content.items():
            if key == "sources" and isinstance(inner, list):
                yield from map(str, inner)
            else:
                yield from _cited_in(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from _cited_in(inner)


def _product_faults(key: str, root: Path, known: _Known) -> Iterator[str]:
    file = f"products/{key}.toml"
    try:
        product = catalogue.product(key, root)
    except EvidenceError as error:
        yield str(error)
        return
    for field in set(read_toml(root / file)) - {*IDENTITY, "values"}:
        yield f"{file}: {field}: unknown field"
    for find in (_identity_faults, _reference_faults, _arithmetic_faults):
        yield from (f"{file}: {fault}" for fault in find(product, known))


def _reference_faults(product: Product, known: _Known) -> Iterator[str]:
    for area in _areas_of(product):
        if area not in known.areas:
            yield f"unknown area {area!r}"
    for kind, name in _classes_of(product):
        if name not in CLASSES:
            yield f"{kind}: unknown class {name!r}"
    for ceiling in product.ceilings:
        for counted in set(ceiling.products) - set(known.products):
            yield f"ceiling: unknown product {counted!r}"


def _identity_faults(product: Product, known: _Known) -> Iterator[str]:
    if product.unit_family not in UNIT_FAMILIES:
        yield f"unit_family: unknown: {product.unit_family!r}"
    if product.step_units <= 0:
        yield "step_units: is not positive"
    for place in product.authorised:
        if place not in JURISDICTIONS:
            yield f"authorised: unknown jurisdiction {place!r}"
    if not product.authorised_sources:
        yield "authorised_sources: no source"
    for cited in product.authorised_sources:
        if cited not in known.sources:
            yield f"authorised_sources: unknown source {cited}"


def _arithmetic_faults(product: Product, _: _Known) -> Iterator[str]:
    """Numbers of one label that contradict each other."""
    for dose in product.label_doses:
        where = f"label_dose of {dose.area}"
        if not dose.units_low <= dose.units <= dose.units_high:
            yield f"{where}: {dose.units:g} units are outside low to high"
        for each, whole in (
            (dose.units_per_site, dose.units),
            (dose.ml_per_site, dose.ml),
        ):
            if dose.sites and each and whole and not _near(dose.sites * each, whole):
                yield f"{where}: {dose.sites} sites of {each:g} are not {whole:g}"
    for mix in product.dilutions:
        if mix.vial_units and mix.diluent_ml:
            made = mix.vial_units / mix.diluent_ml
            if not _near(made, mix.units_per_ml):
                yield f"dilution: {made:g} units per mL are not {mix.units_per_ml:g}"


def _near(number: float, printed: float) -> bool:
    return abs(number - printed) <= _ROUNDING * printed


def _classes_of(product: Product) -> Iterator[tuple[str, str]]:
    for listed in product.listed:
        if listed.kind not in {"breastfeeding", "pregnancy"}:
            yield from ((listed.kind, name) for name in listed.classes)
    for composition in product.compositions:
        for name in (*composition.present, *composition.absent):
            yield "composition", name


def _areas_of(product: Product) -> Iterator[str]:
    for indication in product.indications:
        yield from indication.areas
    for ceiling in product.ceilings:
        yield from ceiling.areas
    for dose in product.label_doses:
        yield dose.area
        if dose.requires_area:
            yield dose.requires_area


def _muscles(root: Path) -> set[str]:
    """Ids of the muscles that the evidence describes."""
    try:
        values = catalogue.values("muscles", root)
    except EvidenceError:
        return set()  # the file itself is reported where all files are read
    rows = [value.value for value in values if value.key == "muscle"]
    return {str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row}


def _area_faults(key: str, root: Path, muscles: set[str]) -> Iterator[str]:
    try:
        area = catalogue.area_values(key, root)
    except EvidenceError as error:
        yield str(error)
        return
    for muscle in area.muscles:
        if muscles and muscle not in muscles:
            yield f"areas/{key}.toml: muscles: unknown muscle {muscle!r}"


def _json_faults(path: Path, root: Path, known: _Known) -> Iterator[str]:
    file = name_of(path, root)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield f"{file}: file: {error}"
        return
    for cited in _cited_in(content):
        if cited not in known.sources:
            yield f"{file}: unknown source {cited}"


def _vocabulary_faults(root: Path, known: _Known) -> Iterator[str]:
    """Vocabulary classes cite known sources and cover what labels may name."""
    found: set[str] = set()
    paths = sorted((root / VOCABULARY).glob("*.toml"))
    for path in paths:
        file = name_of(path, root)
        try:
            table = read_toml(path)
        except EvidenceError as error:
            yield str(error)
            continue
        found |= set(table)
        yield from (f"{file}: {fault}" for fault in _nested_faults(table, known))
    missing = set(CLASSES) - set(LABEL_ONLY_CLASSES) - found
    if paths and missing:
        yield f"{VOCABULARY}: no class {', '.join(sorted(missing))}, which labels name"
