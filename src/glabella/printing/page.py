"""The plan as one HTML file: no script, no request, pictures inside."""

from pathlib import Path

from glabella.core.planner.model import Plan
from glabella.drawing.views import FACE_VIEWS
from glabella.printing.forecasts import Outlooks, forecast_section
from glabella.printing.maps import FRONT, Map, maps_of
from glabella.printing.markup import Html, element as el, joined
from glabella.printing.model import AreaBlock, PreparationCard, Row, Sheet
from glabella.printing.notes import Note, Reasons
from glabella.printing.sheet import sheet_of

__all__ = ["html_page"]

_STYLE = Path(__file__).parent / "page.css"
_COLUMNS = (
    ("No.", "n"),
    ("Muscle", ""),
    ("Point", ""),
    ("Side", ""),
    ("Units", "n"),
    ("mL", "n"),
    ("U-100 marks", "n"),
    ("Depth", ""),
)
_WORDS = {"block": "Block", "caution": "Caution", "info": "Note"}
_GRADES = (
    "Grades: A label or regulator text, B maker's page or compendium, C paper or "
    "registry, D news or third party, trial, secondary, background, ours our own rule."
)
_WEAK_MEANS = ' "Grade D only" marks a statement that nothing better stands behind.'


def html_page(
    plan: Plan,
    *,
    note: str = "",
    reasons: Reasons | None = None,
    forecasts: Outlooks | None = None,
) -> str:
    """A complete document; ``note`` heads it, ``reasons`` are the answers given.

    ``forecasts``: by area, what its dose should do; None prints none.
    """
    sheet = sheet_of(plan, note=note, reasons=reasons, forecasts=forecasts)
    title = f"{sheet.title}, {sheet.product}, {sheet.on}"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Html(_STYLE.read_text(encoding="utf-8"))),
    )
    main = el(
        "main",
        _head(sheet),
        _urgent(sheet),
        *(_preparation(card) for card in sheet.preparations),
        _plan(sheet, maps_of(plan)),
        forecast_section(plan, forecasts or {}),
        _notes(sheet),
        _fits(sheet),
        _built(sheet),
        _sources(sheet),
    )
    footer = el("footer", el("p", sheet.intended_use), el("p", sheet.marks))
    body = el("body", _made_up(sheet), main, footer)
    return f"<!doctype html>\n{el('html', head, body, lang='en-GB')}\n"


def _made_up(sheet: Sheet) -> Html:
    return el("p", sheet.made_up, class_="made-up") if sheet.made_up else Html()


def _head(sheet: Sheet) -> Html:
    facts = (sheet.jurisdiction, sheet.on, sheet.person)
    told = " · ".join(facts)
    return el(
        "header",
        el(
            "div",
            el("h1", sheet.title),
            el("p", el("strong", sheet.product), f" · {told}"),
            el("p", sheet.wish, class_="quiet"),
        ),
        el("p", sheet.status_text, class_=f"status {sheet.status}"),
    )


def _urgent(sheet: Sheet) -> Html:
    items = [_note(note) for note in sheet.notes if note.severity != "info"]
    found = el("ul", *items, class_="findings") if items else Html()
    if sheet.status != "blocked":
        return found
    said = "No dose, site or preparation is printed for a blocked plan."
    return joined(found, el("p", said, class_="stop"))


def _note(note: Note) -> Html:
    answer = el("p", el("strong", "Answer: "), note.reason) if note.reason else Html()
    return el(
        "li",
        el("strong", f"{_WORDS[note.severity]}. ", class_="word"),
        f"{note.text} ",
        _keys(note.sources),
        _weak(told=note.weak),
        answer,
        class_=note.severity,
    )


def _keys(sources: tuple[str, ...]) -> Html:
    return el("span", f"[{', '.join(sources)}]", class_="keys") if sources else Html()


def _weak(*, told: bool) -> Html:
    return el("span", " grade D only", class_="weak") if told else Html()


def _preparation(card: PreparationCard) -> Html:
    facts = [
        el("div", el("dt", fact.name), el("dd", fact.value)) for fact in card.facts
    ]
    return el(
        "section",
        el(
            "h2",
            "Preparation ",
            el("small", f"for {card.areas} "),
            _keys(card.sources),
            _weak(told=card.weak),
        ),
        el("dl", *facts),
        class_="preparation",
    )


