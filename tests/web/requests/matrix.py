"""The addresses of the public page, of the queue and of the outbox."""

from glabella.clinic.outbox import services as outbox
from glabella.clinic.shared.actor import SYSTEM
from tests.clinic.people import AT
from tests.clinic.requests.asked import ask
from tests.web.permissions import Address, World


def a_request(world: World) -> dict[str, object]:
    return {"request_id": ask().id}


def a_message(world: World) -> dict[str, object]:
    message = outbox.send(
        actor=SYSTEM,
        at=AT,
        kind="booked",
        to="anna@mail.test",
        subject_line="Your appointment",
        body="Monday, 9:00",
    )
    return {"message_id": message.id}


READ, HANDLE, MAIL = "request.read", "request.handle", "message.read"

ADDRESSES = [
    Address("request:start", "public"),
    Address("request:start", "public", method="post", good=(422,)),
    Address("request:thanks", "public"),
    Address("requests:queue", READ),
    Address("requests:queue", READ, method="post", data={"find": "A"}, good=(303,)),
    Address("requests:measures", READ),
    Address("requests:detail", READ, a_request),
    Address("requests:times", HANDLE, a_request),
    Address("requests:new", HANDLE),
    Address("requests:new", HANDLE, method="post", good=(422,)),
    Address("requests:book", HANDLE, a_request, method="post", good=(422,)),
    *(
        Address(
            f"requests:{name}",
            HANDLE,
            a_request,
            method="post",
            data={"version": "1", "reason": "no", "note": "x"},
            good=good,
        )
        for name, good in (
            ("contacted", (302,)),
            ("decline", (302,)),
            ("note", (302,)),
            ("reopen", (409,)),
            ("unlink", (302,)),
            ("link", (404,)),
        )
    ),
    Address("requests:outbox", MAIL),
    Address("requests:message", MAIL, a_message),
    Address("requests:retry", MAIL, a_message, method="post", good=(302,)),
    Address("requests:withdraw", MAIL, a_message, method="post", good=(302,)),
]
