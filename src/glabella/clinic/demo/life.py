"""One patient's way through the clinic, as far as the present day.

A life is a generator: it yields the instant of its next step and takes that step when
it is asked to go on. Whoever has no next step before the present stays as they are:
so there are requests, appointments and plans in every state.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.demo import photographs
from glabella.clinic.demo.after import follow_up
from glabella.clinic.demo.giving import elsewhere, give
from glabella.clinic.demo.live import give_live, tidy_up
from glabella.clinic.demo.outcomes import lasting_days
from glabella.clinic.demo.planning import Ordered, ordered
from glabella.clinic.demo.reviews import review
from glabella.clinic.demo.talking import add_to_notes, talk
from glabella.clinic.demo.visits import Step, book, come, done
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.requests import services as requests
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.services import Asked, Declared, NewPatient, Visit
from glabella.clinic.requests.wording import AGE_WORDING, AGE_WORDING_PHONE
from glabella.clinic.shared.actor import Actor
from glabella.clinic.treatments.models import Treatment

__all__ = ["ask", "life"]

_CONSULTATION_MINUTES = 45
_BY_PHONE, _BY_LINK = 0.2, 0.7
_ONE_IN = {"amended": 7, "never_again": 20}
_AHEAD = 24
"""Days for which the next treatment is booked ahead."""
_LINKS_KEPT = timedelta(days=30)


def life(world: World, person: Person) -> Step[None]:
    """From the request to the treatment that is due now."""
    yield person.first_contact
    patient, visit = yield from _become_patient(world, person)
    visit = yield from come(world, person, visit)
    _identify(world, person, patient)
    if person.treated_before:
        elsewhere(world, person, patient)
    yield visit.starts_at + timedelta(minutes=20)
    spoken = talk(world, person, patient, visit)
    done(world, visit)
    if spoken.decision != "plan":
        return
    if world.turn("amended", every=_ONE_IN["amended"]):
        yield world.later(hours=20)
        add_to_notes(world, person, spoken)
    order = yield from ordered(world, person, patient, minutes=60)
    visit = book(world, person, patient, days=3, kind="treatment")
    visit = yield from come(world, person, visit)
    while True:
        treatment = yield from _treat(world, person, visit, order)
        yield from review(world, person, patient, treatment)
        if world.turn("never_again", every=_ONE_IN["never_again"]):
            return
        again = yield from _come_again(world, person, patient)
        if again is None:
            return
        visit = yield from come(world, person, again)
        yield visit.starts_at
        follow_up(world, person, treatment)
        patients.take_history(
            actor=person.injector,
            at=world.at,
            patient=patient,
            answers=person.answers,
        )
        order = yield from ordered(world, person, patient, treatment, minutes=4)


def ask(world: World, person: Person) -> TreatmentRequest:
    """Send a request by the public page, or have the front desk write it down."""
    by_phone = world.chance.random() < _BY_PHONE
    return requests.receive(
        actor=world.staff.front_desk if by_phone else None,
        at=world.at,
        request_id=uuid4(),
        declared=Declared(
            person.born_on, world.at, AGE_WORDING_PHONE if by_phone else AGE_WORDING
        ),
        asked=Asked(
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            phone=person.phone,
            concerns=person.wish.concerns,
            goals=person.wish.words,
            treated_before=person.treated_before,
            times=(world.chance.choice(("morning", "midday", "afternoon")),),
            consent=True,
            sex=person.sex if by_phone else "",
        ),
    )


def _become_patient(world: World, person: Person) -> Step[tuple[Patient, Appointment]]:
    one = ask(world, person)
    desk = world.staff.front_desk
    yield world.later(hours=world.chance.randint(1, 30))
    one = requests.contacted(
        actor=desk, at=world.at, request_id=one.pk, version=one.version
    )
    yield world.later(hours=world.chance.randint(1, 20))
    wanted = world.free(
        world.chance.randint(2, 9), _CONSULTATION_MINUTES, person.injector
    )
    visit = requests.book_in(
        actor=desk,
        at=world.at,
        request_id=one.pk,
        version=one.version,
        visit=Visit(wanted, Appointment.Kind.CONSULTATION),
        new=NewPatient(
            person.given_name, person.family_name, person.born_on, person.sex
        ),
    )
    patient = visit.patient
    if world.now - world.at < _LINKS_KEPT:
        patients.send_link(
            actor=desk,
            at=world.at,
            patient=patient,
            address=f"{settings.SITE_ADDRESS}/link/{{token}}/history/",
        )
    if world.chance.random() < _BY_LINK:
        yield max(world.at, visit.starts_at - timedelta(hours=30))
        patients.send_history(
            actor=Actor.patient(patient.pk),
            at=world.at,
            patient=patient,
            answers=person.answers,
        )
    return patient, visit


def _identify(world: World, person: Person, patient: Patient) -> None:
    patients.check_identity(
        actor=world.staff.front_desk,
        at=world.at,
        patient=patient,
        document=world.chance.choice(("passport", "driving_licence", "identity_card")),
        born_on_seen=person.born_on,
    )
    history = patient.histories.select_related("patient__key", "key").first()
    if history is None:
        patients.take_history(
            actor=person.injector,
            at=world.at,
            patient=patient,
            answers=person.answers,
        )
    else:
        patients.confirm_history(actor=person.injector, at=world.at, history=history)


def _treat(
    world: World, person: Person, visit: Appointment, order: Ordered
) -> Step[Treatment]:
    if order.plan is None:
        yield max(world.at, visit.starts_at + timedelta(minutes=20))
        photographs.before(world, person, visit.patient)
        treatment = give(world, person, visit.patient, order.content)
        yield max(world.at, visit.ends_at)
        done(world, visit)
        return treatment
    user = person.injector
    yield max(world.at, visit.starts_at + timedelta(minutes=4))
    photographs.before(world, person, visit.patient)
    treatment, vials = yield from give_live(world, user, order.plan, order.content)
    yield max(world.at, visit.ends_at)
    done(world, visit)
    yield from tidy_up(world, user, vials)
    return treatment


def _come_again(
    world: World, person: Person, patient: Patient
) -> Step[Appointment | None]:
    """Book the next treatment some weeks before this person's effect is gone.

    None for whoever comes on the present day in another way.
    """
    lasting = lasting_days(person.wish, person.grades, (person.sex, person.body))
    late = world.chance.choice((0, 0, 5, 10, 21, 40))
    due: datetime = world.at + timedelta(days=lasting - _REVIEWED_AFTER + late)
    yield world.working(due - timedelta(days=_AHEAD))
    if patient.pk in world.kept:
        return None
    return book(world, person, patient, days=_AHEAD, kind="treatment")


_REVIEWED_AFTER = 14
"""Days after the treatment at which the next one is thought of."""
