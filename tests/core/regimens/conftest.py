"""A comparison for the tests: one posterior written by hand, plans of the planner."""

import numpy as np
import pytest

from glabella.core.regimens.asking import Span, question_of
from glabella.core.regimens.compare import Comparison, Question, compare
from glabella.core.response.parameters import Posterior
from glabella.evidence.planning import knowledge_for
from glabella.evidence.regimens import regimen_rules
from glabella.evidence.response import constants
from glabella.evidence.response_rules import forecast_basis
from tests.cases import area, case, plan

# Half-life near that of neurons in culture (Foran 2003: 31 days), the rest round
# numbers on purpose: no test may lean on what a fit happens to say.
MEANS = {
    "ln_entry_rate": np.log(0.1),
    "ln_entry_spread": np.log(0.4),
    "ln_half_life_days": np.log(30.0),
    "ln_half_life_spread": np.log(0.25),
    "ln_half_effect_glabella": np.log(4.0),
    "ln_sensitivity_spread": np.log(0.7),
    "ln_hill": np.log(2.0),
    "ln_strain_exponent": np.log(0.8),
    "ln_saturation": np.log(20.0),
    "ln_notice_grades": np.log(0.5),
    "ln_notice_spread": np.log(0.7),
    "logit_false_notice": -2.0,
    "ln_half_effect_masseter": np.log(10.0),
    "ln_masseter_mass_loss": np.log(0.4),
    "ln_half_effect_ratio_forehead": 0.0,
    "ln_half_effect_ratio_crows_feet": 0.2,
    "logit_rest_share_glabella": -2.0,
    "logit_rest_share_forehead": -1.5,
    "logit_rest_share_crows_feet": -1.0,
    "ln_investigator_spread": np.log(0.2),
    "ln_subject_spread": np.log(0.4),
    "leniency_investigator": 0.0,
    "leniency_subject": 0.1,
    "ln_potency_abobotulinumtoxinA": np.log(0.35),
    "ln_potency_prabotulinumtoxinA": 0.0,
}


def posterior() -> Posterior:
    spread = np.full(len(MEANS), 0.1)
    return Posterior(
        names=tuple(MEANS),
        mean=np.array(list(MEANS.values()), dtype=float),
        covariance=np.diag(spread**2),
        constants=constants(),
        records_hash="by hand",
    )


def ask(table, *, years: int = 2, prices=None) -> Question:
    """The question of a case table."""
    span = Span(years) if prices is None else Span(years, prices)
    planned = plan(table)
    known = knowledge_for(planned.case.product)
    basis = forecast_basis(posterior())
    return question_of(planned, known, basis, regimen_rules(), span)


UPPER_FACE = (area("glabella", 3, 1), area("forehead", 2), area("crows_feet", 2, 1))


@pytest.fixture(scope="session")
def question() -> Question:
    """The upper face of a woman of 40 with Botox Cosmetic, two years."""
    return ask(case(areas=UPPER_FACE))


@pytest.fixture(scope="session")
def comparison(question) -> Comparison:
    return compare(question)
