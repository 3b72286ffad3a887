"""How often one person or one address may do something, over all workers."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from glabella.clinic.links.limits import Limit, passes
from glabella.web.shared.errors import too_often

__all__ = ["Limit", "address_of", "asker", "limited", "limited_to", "within"]

IPV6_PART = 64
"""Bits of an IPv6 address that one household or office has to itself."""


def asker(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The network address that asks; none where a socket file or nonsense says it.

    A proxy is believed only when it runs on this machine, and then for the one
    address that it has seen itself.
    """
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        address = ip_address(str(request.META.get("REMOTE_ADDR", "")))
        # What follows a "%" names a network card of this machine.
        told = told.partition("%")[0]
        return ip_address(told) if address.is_loopback and told else address
    except ValueError:
        return None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, to count by; what the socket says, if no address."""
    address = asker(request)
    if address is None:
        return str(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return str(int(address) >> (128 - IPV6_PART))
    return str(address)


def within(request: HttpRequest, limit: Limit, place: str = "") -> bool:
    """Count one deed of this person, or of ``place``; whether it is still allowed."""
    if not place:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            place = f"user {user.pk}"
        else:
            place = address_of(request)
    return passes(limit, place, at=timezone.now())


def limited_to(
    most: int, *, seconds: int, name: str
) -> Callable[
    [Callable[Concatenate[HttpRequest, ...], HttpResponse]],
    Callable[Concatenate[HttpRequest, ...], HttpResponse],
]:
    """Let a view be called ``most`` times within so many seconds by one person."""
    return limited(Limit(name, most, timedelta(seconds=seconds)))


def limited(
    limit: Limit,
) -> Callable[
    [Callable[Concatenate[HttpRequest, ...], HttpResponse]],
    Callable[Concatenate[HttpRequest, ...], HttpResponse],
]:
    """Answer 429 with what to do now, once the limit is passed. Reads are free."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, ...], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, ...], HttpResponse]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: object, **kwargs: object
        ) -> HttpResponse:
            if request.method == "POST" and not within(request, limit):
                return _wait(request, limit)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _wait(request: HttpRequest, limit: Limit) -> HttpResponse:
    response = too_often(request)
    response.headers["Retry-After"] = str(int(limit.window.total_seconds()))
    return response
