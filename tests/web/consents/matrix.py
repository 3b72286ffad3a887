"""The addresses of consents, and who may open them."""

from glabella.clinic.consents import services
from glabella.clinic.consents.models import Consent
from glabella.clinic.links import services as links
from tests.clinic.people import AT
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def a_paper(world: World) -> Consent:
    return services.prepare(
        actor=world.injector, at=AT, patient=world.patient, kind="photography"
    )


def a_paper_on_paper(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk, "consent_id": a_paper(world).pk}


def a_link(world: World) -> dict[str, object]:
    consent = a_paper(world)
    token = links.make(
        at=AT,
        purpose="consent",
        key=world.patient.key,
        record_id=consent.pk,
        days=36500,
    )
    return {"token": token}


def a_text(world: World) -> dict[str, object]:
    written = services.Written(
        part="treatment",
        about="",
        standard="We call you the next day.",
        easy="We call you.",
    )
    text = services.write_text(actor=world.owner, at=AT, written=written)
    return {"text_id": text.pk}


def _post(name: str, action: str, make=a_paper_on_paper, **more) -> Address:
    return Address(name, action, make, method="post", **more)


ADDRESSES = [
    Address("consents:page", "consent.ask", of_patient),
    _post("consents:new", "consent.ask", of_patient, data={"kind": "marketing"}),
    Address("consents:paper", "consent.ask", a_paper_on_paper),
    Address("consents:sign", "consent.witness", a_paper_on_paper),
    _post("consents:sign", "consent.witness"),
    Address("consents:signed", "consent.witness", a_paper_on_paper),
    _post("consents:send", "consent.ask"),
    Address("consents:pdf", "consent.ask", a_paper_on_paper),
    _post("consents:withdraw", "consent.withdraw"),
    _post("consents:drop", "consent.ask"),
    Address("consents:texts", "consent.template"),
    Address("consents:text", "consent.template", lambda _: {"part": "treatment"}),
    _post("consents:text", "consent.template", lambda _: {"part": "off_label"}),
    Address(
        "consents:text-about",
        "consent.template",
        lambda _: {"part": "area", "about": "glabella"},
    ),
    _post("consents:approve", "consent.template", a_text),
    _post("consents:retire", "consent.template", a_text),
    Address("consents:by-link", "public", a_link),
    _post("consents:by-link", "public", a_link),
    Address("consents:code", "public", a_link),
    _post("consents:code", "public", a_link),
    Address("consents:pdf-by-link", "public", a_link),
]
