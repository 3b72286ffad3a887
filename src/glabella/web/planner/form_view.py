"""The left side of the page: every question with its options, as it stands now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from glabella.clinic.plans.asking.answers import MOST_ROWS, Answers, Problem
from glabella.clinic.plans.asking.case_table import LISTS
from glabella.core.case_reading import HABITS
from glabella.core.sources import JURISDICTIONS
from glabella.evidence import catalogue
from glabella.web.planner.area_view import AreaGroup, AreaView, area_groups

__all__ = ["Choice", "FormView", "Input", "ListQuestion", "Option", "Row", "form_view"]

_ASKED = (("", "Not asked"), ("no", "No"), ("yes", "Yes"))
_FITZPATRICK = ("I", "II", "III", "IV", "V", "VI")
_HINTS = {
    "allergies": "One a line: a toxin product, albumin, cow's milk protein, lactose",
    "conditions": "One a line: myasthenia gravis, dry eye, keloid, facial palsy",
    "medicines": "One a line, a dose may follow: aspirin 75 mg, gentamicin",
}
_LABELS = {
    "allergies": "Allergies",
    "conditions": "Conditions",
    "medicines": "Medicines",
}
_RESULTS = (
    ("", "Not said"),
    ("too_little", "Too little"),
    ("as_wished", "As wished"),
    ("too_much", "Too much"),
)
_KINDS = ("laser", "peel", "filler", "microneedling", "surgery")
_HISTORY = ("pregnant", "breastfeeding", "infection_at_site", *LISTS)
_QUESTIONS = (*_HISTORY, "previous", "recent_procedures")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    chosen: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question of which one answer holds."""

    name: str
    label: str
    options: tuple[Option, ...]
    problem: str = ""
    hint: str = ""

    @property
    def value(self) -> str:
        """The chosen value, or an empty text."""
        return next((o.value for o in self.options if o.chosen), "")


@dataclass(frozen=True, slots=True)
class Input:
    """A question with a typed answer."""

    name: str
    label: str
    value: str
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """Not asked, none, or some: then one entry a line."""

    choice: Choice
    text: Input


@dataclass(frozen=True, slots=True)
class Row:
    """One earlier treatment or procedure."""

    number: int
    inputs: Mapping[str, Input]
    choices: Mapping[str, Choice]
    filled: bool


@dataclass(frozen=True)
class FormView:
    """Everything that the form shows."""

    inputs: Mapping[str, Input]
    choices: Mapping[str, Choice]
    lists: tuple[ListQuestion, ...]
    infected: tuple[Option, ...]
    previous: tuple[Row, ...]
    procedures: tuple[Row, ...]
    flags: tuple[Option, ...]
    areas: tuple[AreaGroup, ...]
    unasked: int
    kinds: tuple[str, ...] = _KINDS

    @property
    def all_areas(self) -> tuple[AreaView, ...]:
        """The areas of every group."""
        return tuple(area for group in self.areas for area in group.areas)


class _Build:
    """Makes questions from the answers and the problems beside them."""

    def __init__(self, answers: Answers, problems: Iterable[Problem]) -> None:
        self.answers = answers
        self.problems = {problem.field: problem.message for problem in problems}

    def input(self, name: str, label: str, hint: str = "") -> Input:
        """A typed answer."""
        value = self.answers.one(name)
        return Input(name, label, value, self.problems.get(name, ""), hint)

    def choice(
        self, name: str, label: str, options: Iterable[tuple[str, str]], hint: str = ""
    ) -> Choice:
        """A chosen answer; one that is not among the options is shown as well."""
        value = self.answers.one(name)
        pairs = list(options)
        if value and value not in {known for known, _ in pairs}:
            pairs.append((value, value))
        made = tuple(Option(v, text, v == value) for v, text in pairs)
        return Choice(name, label, made, self.problems.get(name, ""), hint)


def form_view(
    answers: Answers,
    problems: Iterable[Problem],
    graded: Mapping[str, str] | None = None,
) -> FormView:
    """The form as it stands, with each problem beside its field.

    ``graded``: the grades in words of areas that a consultation graded.
    """
    problems = tuple(problems)
    build = _Build(answers, problems)
    return FormView(
        inputs=_inputs(build),
        choices=_choices(build),
        lists=tuple(_list_question(build, name) for name in LISTS),
        infected=_infected(answers),
        previous=_rows(_previous(build, n) for n in range(MOST_ROWS)),
        procedures=_rows(_procedure(build, n) for n in range(MOST_ROWS)),
        flags=_flags(answers),
        areas=area_groups(answers, problems, graded or {}),
        unasked=sum(not answers.one(name) for name in _QUESTIONS),
    )


def _inputs(build: _Build) -> dict[str, Input]:
    return {
        "on": build.input("on", "Day of planning"),
        "event_on": build.input(
            "event_on", "Event day", "A wedding, a holiday: optional"
        ),
        "age_years": build.input("age_years", "Age in years"),
        "born_on": build.input(
            "born_on", "Day of birth", "Optional, instead of the age"
        ),
    }