def _plan(sheet: Sheet, maps: tuple[Map, ...]) -> Html:
    if not sheet.areas:
        return Html()
    abreast = bool(maps) and len(maps) > 1 and maps[0].view != FRONT
    return el(
        "section",
        _maps(maps),
        _sites(sheet),
        class_="plan abreast" if abreast else "plan",
    )


def _maps(maps: tuple[Map, ...]) -> Html:
    figures = [_figure(drawn, first=drawn is maps[0]) for drawn in maps]
    said = "Pin area grows with the dose; colours tell areas apart."
    return el("div", *figures, el("p", said, class_="quiet"), class_="maps")


def _figure(drawn: Map, *, first: bool) -> Html:
    caption = drawn.title
    if drawn.orientation and (first or not drawn.paired):
        caption = f"{drawn.title}. {drawn.orientation}"
    size = "small" if drawn.paired and not drawn.large else "large"
    return el(
        "figure",
        Html(drawn.svg),
        el("figcaption", caption),
        class_=size if drawn.view in FACE_VIEWS else f"{size} body",
    )


def _sites(sheet: Sheet) -> Html:
    names = [el("th", name, scope="col", class_=kind) for name, kind in _COLUMNS]
    bodies = [_area(area) for area in sheet.areas]
    marks = "Marks: of a U-100 syringe, 0.01 mL each." + (
        " * No quarter mark meets this volume: choose the nearest yourself."
        if sheet.off_mark
        else ""
    )
    dates = [
        el("p", f"{fact.name} ", el("strong", fact.value), class_="date")
        for fact in sheet.dates
    ]
    return el(
        "div",
        el("h2", sheet.totals),
        el(
            "div",
            el("table", el("thead", el("tr", *names)), *bodies),
            class_="scroll",
            tabindex="0",
            role="region",
            aria_label="Sites",
        ),
        el("p", marks, class_="quiet"),
        *dates,
        class_="sites",
    )


def _area(area: AreaBlock) -> Html:
    head = el(
        "th",
        el("span", class_="dot", style=f"background: {area.colour}"),
        el("strong", area.name),
        el("strong", area.units, class_="total"),
        el("span", area.facts, _weak(told=area.weak), class_="facts"),
        colspan=str(len(_COLUMNS)),
        scope="rowgroup",
    )
    return el("tbody", el("tr", head, class_="area"), *(_row(row) for row in area.rows))


def _row(row: Row) -> Html:
    mark = row.marks if row.on_mark else f"{row.marks}*"
    return el(
        "tr",
        el("th", str(row.number), scope="row", class_="n"),
        el("td", row.muscle),
        el("td", row.place, _weak(told=row.weak)),
        el("td", row.side),
        el("td", el("strong", row.units), class_="n"),
        el("td", row.ml, class_="n"),
        el("td", mark, class_="n"),
        el("td", row.depth),
    )


def _notes(sheet: Sheet) -> Html:
    items = [_note(note) for note in sheet.notes if note.severity == "info"]
    if not items:
        return Html()
    return el("section", el("h2", "Notes"), el("ul", *items, class_="findings"))


def _fits(sheet: Sheet) -> Html:
    if not sheet.fits:
        return Html()
    items = [
        el(
            "li",
            el("strong", f"{fit.technique[:1].upper()}{fit.technique[1:]} {fit.suits}"),
            f": {'; '.join(fit.reasons)}." if fit.reasons else ".",
            _weak(told=fit.weak),
        )
        for fit in sheet.fits
    ]
    return el("section", el("h2", "Which technique suits"), el("ul", *items))


def _built(sheet: Sheet) -> Html:
    if not sheet.areas:
        return Html()
    items = [
        el("li", el("strong", f"{area.name}. "), f"{area.built} ", _keys(area.sources))
        for area in sheet.areas
    ]
    common = (
        el("p", sheet.built_common, class_="common") if sheet.built_common else Html()
    )
    return el("section", el("h2", "How each dose was built"), common, el("ul", *items))


def _sources(sheet: Sheet) -> Html:
    if not sheet.citations:
        return Html()
    items = []
    for source in sheet.citations:
        title = (
            el("a", source.title, href=source.address, rel="noreferrer")
            if source.address
            else source.title
        )
        told = f" ({source.grade}) "
        edition = f", {source.edition}" if source.edition else ""
        items.append(el("li", el("strong", source.key), told, title, edition))
    said = _GRADES + (_WEAK_MEANS if sheet.has_weak else "")
    return el(
        "section",
        el("h2", "Sources"),
        el("ul", *items, class_="sources"),
        el("p", said, class_="quiet"),
    )
