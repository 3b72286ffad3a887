"""Finding facts by any name: a source, product, area, file or value key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from glabella.core.sources import Source, Value
from glabella.evidence import catalogue
from glabella.evidence.files import DATA, fact_files, name_of
from glabella.evidence.schema import read_keys, weak

__all__ = ["Found", "find", "gaps", "is_alone_and_weak", "similar"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a name stands for: its title and its values with their files."""

    title: str
    values: tuple[tuple[str, Value], ...]
    source: Source | None = None


def _stems(root: Path) -> dict[str, str]:
    """File names without folder and ending, to names as errors print them."""
    names = [name_of(path, root) for path in fact_files(root)]
    by_stem = {name.removesuffix(".toml"): name for name in names}
    for name in names:
        by_stem.setdefault(name.removesuffix(".toml").rpartition("/")[2], name)
    return by_stem


def _where(
    wanted: Callable[[str, Value], bool], root: Path
) -> tuple[tuple[str, Value], ...]:
    every = catalogue.all_values(root)
    return tuple((file, value) for file, value in every if wanted(file, value))


def find(name: str, root: Path = DATA) -> Found | None:
    """The facts of one name, or None.

    ``name`` is a source key, a product key, an area id, a file, a value key, or
    the first three of these narrowed to one value key: ``botox.label_dose``.
    """
    if name in catalogue.sources(root):
        source = catalogue.source(name, root)
        cited = _where(lambda _, value: name in value.sources, root)
        return Found(title=f"{name}: {source.title}", values=cited, source=source)
    whole, _, key = name.partition(".")
    found = _find_whole(whole, root)
    if found is None or not key:
        return found
    narrowed = tuple(row for row in found.values if row[1].key == key)
    return Found(title=f"{found.title}, {key}", values=narrowed) if narrowed else None


def _find_whole(name: str, root: Path) -> Found | None:
    if name in catalogue.product_keys(root):
        product = catalogue.product(name, root)
        file = f"products/{name}.toml"
        title = f"{product.name}: {product.substance}, {product.holder}"
        return Found(title=title, values=_where(lambda at, _: at == file, root))
    if name in catalogue.area_keys(root):
        area = catalogue.area_values(name, root)
        return Found(
            title=f"{area.name}: {area.plain_name}",
            values=_where(lambda _, value: value.area == name, root),
        )
    if name in read_keys(root):
        rows = _where(lambda _, value: value.key == name, root)
        return Found(title=f"{name}: {read_keys(root)[name].meaning}", values=rows)
    if (file_name := _stems(root).get(name)) is not None:
        rows = _where(lambda at, _: at == file_name, root)
        return Found(title=file_name, values=rows) if rows else None
    return None


def similar(name: str, root: Path = DATA) -> tuple[str, ...]:
    """A few names that look like ``name``."""
    names = [
        *catalogue.product_keys(root),
        *catalogue.area_keys(root),
        *read_keys(root),
        *_stems(root),
        *catalogue.sources(root),
    ]
    folded = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), folded, n=4, cutoff=0.6)
    return tuple(folded[match] for match in close)


def gaps(root: Path = DATA) -> Iterator[tuple[str, Value]]:
    """What was looked for and is not known, with the file that says so."""
    return (row for row in catalogue.all_values(root) if row[1].basis == "gap")


def is_alone_and_weak(value: Value, root: Path = DATA) -> bool:
    """Whether only sources of grade D or machine-written ones say it."""
    known = catalogue.sources(root)
    cited = [known[key] for key in value.sources if key in known]
    return bool(cited) and all(map(weak, cited))
