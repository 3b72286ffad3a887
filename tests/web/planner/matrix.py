"""The addresses of the planner without a record."""

from tests.web.permissions import Address


def front(_: object) -> dict[str, object]:
    return {"view": "front"}


ADDRESSES = [
    Address("planner:page", "planner.use"),
    Address("planner:plan", "planner.use", method="post"),
    Address("planner:compare", "planner.use", method="post"),
    Address("planner:forecast", "planner.use", method="post"),
    Address("planner:pdf", "planner.use", method="post"),
    Address("planner:case", "planner.use", method="post"),
    Address("planner:open", "planner.use", method="post"),
    Address("planner:layers", "planner.use", front),
]
