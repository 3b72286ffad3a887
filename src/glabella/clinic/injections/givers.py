"""Who gave what at a session: the injector of a treatment need not be who signs it."""

from collections.abc import Iterator
from datetime import datetime

from glabella.clinic.accounts.models import User
from glabella.clinic.injections.planned import main_technique
from glabella.clinic.injections.values import SiteState, State
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import NotAllowed

__all__ = ["injector_of", "must_know_how"]


def injector_of(state: State, *, signer: User) -> User:
    """Who gave most sites; the signer where they are among several with as many."""
    sites: dict[str, int] = {}
    for site in state.given:
        sites[site.now.giver] = sites.get(site.now.giver, 0) + 1
    most = max(sites.values())
    first = [who for who, count in sites.items() if count == most]
    if str(signer.pk) in first:
        return signer
    return User.objects.get(pk=first[0])


def must_know_how(version: PlanVersion, state: State) -> None:
    """Refuse what somebody gave without the technique or the registration for it.

    The registration is that of the day on which it was given: who was registered then
    may have left since. What somebody is entered for is known of today alone.
    """
    given = {site.now.giver for site in state.given}
    people = {str(one.pk): one for one in User.objects.filter(pk__in=given)}
    for site, when in _dated(state):
        person = people[site.now.giver]
        if not person.registered_on(day_of(when)):
            message = (
                f"The professional registration of {person.name} did not hold on "
                f"{day_of(when).isoformat()}, when they gave sites here. Ask the owner "
                "to enter the registration under Settings, Staff."
            )
            raise NotAllowed(message, action="treatment.sign")
        for technique in _techniques(version, site.area):
            if technique not in person.techniques:
                message = (
                    f"{person.name} gave sites here and is not entered for this "
                    f"technique ({technique}). Ask the owner to add it under Settings, "
                    "Staff."
                )
                raise NotAllowed(message, action="treatment.sign")


def _dated(state: State) -> Iterator[tuple[SiteState, datetime]]:
    for site in state.given:
        if site.now.at is not None:
            yield site, site.now.at


def _techniques(version: PlanVersion, area: str) -> set[str]:
    """The technique of the plan in this area; of an area beside it, the main one."""
    lines = version.content["lines"]
    found = {str(line["technique"]) for line in lines if line["area"] == area}
    return found or {main_technique(version)}
