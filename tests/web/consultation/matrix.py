"""The addresses of the consultation; each role against each of them."""

from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.rights import may
from glabella.clinic.consultations import services
from glabella.clinic.consultations.models import Consultation, QuickPhrase
from tests.clinic.people import AT, PASSWORD
from tests.web.permissions import Address, World

READ, WRITE, SIGN = (
    "patient.read_clinical",
    "consultation.write",
    "consultation.sign",
)
WAIT = {"decision": "wait", "decision_reason": "Wants to think about it"}


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def _kwargs(consultation: Consultation) -> dict[str, object]:
    return {
        "patient_id": consultation.patient_id,
        "consultation_id": consultation.pk,
    }


def own_draft(world: World, person: User | None = None) -> dict[str, object]:
    """A draft of whoever asks, where they may write one; else a colleague's."""
    writes = person is not None and may(person, WRITE, at=AT)
    author = person if person is not None and writes else world.injector
    return _kwargs(services.start(actor=author, at=AT, patient=world.patient))


def signed(world: World) -> dict[str, object]:
    begun = services.start(actor=world.injector, at=AT, patient=world.patient)
    saved = services.save_draft(
        actor=world.injector,
        at=AT,
        consultation_id=begun.pk,
        version=begun.version,
        entry=services.Entry(fields={}, **WAIT),
    ).consultation
    done = services.sign(
        actor=world.injector,
        at=AT,
        consultation_id=saved.pk,
        version=saved.version,
        password=PASSWORD,
    )
    return _kwargs(done)


def a_phrase(world: World, person: User | None = None) -> dict[str, object]:
    phrase = QuickPhrase.objects.create(
        user=person or world.injector, short="even", text="Brows even."
    )
    return {"phrase_id": phrase.pk}


def _post(name: str, action: str, make, **data: object) -> Address:
    return Address(name, action, make, method="post", data=data)


ADDRESSES = [
    Address("consultation:new", WRITE, of_patient),
    _post("consultation:new", WRITE, of_patient),
    Address("consultation:page", READ, own_draft),
    Address("consultation:page", READ, signed),
    _post("consultation:page", WRITE, own_draft, version="1", goals="Softer lines"),
    _post("consultation:save", WRITE, own_draft, version="1", goals="Softer lines"),
    Address("consultation:screening", READ, own_draft),
    _post("consultation:sign", SIGN, own_draft, version="1"),
    _post("consultation:confirm", "history.write", own_draft),
    _post("consultation:amend", WRITE, signed, reason="The left brow is lower"),
    _post("consultation:discard", WRITE, own_draft, version="1", reason="By mistake"),
    Address("consultation:phrases", WRITE),
    _post("consultation:phrases", WRITE, None, short="even", text="Brows even."),
    _post("consultation:phrase", WRITE, a_phrase),
]
