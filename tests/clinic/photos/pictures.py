"""Pictures made for the tests, and a patient who agrees to be photographed."""

from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from glabella.clinic.accounts.models import User
from glabella.clinic.consents import services as consents
from glabella.clinic.consents.models import Consent
from glabella.clinic.consents.services.verifying import paper_digest
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import services
from glabella.clinic.photos.kinds import Upload
from glabella.clinic.photos.models import Photo
from glabella.clinic.photos.services import Into
from glabella.clinic.photos.standard import Shot
from tests.clinic.people import AT

__all__ = ["FRONT", "agree", "image", "taken", "upload", "written"]

FRONT = Shot("front", "rest")


def image(width: int = 600, height: int = 800, mode: str = "RGB") -> Image.Image:
    """A gradient with a bright corner at the top left, so that a turn is seen."""
    across = np.linspace(60, 160, width)[None, :]
    down = np.linspace(40, 140, height)[:, None]
    grey = (across + down) / 2
    pixels = np.stack([grey, grey * 0.8, grey * 0.6], axis=-1).astype(np.uint8)
    pixels[: height // 8, : width // 8] = 250
    return Image.fromarray(pixels).convert(mode)


def written(
    picture: Image.Image | None = None, kind: str = "JPEG", **more: Any
) -> bytes:
    """The bytes of a file."""
    target = BytesIO()
    (picture or image()).save(target, kind, **more)
    return target.getvalue()


def upload(data: bytes | None = None, name: str = "face.jpg", kind: str = "image/jpeg"):
    return Upload(written() if data is None else data, name, kind)


def agree(patient: Patient, staff: User, kind: str = "photography", at=AT) -> Consent:
    """The patient signs the paper of today, at the clinic."""
    paper = consents.prepare(actor=staff, at=at, patient=patient, kind=kind)
    signature = consents.Signature(
        level="standard",
        seen=paper_digest(paper.texts["standard"]),
        name=patient.full_name,
        agreed=True,
    )
    return consents.sign(actor=staff, at=at, consent=paper, signature=signature)


def taken(patient: Patient, staff: User, shot: Shot = FRONT, **more: Any) -> Photo:
    """A photograph in the record, of a patient who agrees."""
    at = more.pop("at", AT)
    sent = more.pop("upload", None) or upload()
    if not patient.consents.filter(kind="photography", status="signed").exists():
        agree(patient, staff)
    return services.add(
        actor=staff,
        at=at,
        patient=patient,
        shot=shot,
        upload=sent,
        into=Into(**more),
    )