def _choices(build: _Build) -> dict[str, Choice]:
    asked_or_not = (*_ASKED, ("not_applicable", "Does not apply"))
    where = [(key, key) for key in JURISDICTIONS]
    techniques = (
        ("auto", "What suits best"),
        ("standard", "Standard dose"),
        ("baby", 'Low dose ("baby")'),
        ("skin", 'Intradermal micro-dose ("skin")'),
    )
    types = [("", "Not noted"), *((key, key) for key in _FITZPATRICK)]
    made = (
        build.choice("jurisdiction", "Rules of", where),
        build.choice("product", "Product", _products()),
        build.choice("sex", "Sex", (("female", "Female"), ("male", "Male"))),
        build.choice("first_treatment", "First treatment?", _ASKED),
        build.choice("skin_type", "Skin type (Fitzpatrick)", types),
        *(
            build.choice(name, name.capitalize(), (("", "Not noted"), *_words(words)))
            for name, words in HABITS.items()
        ),
        build.choice("pregnant", "Pregnant?", asked_or_not),
        build.choice("breastfeeding", "Breastfeeding?", asked_or_not),
        build.choice("infection_at_site", "Infection where it is injected?", _ASKED),
        build.choice("previous", "Treated with any toxin before?", _ASKED),
        build.choice(
            "recent_procedures",
            "Laser, peel, filler or surgery, lately or planned?",
            _ASKED,
        ),
        build.choice("technique", "Technique", techniques),
        build.choice(
            "movement",
            "Movement",
            (("natural", "Keep it natural"), ("maximal", "Least movement")),
        ),
    )
    return {choice.name: choice for choice in made}


def _words(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word.capitalize()) for word in words]


def _products() -> list[tuple[str, str]]:
    products = [catalogue.product(key) for key in catalogue.product_keys()]
    return [
        (product.key, f"{product.name} ({', '.join(product.authorised)})")
        for product in products
    ]


def _list_question(build: _Build, name: str) -> ListQuestion:
    options = (("", "Not asked"), ("no", "None"), ("yes", "Some"))
    choice = build.choice(name, _LABELS[name], options)
    return ListQuestion(
        choice, build.input(f"{name}.text", _LABELS[name], _HINTS[name])
    )


def _infected(answers: Answers) -> tuple[Option, ...]:
    ticked = answers.many("infection_at_site.area")
    keys = catalogue.area_keys()
    return tuple(Option(key, _area_name(key), key in ticked) for key in keys)


def _area_name(key: str) -> str:
    return catalogue.area_values(key).name


def _area_options(empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((key, _area_name(key)) for key in catalogue.area_keys())]


def _previous(build: _Build, number: int) -> Row:
    where = f"previous-{number}"
    products = [
        ("", "Product"),
        *((key, catalogue.product(key).name) for key in catalogue.product_keys()),
        ("unknown", "Not known"),
    ]
    inputs = {
        "on": build.input(f"{where}-on", "Day"),
        "units": build.input(f"{where}-units", "Units", "Empty: not known"),
        "followups": build.input(
            f"{where}-followups",
            "Graded afterwards",
            "Day and grade (0 to 3), such as 2026-05-29 2; several with commas",
        ),
    }
    choices = {
        "product": build.choice(f"{where}-product", "Product", products),
        "area": build.choice(f"{where}-area", "Area", _area_options("Area")),
        "result": build.choice(f"{where}-result", "Result", _RESULTS),
    }
    return _row(number, inputs, choices)


def _procedure(build: _Build, number: int) -> Row:
    where = f"procedure-{number}"
    inputs = {
        "kind": build.input(f"{where}-kind", "What"),
        "on": build.input(f"{where}-on", "Day"),
    }
    areas = _area_options("Area not noted")
    choices = {"area": build.choice(f"{where}-area", "Area", areas)}
    return _row(number, inputs, choices)


def _row(
    number: int, inputs: Mapping[str, Input], choices: Mapping[str, Choice]
) -> Row:
    filled = any(i.value for i in inputs.values())
    filled = filled or any(c.value for c in choices.values())
    return Row(number, inputs, choices, filled)


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The filled rows and one empty one to write in; the rest wait behind it."""
    made = tuple(rows)
    last = max((row.number for row in made if row.filled), default=-1)
    return made[: last + 2]


def _flags(answers: Answers) -> tuple[Option, ...]:
    texts = (
        ("drastic_change", "Wishes a drastic change", ""),
        ("deep_folds", "Has deep folds", ""),
        ("prevention", "Wishes to prevent lines", ""),
        (
            "estimate",
            "Show estimates",
            "Where this product has no dose of its own, from a published ratio",
        ),
    )
    return tuple(
        Option(name, label, answers.one(name) == "yes", hint)
        for name, label, hint in texts
    )
