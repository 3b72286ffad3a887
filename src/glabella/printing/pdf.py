"""The plan as a PDF of one A4 page, set by typst from data alone."""

import json
from bisect import bisect_left
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glabella.core.planner.model import Plan
from glabella.printing.forecasts import Outlooks
from glabella.printing.maps import FRONT, maps_of
from glabella.printing.notes import Reasons
from glabella.printing.sheet import sheet_of

if TYPE_CHECKING:
    from typst import Compiler, Fonts

__all__ = ["Stamp", "fonts_for", "pdf_page"]

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "plan.typ"
_FONTS = _HERE / "fonts"

_Layout = dict[str, float | bool]


def _layout(
    size: float,
    small: float,
    *,
    map_mm: float,
    columns: int,
    brief: bool = False,
    charts: bool = True,
) -> _Layout:
    air = {8.2: 0.36, 7.5: 0.3, 7: 0.25, 6.4: 0.22}.get(size, 0.2)
    return {
        "size": size,
        "small": small,
        "air": air,
        "map_mm": map_mm,
        "columns": columns,
        "brief": brief,
        "charts": charts,
    }


_TRIALS = (
    _layout(8.2, 7.2, map_mm=70, columns=3),
    _layout(7.5, 6.6, map_mm=66, columns=3),
    _layout(7, 6.2, map_mm=63, columns=4),
    _layout(6.4, 6, map_mm=58, columns=4),
    _layout(6.4, 6, map_mm=58, columns=4, brief=True),
    _layout(6.4, 6, map_mm=58, columns=4, brief=True, charts=False),
    _layout(6, 6, map_mm=50, columns=4, brief=True, charts=False),
)
"""Settings in the order they are tried until the plan fits one page.

``size`` and ``small`` are in points: no letter is set below 6. ``brief`` leaves
titles of sources to the screen and keeps their keys and grades; without
``charts`` a forecast is told in its words.
"""

_OVERLONG = 2
"""The setting of a plan that no setting brings onto one page."""

_LAST_BUNDLED = 0x052F
_SIGNS = range(0x2000, 0x2300)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose plan it is, and the signature under it: printed on every copy.

    ``signer`` is empty for a plan that nobody approved; ``state`` then says so.
    """

    patient: str
    state: str
    signer: str = ""
    registration: str = ""
    at: str = ""
    meaning: str = ""
    hash: str = ""


def pdf_page(
    plan: Plan,
    *,
    note: str = "",
    reasons: Reasons | None = None,
    forecasts: Outlooks | None = None,
    stamp: Stamp | None = None,
) -> bytes:
    """The plan as PDF. A plan too long for one page at 6 points says so and runs on.

    ``note`` heads the page ("made-up data"); ``reasons`` are the clinician's
    answers by finding, ``forecasts`` what was forecast by area, ``stamp`` the patient
    and the signature. The file's title names no person.
    """
    maps = maps_of(plan)
    told = sheet_of(plan, note=note, reasons=reasons, forecasts=forecasts)
    sheet = asdict(told)
    sheet["stamp"] = asdict(stamp) if stamp else None
    sheet["maps"] = [
        {
            "title": m.title,
            "svg": m.svg,
            "alt": m.alt,
            "orientation": m.orientation,
            "paired": m.paired,
        }
        for m in maps
    ]
    # Two pictures of equal weight stand side by side above the table.
    sheet["abreast"] = len(maps) > 1 and maps[0].view != FRONT
    return _fitted(sheet)


def _fitted(sheet: dict[str, Any]) -> bytes:
    """The roomiest setting that fits one page; most plans fit the first."""
    fonts = fonts_for(sheet)

    def made(trial: int, *, overlong: bool = False) -> "Compiler":
        told = {**sheet, "layout": _TRIALS[trial], "overlong": overlong}
        return _compiler(told, fonts)

    def fits(trial: int) -> bool:
        return _pages(made(trial)) == 1

    best = 0 if fits(0) else bisect_left(range(len(_TRIALS)), 1, lo=1, key=fits)
    if best == len(_TRIALS):
        return _compiled(made(_OVERLONG, overlong=True))
    return _compiled(made(best))


def _compiler(data: dict[str, Any], fonts: "Fonts") -> "Compiler":
    """Whatever names a patient stays in memory: no file is written on the way."""
    from typst import Compiler  # noqa: PLC0415  only who prints pays for loading it

    return Compiler(
        str(_TEMPLATE),
        root=str(_HERE),
        font_paths=fonts,
        sys_inputs={"plan": json.dumps(data)},
    )


def _pages(compiler: "Compiler") -> int:
    return int(compiler.query("<pages>", field="value", one=True))


def _compiled(compiler: "Compiler") -> bytes:
    content = compiler.compile(format="pdf")
    if not isinstance(content, bytes):
        msg = "typst gave no PDF"
        raise TypeError(msg)
    return content


def fonts_for(sheet: dict[str, Any]) -> "Fonts":
    """The bundled fonts, and the machine's own only where a letter asks for them."""
    return _fonts(system=_needs_system_fonts(sheet))


@cache
def _fonts(*, system: bool) -> "Fonts":
    from typst import Fonts  # noqa: PLC0415

    return Fonts(include_system_fonts=system, font_paths=[str(_FONTS)])


def _needs_system_fonts(sheet: dict[str, Any]) -> bool:
    """Whether a text has letters that the bundled font lacks.

    Only then are the machine's own fonts looked up: every other page looks the
    same wherever it is made.
    """
    text = json.dumps(sheet, ensure_ascii=False)
    return any(ord(c) > _LAST_BUNDLED and ord(c) not in _SIGNS for c in text)
