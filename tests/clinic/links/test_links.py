"""A link opens one thing for one person, for a time; a code opens it but once."""

from datetime import timedelta

import pytest

from glabella.clinic.keys import services as keys
from glabella.clinic.links import services
from glabella.clinic.links.limits import Limit, forget_old, passes
from glabella.clinic.links.models import SignedLink, Tally
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.actor import SYSTEM
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from tests.clinic.people import AT

MINUTE = timedelta(minutes=1)
THREE = Limit("a test", 3, timedelta(hours=1))


@pytest.fixture
def token(patient) -> str:
    return services.make(
        at=AT, purpose="history", key=patient.key, record_id=patient.id, days=7
    )


@pytest.fixture
def link(token) -> SignedLink:
    return services.open_link(token, AT)


def newest_code() -> str:
    message = Message.objects.filter(kind="code").select_related("key").last()
    assert message is not None
    return message.body.split()[3]


def ask(link: SignedLink, at=AT) -> str:
    """Ask for a code and read it in the message."""
    Message.objects.filter(kind="code").delete()
    services.send_code(at=at, link=link, to="anna@mail.test")
    return newest_code()


def wrong(code: str) -> str:
    return "000000" if code != "000000" else "000001"


class TestALink:
    def test_opens_its_record(self, token, patient):
        assert services.open_link(token, AT).record_id == str(patient.id)

    def test_is_not_in_the_table(self, token, link):
        stored = SignedLink.objects.filter(pk=link.pk).values().get()
        assert token not in {str(value) for value in stored.values()}

    @pytest.mark.parametrize("days", [7, 30])
    def test_is_closed_when_its_time_is_over(self, token, days):
        with pytest.raises(NotFound):
            services.open_link(token, AT + timedelta(days=days))

    def test_that_nobody_made_opens_nothing(self, token):
        with pytest.raises(NotFound):
            services.open_link(token[:-1] + "x", AT)

    def test_that_was_ended_opens_nothing(self, token, link):
        services.end(actor=SYSTEM, at=AT, link=link)
        with pytest.raises(NotFound):
            services.open_link(token, AT)

    def test_of_an_erased_person_opens_nothing(self, token, patient):
        keys.destroy(actor=SYSTEM, at=AT, key=patient.key, ground="asked for")
        with pytest.raises(NotFound):
            services.open_link(token, AT)


class TestACode:
    def test_has_six_digits_and_is_mailed(self, link):
        code = ask(link)
        assert len(code) == 6
        assert code.isdecimal()

    def test_lets_in_once(self, link):
        code = ask(link)
        services.check_code(at=AT, link=link, code=f"{code[:3]} {code[3:]}")
        with pytest.raises(Invalid):
            services.check_code(at=AT, link=link, code=code)

    def test_is_too_old_after_ten_minutes(self, link):
        code = ask(link)
        with pytest.raises(Invalid):
            services.check_code(at=AT + 11 * MINUTE, link=link, code=code)

    def test_dies_of_five_wrong_tries(self, link):
        code = ask(link)
        for _ in range(5):
            with pytest.raises(Invalid):
                services.check_code(at=AT, link=link, code=wrong(code))
        with pytest.raises(Invalid):
            services.check_code(at=AT, link=link, code=code)

    def test_of_another_link_does_not_fit(self, link, patient):
        code = ask(link)
        other = services.make(
            at=AT, purpose="history", key=patient.key, record_id="other", days=7
        )
        opened = services.open_link(other, AT)
        ask(opened)
        row = SignedLink.objects.get(pk=opened.pk)
        row.code_digest = SignedLink.objects.get(pk=link.pk).code_digest
        row.save()
        with pytest.raises(Invalid):
            services.check_code(at=AT, link=opened, code=code)

    def test_is_not_sent_twice_within_a_minute(self, link):
        services.send_code(at=AT, link=link, to="anna@mail.test")
        services.send_code(at=AT + MINUTE / 2, link=link, to="anna@mail.test")
        assert Message.objects.filter(kind="code").count() == 1

    def test_cannot_be_asked_for_without_end(self, link):
        for turn in range(services.MOST_CODES):
            services.send_code(at=AT + turn * MINUTE, link=link, to="a@mail.test")
        with pytest.raises(Blocked):
            services.send_code(at=AT + timedelta(hours=1), link=link, to="a@mail.test")


@pytest.mark.django_db
class TestALimit:
    def test_lets_the_first_pass_and_the_next_window_again(self):
        passed = [passes(THREE, "10.0.0.1", at=AT) for _ in range(4)]
        assert passed == [True, True, True, False]
        assert passes(THREE, "10.0.0.2", at=AT)
        assert passes(THREE, "10.0.0.1", at=AT + timedelta(hours=1))

    def test_keeps_no_address(self):
        passes(THREE, "10.0.0.1", at=AT)
        assert "10.0" not in Tally.objects.get().place

    def test_is_forgotten_when_its_window_is_over(self):
        passes(THREE, "10.0.0.1", at=AT)
        assert forget_old(at=AT) == 0
        assert forget_old(at=AT + timedelta(hours=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_together(race):
    def count() -> bool:
        return passes(THREE, "10.0.0.1", at=AT)

    assert race(count, count) == [True, True]
    assert Tally.objects.get().count == 2
