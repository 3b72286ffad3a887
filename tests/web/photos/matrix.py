"""The addresses of photographs, and who may open them."""

from glabella.clinic.photos.models import Photo
from tests.clinic.photos.pictures import taken
from tests.web.permissions import Address, World

__all__ = ["ADDRESSES"]

READ, TAKE = "photo.read", "photo.take"


def of_patient(world: World) -> dict[str, object]:
    return {"patient_id": world.patient.pk}


def with_photos(world: World) -> dict[str, object]:
    taken(world.patient, world.injector)
    return of_patient(world)


def a_photo(world: World) -> dict[str, object]:
    photo: Photo = taken(world.patient, world.injector)
    return {"patient_id": world.patient.pk, "photo_id": photo.pk}


def _post(name: str, action: str, make=a_photo, **more) -> Address:
    return Address(name, action, make, method="post", **more)


ADDRESSES = [
    Address("photos:gallery", READ, with_photos),
    Address("photos:take", TAKE, with_photos),
    _post("photos:take", TAKE, of_patient),
    Address("photos:compare", READ, with_photos),
    _post("photos:grade", "treatment.write", with_photos),
    Address("photos:photo", READ, a_photo),
    Address("photos:picture", READ, a_photo),
    Address("photos:thumbnail", READ, a_photo),
    _post("photos:points", TAKE),
    Address("photos:pins", READ, a_photo),
    _post("photos:pins", TAKE),
    Address("photos:draw", TAKE, a_photo),
    _post("photos:draw", TAKE),
    _post("photos:withdraw", TAKE),
    _post("photos:copy", READ),
]
