"""A comparison of regimens as one HTML file: no script, no request."""

from pathlib import Path

from glabella.core.intended_use import INTENDED_USE, MARKS
from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import AreaOutcome, Spread, Verdict
from glabella.core.regimens.optimise import Search
from glabella.core.regimens.wording import NOTES, SENTENCE, asked_about, in_short
from glabella.drawing.regimens import Chart, chart_svg, year_svg
from glabella.drawing.regimens_wording import (
    area_words,
    doses_words,
    movement_words,
    range_words,
    rule_words,
    share_words,
    spread_words,
    target_words,
)
from glabella.drawing.wording import number
from glabella.printing.building import sentence
from glabella.printing.markup import Html, element as el, joined
from glabella.printing.notes import condensed
from glabella.printing.regimens_table import numbers_table, search_table
from glabella.printing.sheet import day_text

__all__ = ["comparison_body", "comparison_page"]

_HERE = Path(__file__).parent
_STYLES = ("page.css", "regimens.css")

_SUITS = {"yes": "suits", "maybe": "may suit", "no": "does not suit"}


def comparison_page(comparison: Comparison, search: Search | None = None) -> str:
    """A complete document, light and dark."""
    question = comparison.question
    years = "1 year" if question.years == 1 else f"{question.years} years"
    title = f"Regimens over {years}, {question.plan.product_name}"
    style = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Html(style)),
    )
    main = el("main", _head(comparison, years), comparison_body(comparison, search))
    footer = el("footer", el("p", INTENDED_USE), el("p", MARKS))
    body = el("body", main, footer)
    return f"<!doctype html>\n{el('html', head, body, lang='en-GB')}\n"


def comparison_body(comparison: Comparison, search: Search | None = None) -> Html:
    """The comparison without the frame of a page; ``regimens.css`` dresses it."""
    return el(
        "div",
        el("p", SENTENCE, class_="simulated"),
        _in_short(comparison),
        _cautions(comparison),
        _glance(comparison),
        _reading(comparison),
        *_regimens(comparison),
        numbers_table(comparison),
        search_table(comparison, search) if search else Html(),
        _remarks(comparison),
        _sources(comparison, search),
        class_="comparison",
    )


def _head(comparison: Comparison, years: str) -> Html:
    plan = comparison.question.plan
    facts = (plan.case.jurisdiction, day_text(plan.case.on))
    return el(
        "header",
        el(
            "div",
            el("h1", f"Regimens over {years}"),
            el("p", el("strong", plan.product_name), f" · {' · '.join(facts)}"),
        ),
    )


def _in_short(comparison: Comparison) -> Html:
    told = [el("p", text) for text in in_short(comparison)]
    if not told:
        return Html()
    return el("section", el("h2", "In short"), *told, class_="in-short")


def _regimens(comparison: Comparison) -> tuple[Html, ...]:
    """The two that people ask about side by side; the others one click away."""
    asked = asked_about(comparison)
    others = [verdict for verdict in comparison.verdicts if verdict not in asked]
    parts = [el("div", *(_regimen(v, comparison) for v in asked), class_="pair")]
    if others:
        kind = "other regimens" if asked else "regimens"
        told = el("summary", f"{len(others)} {kind}, with pictures and numbers")
        cards = (_regimen(verdict, comparison) for verdict in others)
        parts.append(el("details", told, *cards, class_="others"))
    return tuple(parts)


def _cautions(comparison: Comparison) -> Html:
    findings = comparison.question.plan.findings
    cautions = tuple(one for one in findings if one.severity == "caution")
    items = [
        el("li", el("strong", "Caution. "), note.text, class_="caution")
        for note in condensed(cautions, {}, {})
    ]
    return el("ul", *items, class_="findings") if items else Html()


_LEGEND = (
    ('<rect class="band" y="3" width="36" height="12"/>', "9 of 10 virtual people"),
    ('<path class="middle" d="M0 9H36"/>', "the person in the middle"),
    ('<path class="untreated" d="M0 9H36"/>', "without treatment"),
    ('<rect class="zone" y="3" width="36" height="12"/>', "at most as deep as wished"),
    ('<path class="visit" d="M14 13H22L18 5Z"/>', "a visit"),
    ('<path class="when" d="M4 9H32"/>', "when most people come"),
)


