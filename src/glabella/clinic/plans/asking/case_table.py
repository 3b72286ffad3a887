"""From the form to the tables of a case file, so that one reader judges both."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from glabella.clinic.plans.asking.answers import Answers, Problem
from glabella.clinic.plans.asking.refusals import problem_of
from glabella.core.case import Case
from glabella.core.case_reading import HABITS, read_case
from glabella.core.errors import CaseError
from glabella.evidence.planning import case_vocabulary

__all__ = ["LISTS", "CaseForm", "read_form"]

LISTS = ("allergies", "conditions", "medicines")
"""The three questions that are answered in free text, one entry a line."""

FIRST_YEAR, LAST_YEAR = 2000, 2100

_ANSWERS: dict[str, object] = {
    "no": False,
    "yes": True,
    "not_applicable": "not_applicable",
}
_PREVIOUS = ("on", "product", "area", "units", "result", "followups")
FOLLOW_UP_HINT = "Write day and grade (0 to 3), such as 2026-05-29 2."
_FOLLOW_UP = re.compile(r"(\d{4}-\d\d-\d\d)[ :]+(\d)(?: +(investigator|subject))?")
_PROCEDURE = ("kind", "on", "area")
Table = dict[str, Any]


@dataclass
class CaseForm:
    """The tables of the case, what is wrong, and what waits for a grade.

    ``places`` maps a path of the table ("areas[0].severity_at_rest") to the field
    that holds it; ``ungraded`` lists chosen areas whose lines need a grade first.
    """

    table: Table = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    case: Case | None = None

    def wrong(self, name: str, message: str) -> None:
        """Note a problem beside a field."""
        self.problems.append(Problem(name, message))


def read_form(answers: Answers) -> CaseForm:
    """Read the whole form; ``case`` is set where nothing is wrong with it."""
    form = CaseForm(problems=list(answers.too_long()))
    _top(answers, form)
    form.table["patient"] = _patient(answers)
    form.table["history"] = _history(answers, form)
    form.table["goals"] = _goals(answers)
    form.table["areas"] = _areas(answers, form)
    if form.problems:
        return form
    if not form.table["areas"]:
        ask = "Grade it to see a plan." if form.ungraded else "Choose an area to plan."
        form.wrong("area", ask)
        return form
    for name in ("on", "event_on"):
        _within_reach(form, name)
    if form.problems:
        return form
    try:
        form.case = read_case(form.table, case_vocabulary())
    except CaseError as error:
        form.problems.append(problem_of(error, form.places))
    return form


def _within_reach(form: CaseForm, name: str) -> None:
    """A slip of the keyboard: no plan counts its intervals from such a year."""
    day = form.table.get(name)
    if isinstance(day, date) and not FIRST_YEAR <= day.year <= LAST_YEAR:
        form.wrong(name, f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")


def _day(text: str) -> date | str:
    """A date, or the text itself, which the reader then refuses by name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _number(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _top(answers: Answers, form: CaseForm) -> None:
    form.table["jurisdiction"] = answers.one("jurisdiction")
    form.table["product"] = answers.one("product")
    if answers.one("on"):
        form.table["on"] = _day(answers.one("on"))
    if answers.one("event_on"):
        form.table["event_on"] = _day(answers.one("event_on"))


def _patient(answers: Answers) -> Table:
    table: Table = {}
    if answers.one("age_years"):
        table["age_years"] = _number(answers.one("age_years"))
    if answers.one("born_on"):
        table["born_on"] = _day(answers.one("born_on"))
    if answers.one("sex"):
        table["sex"] = answers.one("sex")
    if answers.one("first_treatment"):
        first = answers.one("first_treatment")
        table["first_treatment"] = _ANSWERS.get(first, first)
    if answers.one("skin_type"):
        table["skin_type"] = answers.one("skin_type")
    for name in HABITS:
        if answers.one(name):
            table[name] = answers.one(name)
    return table


def _goals(answers: Answers) -> Table:
    table: Table = {
        name: answers.one(name)
        for name in ("technique", "movement")
        if answers.one(name)
    }
    for name in ("drastic_change", "deep_folds", "prevention", "estimate"):
        table[name] = answers.one(name) == "yes"
    return table


def _history(answers: Answers, form: CaseForm) -> Table:
    """Only what was asked: a missing key is the answer "not asked"."""
    table: Table = {}
    for name in ("pregnant", "breastfeeding"):
        if answers.one(name):
            table[name] = _ANSWERS.get(answers.one(name), answers.one(name))
    readers: dict[str, Callable[[], list[Any]]] = {
        "infection_at_site": lambda: list(answers.many("infection_at_site.area")),
        **{name: lambda name=name: _lines(answers, name) for name in LISTS},  # type: ignore[misc]  # mypy cannot infer a default in a lambda
        "previous": lambda: _previous(answers, form),
        "recent_procedures": lambda: _procedures(answers, form),
    }
    for name, reader in readers.items():
        _listed(answers, form, name, reader(), table)
    return table


def _lines(answers: Answers, name: str) -> list[str]:
    return [
        line.strip()
        for line in answers.one(f"{name}.text").splitlines()
        if line.strip()
    ]


def _listed(
    answers: Answers, form: CaseForm, name: str, entries: list[Any], table: Table
) -> None:
    """An answer and its details must agree; neither is dropped in silence."""
    answer = answers.one(name)
    if answer == "yes" and not entries:
        form.wrong(name, "You answered yes: say what, or choose another answer.")
    elif answer != "yes" and entries:
        form.wrong(name, "Details are filled in: answer yes, or clear them.")
    elif answer in {"yes", "no"}:
        table[name] = entries
    elif answer:
        form.wrong(name, "Choose not asked, no or yes.")


def _rows(
    answers: Answers, group: str, names: tuple[str, ...]
) -> list[tuple[int, Table]]:
    """(number of the row, its filled fields); empty rows are left out."""
    rows = []
    for number in range(answers.rows):
        row = {name: answers.one(f"{group}-{number}-{name}") for name in names}
        filled = {name: text for name, text in row.items() if text}
        if filled:
            rows.append((number, filled))
    return rows


def _previous(answers: Answers, form: CaseForm) -> list[Table]:
    """Rows of one visit (day, product, result) are one treatment of several areas."""
    visits: dict[tuple[str, ...], Table] = {}
    for number, row in _rows(answers, "previous", _PREVIOUS):
        where = f"previous-{number}"
        if "area" not in row:
            form.wrong(f"{where}-area", "Choose the area that was treated.")
            continue
        known = "units" in row
        same = tuple(row.get(name, "") for name in ("on", "product", "result"))
        visit = visits.get((*same, str(known)))
        if visit is None:
            visit = {name: row[name] for name in ("product", "result") if name in row}
            if "on" in row:
                visit["on"] = _day(row["on"])
            visit["areas"] = {} if known else []
            path = f"history.previous[{len(visits)}]"
            _place(form, path, where, (*_PREVIOUS, "areas"))
            visits[(*same, str(known))] = visit
        _add_area(visit["areas"], row, form, where)
        if "followups" in row:
            seen = visit.setdefault("followups", [])
            path = f"{_path_of(visits, visit)}.followups"
            for one in _follow_ups(row, form, where):
                _place_all(form, f"{path}[{len(seen)}]", f"{where}-followups")
                seen.append(one)
    return list(visits.values())


def _path_of(visits: dict[tuple[str, ...], Table], visit: Table) -> str:
    """Where a visit stands in the case's table."""
    place = next(n for n, one in enumerate(visits.values()) if one is visit)
    return f"history.previous[{place}]"


def _follow_ups(row: Table, form: CaseForm, where: str) -> list[Table]:
    """Grades seen after a treatment: "2026-05-29 3, 2026-06-29 2 subject"."""
    found: list[Table] = []
    for part in row["followups"].replace(";", ",").split(","):
        if not part.strip():
            continue
        read = _FOLLOW_UP.fullmatch(part.strip().lower())
        if read is None:
            form.wrong(f"{where}-followups", FOLLOW_UP_HINT)
            continue
        day, grade, rater = read.groups()
        one = {"on": _day(day), "area": row["area"], "grade": int(grade)}
        found.append(one | ({"rater": rater} if rater else {}))
    return found


def _place_all(form: CaseForm, path: str, where: str) -> None:
    for name in ("on", "area", "grade", "rater"):
        form.places[f"{path}.{name}"] = where


def _add_area(areas: Any, row: Table, form: CaseForm, where: str) -> None:
    if row["area"] in areas:
        form.wrong(f"{where}-area", "This area stands twice for the same visit.")
    elif isinstance(areas, dict):
        areas[row["area"]] = _number(row["units"])
    else:
        areas.append(row["area"])


def _procedures(answers: Answers, form: CaseForm) -> list[Table]:
    found: list[Table] = []
    for number, row in _rows(answers, "procedure", _PROCEDURE):
        path = f"history.recent_procedures[{len(found)}]"
        _place(form, path, f"procedure-{number}", (*_PROCEDURE, "areas"))
        table: Table = {}
        if "kind" in row:
            table["kind"] = row["kind"]
        if "on" in row:
            table["on"] = _day(row["on"])
        table["areas"] = [row["area"]] if "area" in row else []
        found.append(table)
    return found


def _place(form: CaseForm, path: str, where: str, names: tuple[str, ...]) -> None:
    for name in names:
        form.places[f"{path}.{name}"] = f"{where}-{'area' if name == 'areas' else name}"


def _areas(answers: Answers, form: CaseForm) -> list[Table]:
    found: list[Table] = []
    scales = case_vocabulary().areas
    # A form sends areas as they stand on the page, a protocol as it was written: in
    # one order the sites keep their numbers, by which the skin is marked.
    place = {area: number for number, area in enumerate(scales)}
    for area in sorted(
        answers.many("area"), key=lambda one: place.get(one, len(place))
    ):
        scale = scales.get(area)
        row = _area(answers, area)
        grades = {"severity_at_rest", "severity_at_contraction"}
        if scale is not None and scale.required and not grades <= row.keys():
            form.ungraded.append(area)
            continue
        path = f"areas[{len(found)}]"
        form.places |= {
            f"{path}.id": "area",
            f"{path}.severity_at_rest": f"rest.{area}",
            f"{path}.severity_at_contraction": f"contraction.{area}",
            f"{path}.muscle_mass": f"mass.{area}",
            f"{path}.bands": f"bands.R.{area}",
            f"{path}.bands.R": f"bands.R.{area}",
            f"{path}.bands.L": f"bands.L.{area}",
        }
        found.append(row)
    return found


def _area(answers: Answers, area: str) -> Table:
    row: Table = {"id": area}
    scale = case_vocabulary().areas.get(area)
    rest, contraction = answers.one(f"rest.{area}"), answers.one(f"contraction.{area}")
    if scale is not None and scale.same_at_rest:
        rest = contraction
    if rest:
        row["severity_at_rest"] = _number(rest)
    if contraction:
        row["severity_at_contraction"] = _number(contraction)
    if answers.one(f"mass.{area}"):
        row["muscle_mass"] = answers.one(f"mass.{area}")
    if area == "platysma":
        bands = {side: answers.one(f"bands.{side}.{area}") for side in ("R", "L")}
        given = {side: _number(text) for side, text in bands.items() if text}
        if given:
            row["bands"] = given
    return row
