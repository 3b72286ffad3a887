"""The addresses of the stock."""

from glabella.clinic.stock import services
from glabella.clinic.stock.models import Deviation, StoragePlace
from tests.clinic.people import AT
from tests.clinic.stock.shelf import received
from tests.web.permissions import Address, World

READ, WRITE, DRAW, RECALL = "stock.read", "stock.write", "stock.draw", "stock.recall"


def a_vial(world: World) -> dict[str, object]:
    return {"vial_id": received(world.injector).pk}


def a_lot(world: World) -> dict[str, object]:
    return {"lot_id": received(world.injector).lot_id}


def a_place(world: World) -> dict[str, object]:
    wanted = services.PlaceWanted("Fridge", low_c=2, high_c=8)
    place = services.save_place(actor=world.injector, at=AT, wanted=wanted)
    assert StoragePlace.objects.filter(pk=place.pk).exists()
    return {"place_id": place.pk}


def a_deviation(world: World) -> dict[str, object]:
    made = Deviation.objects.create(
        key=world.patient.key, kinds=["expired"], reason="x", by=world.injector, at=AT
    )
    return {"deviation_id": made.pk}


def _post(name: str, action: str, make) -> Address:
    return Address(name, action, make, method="post")


ADDRESSES = [
    Address("stock:page", READ),
    Address("stock:find", READ, good=(302,), query="?code=V-0001"),
    Address("stock:receive", WRITE),
    _post("stock:receive", WRITE, None),
    Address("stock:lot", READ, a_lot),
    _post("stock:lot-state", WRITE, a_lot),
    _post("stock:lot-place", WRITE, a_lot),
    Address("stock:vial", READ, a_vial),
    Address("stock:open", DRAW, a_vial),
    _post("stock:open", DRAW, a_vial),
    _post("stock:discard", WRITE, a_vial),
    Address("stock:count", WRITE),
    _post("stock:count", WRITE, None),
    Address("stock:temperature", READ),
    _post("stock:add-place", WRITE, None),
    _post("stock:place", WRITE, a_place),
    _post("stock:read-place", WRITE, a_place),
    _post("stock:quarantine-place", WRITE, a_place),
    Address("stock:recall", RECALL, query="?lot=ABC123"),
    Address(
        "stock:recall-export", RECALL, method="post", data={"lot": "ABC"}, good=(200,)
    ),
    Address("stock:deviations", RECALL),
    _post("stock:follow-up", RECALL, a_deviation),
]