def _reading(comparison: Comparison) -> Html:
    items = [
        el(
            "li",
            Html(f'<svg viewBox="0 0 36 18" aria-hidden="true">{shape}</svg>'),
            el("span", words),
        )
        for shape, words in _LEGEND
    ]
    words = (*target_words(comparison), movement_words(comparison))
    told = [el("p", text) for text in words if text]
    said = "How deep the lines are in full movement, week by week."
    return el(
        "section",
        el("h2", "How to read this"),
        el("p", said),
        el("ul", *items, class_="legend"),
        *told,
    )


def _glance(comparison: Comparison) -> Html:
    """One bar of 52 weeks for each regimen with a forecast."""
    rows = [
        _bar(verdict, comparison)
        for verdict in (comparison.untreated, *comparison.verdicts)
        if verdict.outcome is not None
    ]
    if not rows:
        return Html()
    key = [
        el("li", el("span", class_=f"swatch {kind}"), words) for kind, words in _PARTS
    ]
    return el(
        "section",
        el("h2", "A year at a glance"),
        el(
            "p",
            "The weeks of an average year, over all virtual people and areas; in "
            "brackets the weeks at target of 9 in 10 people.",
        ),
        el("ul", *key, class_="legend"),
        el("ul", *rows, class_="glance"),
    )


_PARTS = (
    ("at-target", "at target"),
    ("too-little", "hardly any movement"),
    ("above-target", "lines deeper than wished"),
)


def _bar(verdict: Verdict, comparison: Comparison) -> Html:
    outcome = verdict.outcome
    if outcome is None:
        return Html()
    parts = (outcome.at_target, outcome.too_little_movement, outcome.above_target)
    weeks = [part.mean for part in parts]
    told = ", ".join(
        f"{count:.0f} weeks {words}"
        for count, (_, words) in zip(weeks, _PARTS, strict=True)
    )
    visits = verdict.visits
    effort = (
        f"{number(visits.visits_a_year.mean, 2)} visits, "
        f"{number(visits.units_a_year.mean, 0)} units a year"
    )
    return el(
        "li",
        el("span", verdict.regimen.name, class_="name"),
        Html(year_svg(weeks, f"{verdict.regimen.name}: {told}")),
        el(
            "span",
            el("span", f"at target {spread_words(outcome.at_target)}"),
            el("br"),
            effort if verdict.regimen.doses else "no visits",
            class_="quiet",
        ),
        _mark(verdict, comparison),
    )


def _mark(verdict: Verdict, comparison: Comparison) -> Html:
    if verdict.label_interval_kept is False:
        return el("span", "breaks the label interval", class_="warns")
    if verdict.regimen.key == comparison.best:
        return el("span", "most weeks at target inside the label interval")
    return el("span")


def _regimen(verdict: Verdict, comparison: Comparison) -> Html:
    best = verdict.regimen.key == comparison.best
    kind = "best" if best else ""
    if verdict.label_interval_kept is False:
        kind = "broken"
    figures = [_figure(area, verdict, comparison) for area in verdict.areas]
    return el(
        "section",
        el("h3", verdict.regimen.name),
        _badges(verdict, best=best),
        el(
            "p",
            f"{sentence(rule_words(verdict.regimen))}: "
            f"{doses_words(verdict.regimen, plain=True)}.",
        )
        if verdict.regimen.doses
        else Html(),
        _facts(verdict),
        el("div", *figures, class_="courses") if figures else Html(),
        *(el("p", note, class_="quiet") for note in verdict.notes),
        class_=f"regimen {kind}".strip(),
    )


