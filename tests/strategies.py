"""Whole cases for hypothesis: every product, place, area, technique and history."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st

from glabella.evidence.planning import case_vocabulary
from tests.cases import AREAS, AUTHORISED, ON, PRODUCTS, Table

__all__ = ["MODEST", "any_cases", "healthy_cases", "one_area_cases", "products_here"]

MODEST = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""Enough to find a fault in a table of products and areas, few enough for a desk."""

MASSES = st.sampled_from(("low", "average", "high"))
TECHNIQUES = st.sampled_from(("standard", "baby", "skin", "auto"))
MOVEMENTS = st.sampled_from(("natural", "maximal"))
WORDS = {
    "allergies": ("albumin", "cow's milk protein", "lactose", "Botox", "penicillin"),
    "conditions": ("myasthenia gravis", "dry eye", "keloid", "singer", "zzyzx"),
    "medicines": ("aspirin 75 mg", "gentamicin", "baclofen", "ibuprofen", "qwrtpl"),
}


def products_here() -> st.SearchStrategy[tuple[str, str]]:
    """(product, jurisdiction) pairs in which the product may be planned."""
    pairs = [(p, where) for p, places in AUTHORISED.items() for where in places]
    return st.sampled_from(pairs)


@st.composite
def _wish(draw: st.DrawFn, key: str) -> Table:
    scale = case_vocabulary().areas[key]
    grades = st.integers(scale.low, scale.high)
    contraction = draw(grades)
    wish: Table = {"id": key, "muscle_mass": draw(MASSES)}
    if scale.required or draw(st.booleans()):
        wish["severity_at_contraction"] = contraction
        wish["severity_at_rest"] = contraction if scale.same_at_rest else draw(grades)
    if key == "platysma" and draw(st.booleans()):
        bands = st.integers(1, 2)
        wish["bands"] = {"R": draw(bands), "L": draw(bands)}
    return wish


def _goals() -> st.SearchStrategy[Table]:
    flag = st.booleans()
    return st.fixed_dictionaries(
        {"technique": TECHNIQUES, "movement": MOVEMENTS},
        optional={
            "drastic_change": flag,
            "deep_folds": flag,
            "prevention": flag,
            "estimate": flag,
        },
    )


@st.composite
def _earlier(draw: st.DrawFn) -> Table:
    areas = draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True))
    units = st.integers(1, 200)
    known = draw(st.booleans())
    return {
        "on": ON - timedelta(days=draw(st.integers(0, 400))),
        "product": draw(st.sampled_from((*PRODUCTS, "unknown", "Botulax"))),
        "areas": {key: draw(units) for key in areas} if known else areas,
    }


@st.composite
def _procedure(draw: st.DrawFn) -> Table:
    kinds = ("laser", "chemical peel", "filler", "microneedling", "facelift", "tattoo")
    return {
        "kind": draw(st.sampled_from(kinds)),
        "on": ON - timedelta(days=draw(st.integers(0, 90))),
        "areas": draw(st.lists(st.sampled_from(AREAS), max_size=2, unique=True)),
    }


def _texts(key: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(WORDS[key]), max_size=2, unique=True)


def _any_history() -> st.SearchStrategy[Table]:
    """Any answers, some not asked, so that many of these cases are blocked."""
    answer: st.SearchStrategy[Any] = st.sampled_from((False, True, "not_applicable"))
    return st.fixed_dictionaries(
        {},
        optional={
            "pregnant": answer,
            "breastfeeding": answer,
            "infection_at_site": st.lists(
                st.sampled_from(AREAS), max_size=2, unique=True
            ),
            "allergies": _texts("allergies"),
            "conditions": _texts("conditions"),
            "medicines": _texts("medicines"),
            "previous": st.lists(_earlier(), max_size=2),
            "recent_procedures": st.lists(_procedure(), max_size=2),
        },
    )


def _calm_history() -> st.SearchStrategy[Table]:
    """Everything asked, nothing that blocks."""
    return st.fixed_dictionaries(
        {
            "pregnant": st.sampled_from((False, "not_applicable")),
            "breastfeeding": st.just(value=False),
            "infection_at_site": st.just([]),
            "allergies": st.just([]),
            "conditions": st.just([]),
            "medicines": st.lists(
                st.sampled_from(WORDS["medicines"]), max_size=1, unique=True
            ),
            "previous": st.lists(_earlier(), max_size=2),
            "recent_procedures": st.just([]),
        }
    )


@st.composite
def _case(
    draw: st.DrawFn,
    place: st.SearchStrategy[tuple[str, str]],
    history: st.SearchStrategy[Table],
    ages: st.SearchStrategy[int],
    most_areas: int,
) -> Table:
    product, where = draw(place)
    keys = st.lists(
        st.sampled_from(AREAS), min_size=1, max_size=most_areas, unique=True
    )
    asked = draw(history)
    firsts = [False] if asked.get("previous") else [False, True]
    table = {
        "jurisdiction": where,
        "product": product,
        "on": ON + timedelta(days=draw(st.integers(0, 400))),
        "patient": {
            "age_years": draw(ages),
            "sex": draw(st.sampled_from(("female", "male"))),
            "first_treatment": draw(st.sampled_from(firsts)),
        },
        "history": asked,
        "goals": draw(_goals()),
        "areas": [draw(_wish(key)) for key in draw(keys)],
    }
    if draw(st.booleans()):
        table["event_on"] = table["on"] + timedelta(days=draw(st.integers(0, 200)))
    return table


def any_cases() -> st.SearchStrategy[Table]:
    """Any person, any product, anywhere; about half of the plans are blocked."""
    anywhere = st.tuples(st.sampled_from(PRODUCTS), st.sampled_from(("US", "UK", "EU")))
    return _case(
        st.one_of(anywhere, products_here()), _any_history(), st.integers(0, 120), 5
    )


def healthy_cases(most_areas: int = 6) -> st.SearchStrategy[Table]:
    """Adults without anything that blocks, and a product of their place."""
    return _case(products_here(), _calm_history(), st.integers(18, 74), most_areas)


def one_area_cases() -> st.SearchStrategy[Table]:
    """The same with one area: nothing but that area moves its dose."""
    return healthy_cases(most_areas=1)
