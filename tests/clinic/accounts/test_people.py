"""Adding, changing and closing accounts."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from glabella.clinic.accounts import selectors, services
from glabella.clinic.accounts.models import Role, StaffSession, User
from glabella.clinic.accounts.rights import NotAllowed
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from tests.clinic.people import AT, TODAY, make_staff

PASSWORD = "seven wet umbrellas in march"  # noqa: S105
NEW = {"email": "New@Clinic.Test", "name": "  New   Person ", "roles": ["injector"]}


def entries(action: str = "") -> list[AuditEntry]:
    found = AuditEntry.objects.order_by("number").select_related("key")
    return list(found.filter(action=action) if action else found)


# --- the first owner -----------------------------------------------------------------


def test_set_up_makes_the_first_owner(practice):
    user = services.create_owner(
        at=AT, email="Owner@Clinic.Test", name="Olga Owner", password=PASSWORD
    )
    assert user.roles == ["owner"]
    assert user.email == "owner@clinic.test"
    assert user.check_password(PASSWORD)
    (entry,) = entries()
    assert (entry.actor_id, entry.action) == (SYSTEM.id, "create")
    assert PASSWORD not in str(entry.content)


def test_an_owner_may_be_a_prescriber_as_well(practice):
    user = services.create_owner(
        at=AT,
        email="owner@clinic.test",
        name="Olga",
        password=PASSWORD,
        roles=["prescriber"],
    )
    assert user.roles == ["prescriber", "owner"]


def test_there_is_only_one_first_owner(owner):
    with pytest.raises(Blocked):
        services.create_owner(
            at=AT, email="second@clinic.test", name="Second", password=PASSWORD
        )


@pytest.mark.parametrize("password", ["short", "q1w2e3r4t5y6", "olga owner1"])
def test_a_weak_password_makes_no_owner(practice, password):
    with pytest.raises(Invalid) as caught:
        services.create_owner(
            at=AT, email="owner@clinic.test", name="Olga Owner", password=password
        )
    assert "password" in caught.value.fields
    assert not User.objects.exists()


# --- adding and changing --------------------------------------------------------------


def test_the_owner_adds_somebody_who_cannot_sign_in_yet(owner):
    user = services.add_staff(actor=owner, at=AT, **NEW)
    assert (user.email, user.name) == ("new@clinic.test", "New Person")
    assert not user.has_usable_password()
    assert not user.calendar_digest


@pytest.mark.parametrize("role", ["front_desk", "injector", "prescriber", "stranger"])
def test_nobody_else_adds_people(request, role):
    with pytest.raises(NotAllowed):
        services.add_staff(actor=request.getfixturevalue(role), at=AT, **NEW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", ""),
        ("name", ""),
        ("roles", ["king"]),
        ("techniques", ["filler"]),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(owner, field, value):
    with pytest.raises(Invalid) as caught:
        services.add_staff(actor=owner, at=AT, **NEW | {field: value})
    assert field in caught.value.fields


def test_one_e_mail_address_is_one_person_whatever_the_capitals(owner, front_desk):
    with pytest.raises(Invalid) as caught:
        services.add_staff(
            actor=owner, at=AT, **NEW | {"email": front_desk.email.upper()}
        )
    assert "email" in caught.value.fields


def test_a_change_tells_the_audit_what_differs(owner, injector):
    services.change_staff(
        actor=owner,
        at=AT,
        user=injector,
        version=1,
        name=injector.name,
        techniques=["standard"],
    )
    (entry,) = entries("change")
    assert entry.before == {"techniques": ["standard", "baby", "skin"]}
    assert entry.after == {"techniques": ["standard"]}


def test_a_form_that_was_open_too_long_changes_nothing(owner, injector):
    services.change_staff(actor=owner, at=AT, user=injector, version=1, name="First")
    with pytest.raises(Stale):
        services.change_staff(
            actor=owner, at=AT, user=injector, version=1, name="Second"
        )
    injector.refresh_from_db()
    assert injector.name == "First"


def test_the_last_owner_stays_an_owner(owner):
    with pytest.raises(Invalid, match="needs an owner"):
        services.change_staff(
            actor=owner, at=AT, user=owner, version=1, roles=[], sure=True
        )


def test_an_owner_gives_the_role_up_only_on_purpose(owner):
    make_staff("second-owner", "owner")
    change = {"actor": owner, "at": AT, "user": owner, "version": 1, "roles": []}
    with pytest.raises(Invalid, match="from yourself"):
        services.change_staff(**change)
    services.change_staff(**change, sure=True)
    owner.refresh_from_db()
    assert owner.roles == []


def test_a_former_owner_does_not_count_as_one(owner):
    make_staff("former-owner", "owner", is_active=False)
    with pytest.raises(Invalid, match="needs an owner"):
        services.change_staff(
            actor=owner, at=AT, user=owner, version=1, roles=[], sure=True
        )


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_leave_the_clinic_without_one(race, practice):
    one, two = make_staff("one", "owner"), make_staff("two", "owner")

    def demote(actor: User, user: User):
        return lambda: services.change_staff(
            actor=actor, at=AT, user=user, version=1, roles=["front_desk"]
        )

    results = race(demote(one, two), demote(two, one))
    assert sum(isinstance(result, User) for result in results) == 1
    people = User.objects.all()
    assert sum(user.has_role(Role.OWNER) for user in people) == 1


# --- closing -------------------------------------------------------------------------


def test_a_closed_account_ends_its_sessions(owner, injector):
    StaffSession.objects.create(
        user=injector, session_key="k", started_at=AT, last_seen_at=AT
    )
    User.objects.filter(pk=injector.pk).update(calendar_digest="of a feed")
    services.deactivate(actor=owner, at=AT, user=injector, version=1)
    injector.refresh_from_db()
    assert not injector.is_active
    assert not injector.calendar_digest
    assert not StaffSession.objects.exists()


def test_nobody_closes_their_own_account(owner):
    make_staff("second-owner", "owner")
    with pytest.raises(Blocked):
        services.deactivate(actor=owner, at=AT, user=owner, version=1)


def test_an_account_that_is_opened_again_needs_a_new_password(owner, injector):
    services.deactivate(actor=owner, at=AT, user=injector, version=1)
    services.reactivate(actor=owner, at=AT, user=injector, version=2)
    injector.refresh_from_db()
    assert injector.is_active
    assert not injector.has_usable_password()


# --- the way in ------------------------------------------------------------------------


def test_a_link_may_forget_a_lost_second_factor(owner, injector):
    Authenticator.objects.create(user=injector, type="totp", data={"secret": "x"})
    services.new_link(actor=owner, at=AT, user=injector)
    assert selectors.has_second_factor(injector)
    services.new_link(actor=owner, at=AT, user=injector, forget_second_factor=True)
    assert not selectors.has_second_factor(injector)


def test_the_server_rescues_an_owner_who_is_locked_out(owner):
    uid, token = services.rescue(actor=SYSTEM, at=AT, user=owner)
    services.choose_password(at=AT, uid=uid, token=token, password=PASSWORD)
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    with pytest.raises(NotFound):
        services.choose_password(at=AT, uid=uid, token=token, password=PASSWORD)


def test_a_link_for_a_closed_account_is_not_made(owner, injector):
    services.deactivate(actor=owner, at=AT, user=injector, version=1)
    with pytest.raises(Blocked):
        services.new_link(actor=owner, at=AT, user=injector)


def test_confirming_oneself_takes_the_right_password(injector):
    right = "a long pass phrase of the tests"
    services.confirm_identity(actor=injector, at=AT, password=right)
    for wrong in ("", "x", right.upper()):
        with pytest.raises(Invalid) as caught:
            services.confirm_identity(actor=injector, at=AT, password=wrong)
        assert list(caught.value.fields) == ["password"]


def test_confirming_with_a_code_needs_an_app(injector):
    with pytest.raises(Invalid) as caught:
        services.confirm_identity(actor=injector, at=AT, code="123456")
    assert list(caught.value.fields) == ["code"]


def test_the_secret_of_a_second_factor_is_sealed(practice):
    sealed = services.seal_secret("JBSWY3DP", at=AT)
    assert b"JBSWY3DP" not in sealed
    assert services.open_secret(sealed, at=AT) == "JBSWY3DP"


# --- who works here ---------------------------------------------------------------------


def test_injectors_are_those_who_may_inject(front_desk, injector, prescriber, owner):
    make_staff("gone", "injector", is_active=False)
    assert selectors.injectors() == [injector, prescriber]


def test_a_registration_that_ends_soon_is_found(injector, prescriber, owner):
    injector.registration_expires = TODAY + timedelta(days=20)
    injector.save()
    assert selectors.registrations_ending(by=TODAY + timedelta(days=30)) == [injector]
    assert selectors.registrations_ending(by=TODAY + timedelta(days=10)) == []