def _badges(verdict: Verdict, *, best: bool) -> Html:
    if not verdict.regimen.doses:
        return Html()
    badges = []
    if best:
        badges.append(("told", "Most weeks at target inside the label interval"))
    if verdict.label_interval_kept:
        badges.append(("kept", "Keeps the label interval"))
    elif verdict.label_interval_kept is False:
        badges.append(("warns", "Breaks the label interval: not recommended"))
    else:
        badges.append(("told", "Label interval not read"))
    badges += [("warns", "Passes a ceiling")] if verdict.ceiling_warnings else []
    badges.append(("told", f"Technique {_SUITS[verdict.suits]}"))
    if verdict.antibodies.level == "raised":
        badges.append(("warns", "Raised antibody concern"))
    return el(
        "ul", *(el("li", text, class_=kind) for kind, text in badges), class_="badges"
    )


def _facts(verdict: Verdict) -> Html:
    facts: list[Html] = []
    outcome, visits = verdict.outcome, verdict.visits
    if outcome is not None:
        facts += [
            _spread("weeks a year at target", outcome.at_target),
            _spread("weeks a year above target", outcome.above_target),
            _spread(
                "weeks a year with too little movement", outcome.too_little_movement
            ),
        ]
    facts += [
        _fact(
            f"muscle mass at the end, {area_words(shape.area, plain=True).lower()}",
            share_words(shape.muscle_mass),
            "",
        )
        for shape in verdict.shapes
    ]
    if verdict.regimen.doses:
        facts.append(_spread("visits a year", visits.visits_a_year, 2))
        facts.append(_spread("units a year", visits.units_a_year))
    if visits.cost_a_year and verdict.regimen.doses:
        facts.append(_spread("cost a year", visits.cost_a_year))
    return el("dl", *facts, class_="numbers")


def _spread(name: str, spread: Spread, digits: int = 0) -> Html:
    range_ = "" if spread.low == spread.high else f" {range_words(spread, digits)}"
    return _fact(name, number(spread.mean, digits), range_)


def _fact(name: str, value: str, more: str) -> Html:
    return el("div", el("dt", name), el("dd", value, el("small", more)))


def _figure(area: AreaOutcome, verdict: Verdict, comparison: Comparison) -> Html:
    name = area_words(area.area, plain=True)
    untreated = {a.area: a.course.median for a in comparison.untreated.areas}
    chart = Chart(
        name=f"{verdict.regimen.name}: {name}",
        course=area.course,
        untreated=untreated[area.area],
        zone=comparison.zone(area.area),
        marks=verdict.visits.marks,
        description=_described(area),
    )
    return el("figure", el("figcaption", name), Html(chart_svg(chart)))


_FROM_WEEK = 4
"""From here on the first dose has its full effect."""


def _described(area: AreaOutcome) -> str:
    """What the picture shows, for those who do not see it."""
    middle, outcome = area.course.median, area.outcome
    settled = middle[_FROM_WEEK:]
    return (
        f"Severity of the person in the middle: {middle[0]:.1f} at the start, then "
        f"between {min(settled):.1f} and {max(settled):.1f} from week {_FROM_WEEK}. Weeks a year: "
        f"{outcome.at_target.mean:.0f} at target, {outcome.above_target.mean:.0f} above, "
        f"{outcome.too_little_movement.mean:.0f} with too little movement."
    )


def _remarks(comparison: Comparison) -> Html:
    concerns = {v.antibodies.level: v.antibodies for v in comparison.verdicts}
    told = [
        el(
            "li",
            el("strong", f"Antibodies, {level}. "),
            f"{concern.text} ",
            el("span", f"[{', '.join(concern.sources)}]", class_="keys"),
        )
        for level, concern in concerns.items()
    ]
    ceilings = dict.fromkeys(w for v in comparison.verdicts for w in v.ceiling_warnings)
    return el(
        "section",
        el("h2", "Notes"),
        el(
            "ul",
            *told,
            *(el("li", warning) for warning in ceilings),
            *(el("li", note) for note in NOTES),
        ),
    )


def _sources(comparison: Comparison, search: Search | None) -> Html:
    items = []
    for source in comparison.cited(search.sources if search else ()):
        title: str = source.title
        if source.address.startswith("http"):
            title = el("a", source.title, href=source.address, rel="noreferrer")
        items.append(
            el("li", el("strong", source.key), joined(f" ({source.grade}) ", title))
        )
    return el("section", el("h2", "Sources"), el("ul", *items, class_="sources"))
