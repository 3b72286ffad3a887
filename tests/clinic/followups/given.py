"""Treatments of the tests of what follows them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Entry, Given
from glabella.clinic.treatments.models import Treatment
from tests.clinic.people import AT, PASSWORD, TODAY

__all__ = ["TWO_WEEKS_AGO", "give"]

TWO_WEEKS_AGO = TODAY - timedelta(days=14)
FROWN = (
    Given("glabella", Decimal(4), lot="B77", site="procerus-M", side="M"),
    Given("glabella", Decimal(4), lot="B77", site="corrugator-medial-R", side="R"),
    Given("glabella", Decimal(4), lot="B77", site="corrugator-medial-L", side="L"),
)


def give(  # noqa: PLR0913 - what the tests vary
    injector: User,
    patient: Patient,
    *,
    day: date = TWO_WEEKS_AGO,
    given: tuple[Given, ...] = FROWN,
    product: str = "bocouture",
    technique: str = "standard",
    given_at: datetime | None = None,
) -> Treatment:
    """A signed treatment of this clinic."""
    treatment = services.start(
        actor=injector,
        at=AT,
        patient=patient,
        entry=Entry(
            day=day,
            product=product,
            technique=technique,
            injector=injector,
            given=given,
        ),
    )
    if given_at is not None:
        treatment.given_at = given_at
        treatment.save()
    signed = services.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )
    return Treatment.objects.select_related("key", "patient__key", "injector").get(
        pk=signed.pk
    )
