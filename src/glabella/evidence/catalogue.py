"""The evidence by name: products, areas, sources and every single value.

Each reader parses only the file it needs, once, and takes another folder as
``root``; the tables inside ``Value.value`` are shared and must not be changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glabella.core.errors import EvidenceError
from glabella.core.products import Product
from glabella.core.sources import Source, Value
from glabella.evidence.files import DATA, Table, fact_files, name_of, read_toml
from glabella.evidence.products import read_product
from glabella.evidence.schema import read_source, read_values, required, typed

__all__ = [
    "AreaFile",
    "all_values",
    "area_keys",
    "area_values",
    "product",
    "product_keys",
    "source",
    "source_file",
    "sources",
    "values",
]

_PRODUCT_ORDER = (
    *("botox-cosmetic", "botox", "dysport", "azzalure", "alluzience", "xeomin"),
    *("bocouture", "jeuveau", "nuceiva", "daxxify", "letybo", "relfydess", "myobloc"),
)
_AREA_ORDER = (
    *("glabella", "forehead", "crows_feet", "bunny", "brow_lift", "infraorbital"),
    *("lip_flip", "perioral", "gummy", "dao", "chin", "masseter_slim"),
    *("masseter_brux", "platysma", "trapezius", "parotid", "hh_axilla", "hh_palm"),
    *("hh_sole", "hh_forehead", "migraine", "micro_upper", "micro_lower", "sebum"),
    *("scalp",),
)


@dataclass(frozen=True, slots=True)
class AreaFile:
    """One treatment area as its evidence file describes it."""

    id: str
    name: str
    plain_name: str
    muscles: tuple[str, ...]
    scale: str
    kind: str
    map: str
    body_region: str
    two_sided: bool
    values: tuple[Value, ...]

    def of(self, key: str) -> tuple[Value, ...]:
        """The values of one key, in the file's order."""
        return tuple(value for value in self.values if value.key == key)


def _keys_in(folder: Path, order: tuple[str, ...]) -> tuple[str, ...]:
    found = {path.stem for path in folder.glob("*.toml")}
    known = tuple(key for key in order if key in found)
    return known + tuple(sorted(found.difference(order)))


@cache
def product_keys(root: Path = DATA) -> tuple[str, ...]:
    """Keys of all products that the evidence describes."""
    return _keys_in(root / "products", _PRODUCT_ORDER)


@cache
def area_keys(root: Path = DATA) -> tuple[str, ...]:
    """Ids of all treatment areas that the evidence describes."""
    return _keys_in(root / "areas", _AREA_ORDER)


@cache
def product(key: str, root: Path = DATA) -> Product:
    """The product; KeyError where the evidence describes none of that key."""
    if key not in product_keys(root):
        raise KeyError(key)
    file = f"products/{key}.toml"
    found = read_product(read_toml(root / file), file=file)
    if found.key != key:
        raise EvidenceError.at(file, "key", f"is {found.key!r}, not the file's name")
    return found


@cache
def area_values(area_id: str, root: Path = DATA) -> AreaFile:
    """The area; KeyError where the evidence describes none of that id."""
    if area_id not in area_keys(root):
        raise KeyError(area_id)
    file = f"areas/{area_id}.toml"
    table = read_toml(root / file)
    if required(table, "id", str, where=file) != area_id:
        raise EvidenceError.at(file, "id", f"is {table['id']!r}, not the file's name")
    return AreaFile(
        id=area_id,
        name=required(table, "name", str, where=file),
        plain_name=required(table, "plain_name", str, where=file),
        muscles=tuple(required(table, "muscles", list, where=file)),
        scale=typed(table, "scale", str, "", where=file),
        kind=required(table, "kind", str, where=file),
        map=required(table, "map", str, where=file),
        body_region=required(table, "body_region", str, where=file),
        two_sided=required(table, "two_sided", bool, where=file),
        values=read_values(table, file=file, area=area_id),
    )


@cache
def source_file(path: Path) -> Mapping[str, Source]:
    """The sources of one file, by key."""
    file = f"sources/{path.name}"
    table = read_toml(path)
    return {
        key: read_source(key, typed(table, key, dict, {}, where=file), file=file)
        for key in table
    }


@cache
def sources(root: Path = DATA) -> Mapping[str, Source]:
    """Every source by its key."""
    found: dict[str, Source] = {}
    for path in sorted((root / "sources").glob("*.toml")):
        for key, one in source_file(path).items():
            if key in found:
                raise EvidenceError.at(path.name, key, "is there twice")
            found[key] = one
    return found


@cache
def source(key: str, root: Path = DATA) -> Source:
    """The source of that key; EvidenceError where there is none."""
    for path in sorted((root / "sources").glob("*.toml")):
        if (found := source_file(path).get(key)) is not None:
            return found
    folder = root / "sources"
    raise EvidenceError.at(folder.name, key, "unknown source")


def _own(table: Table, name: str) -> tuple[str, str]:
    """The area and the unit family that a file's values belong to."""
    area = str(table.get("id", "")) if name.startswith("areas/") else ""
    return area, str(table.get("unit_family", ""))


@cache
def values(stem: str, root: Path = DATA) -> tuple[Value, ...]:
    """All values of one file: ``values("products/botox")``, ``values("dosing")``."""
    file = f"{stem}.toml"
    table = read_toml(root / file)
    area, family = _own(table, file)
    return read_values(table, file=file, area=area, unit_family=family)


def all_values(root: Path = DATA) -> Iterator[tuple[str, Value]]:
    """Every value of the evidence with the name of its file."""
    for path in fact_files(root):
        name = name_of(path, root)
        for value in values(name.removesuffix(".toml"), root):
            yield name, value
