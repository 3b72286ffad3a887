"""What taps add up to: the same however often they were sent, and no unit is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from glabella.clinic.injections.fold import fold
from glabella.clinic.injections.values import Planned, State, Tap
from tests.strategies import MODEST

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITES = ("glabella/procerus-M", "glabella/corrugator-R", "glabella/corrugator-L")
PLAN = tuple(
    Planned(key, "glabella", key[-1], Decimal(4), "intramuscular", (0.0, 1.0, 2.0))
    for key in SITES
)
PROCERUS, RIGHT, LEFT = SITES


def tap(
    number: int,
    kind: str,
    site: str = "",
    *,
    device: str = "tablet",
    seen: int | None = None,
    by: str = "An Injector",
    **content: Any,
) -> Tap:
    """A tap of somebody who had everything in sight, unless told otherwise."""
    return Tap(
        id=f"tap-{number}",
        number=number,
        kind=kind,
        site=site,
        content=content,
        seen=number - 1 if seen is None else seen,
        device=device,
        by=by,
        at=AT,
        who=by,
    )


def folded(*taps: Tap) -> State:
    return fold(PLAN, taps)


# --- one hand ------------------------------------------------------------------


def test_without_a_tap_every_planned_site_is_open():
    state = folded()
    assert [site.key for site in state.open] == list(SITES)
    assert state.units == 0
    assert state.number == 0


def test_one_tap_gives_all_sites_as_planned():
    state = folded(tap(1, "give_all", sites=list(SITES)))
    assert state.units == 12
    assert {site.departure for site in state.given} == {""}
    assert not state.open


def test_giving_all_leaves_a_skipped_site_skipped():
    state = folded(
        tap(1, "skip", LEFT, reason="a bruise there"),
        tap(2, "give_all", sites=list(SITES)),
    )
    assert state.sites[LEFT].now.standing == "skipped"
    assert state.units == 8


def test_a_change_keeps_what_was_planned_beside_what_was_given():
    state = folded(
        tap(1, "give", RIGHT), tap(2, "change", RIGHT, units="6", reason="stronger")
    )
    site = state.sites[RIGHT]
    assert (site.now.standing, site.now.units) == ("given", Decimal(6))
    assert site.planned is not None
    assert site.planned.units == 4
    assert site.departure == "units"


def test_a_change_before_giving_is_what_is_then_given():
    state = folded(
        tap(1, "change", RIGHT, units="2.5", depth="superficial", reason="thin"),
        tap(2, "give_all", sites=[RIGHT]),
    )
    assert state.sites[RIGHT].now.units == Decimal("2.5")
    assert state.sites[RIGHT].departure == "several"


def test_a_site_may_be_added_and_taken_back():
    added = tap(
        1, "add", "added-0001", area="forehead", side="L", units="2", reason="a line"
    )
    state = folded(added)
    assert state.sites["added-0001"].departure == "added"
    assert state.units == 2
    state = folded(added, tap(2, "undo", of="tap-1"))
    assert "added-0001" not in state.sites


def test_an_undo_puts_back_what_was_there_and_can_itself_be_undone():
    taps = [
        tap(1, "give", RIGHT),
        tap(2, "change", RIGHT, units="6", reason="stronger"),
        tap(3, "undo", of="tap-2"),
    ]
    assert folded(*taps).sites[RIGHT].now.units == 4
    taps.append(tap(4, "undo", of="tap-3"))
    assert folded(*taps).sites[RIGHT].now.units == 6


def test_an_undo_of_all_leaves_a_site_that_was_changed_since():
    state = folded(
        tap(1, "give_all", sites=list(SITES)),
        tap(2, "change", RIGHT, units="6", reason="stronger"),
        tap(3, "undo", of="tap-1"),
    )
    assert [site.key for site in state.given] == [RIGHT]


def test_sites_given_before_a_vial_was_named_came_from_the_first_one_named():
    state = folded(
        tap(1, "give", RIGHT),
        tap(2, "vial", vial="A"),
        tap(3, "give", LEFT),
        tap(4, "vial", vial="B"),
        tap(5, "give", PROCERUS),
        tap(6, "vial", LEFT, lot="C1"),
    )
    held = {key: site.now.holder for key, site in state.sites.items()}
    assert (held[RIGHT].vial, held[PROCERUS].vial) == ("A", "B")
    assert (held[LEFT].vial, held[LEFT].lot) == ("", "C1")
    assert state.by_vial() == {"A": 4, "B": 4}


def test_syringes_are_emptied_in_the_order_in_which_they_were_filled():
    state = folded(
        tap(1, "draw", vial="A", units="8"),
        tap(2, "draw", vial="B", units="4"),
        tap(3, "give_all", sites=list(SITES)),
    )
    assert state.by_vial() == {"A": 8, "B": 4}
    assert [site.now.holder.vial for site in state.sites.values()] == ["A", "A", "B"]


def test_a_site_is_never_split_between_two_vials():
    state = folded(
        tap(1, "draw", vial="A", units="6"),
        tap(2, "draw", vial="B", units="6"),
        tap(3, "give_all", sites=list(SITES)),
    )
    assert state.by_vial() == {"A": 4, "B": 8}, "2 units stay in the syringe of A"


def test_a_vial_that_is_named_counts_until_the_next_draw():
    state = folded(
        tap(1, "draw", vial="A", units="12"),
        tap(2, "vial", vial="B"),
        tap(3, "give", RIGHT),
        tap(4, "draw", vial="C", units="1"),
        tap(5, "give", LEFT),
    )
    assert state.by_vial() == {"B": 4, "A": 4}
    assert state.holder.vial == "A"


def test_what_was_drawn_stays_drawn_when_it_is_taken_back():
    state = folded(tap(1, "draw", vial="A", units="20"), tap(2, "undo", of="tap-1"))
    assert state.drawn() == {"A": Decimal(20)}


def test_the_last_answer_to_a_step_counts():
    state = folded(
        tap(1, "check", step="pregnancy", answer="no"),
        tap(2, "check", step="pregnancy", answer="yes"),
    )
    assert state.checks["pregnancy"].answer == "yes"


# --- two hands -------------------------------------------------------------------


def test_two_devices_that_did_not_see_each_other_leave_both_versions():
    state = folded(
        tap(1, "give", RIGHT, device="a"),
        tap(2, "skip", RIGHT, device="b", seen=0, reason="not there"),
    )
    site = state.sites[RIGHT]
    assert [one.standing for one in site.heads] == ["given", "skipped"]
    assert state.units == 4, "a conflict counts the most that may have been given"


ALL_BY_A = tap(1, "give_all", device="a", by="A", sites=list(SITES))
ALL_BY_B = tap(2, "give_all", device="b", by="B", seen=0, sites=list(SITES))


def test_two_tablets_that_both_give_all_gave_it_once():
    state = folded(ALL_BY_A, ALL_BY_B)
    assert not state.conflicts
    assert state.units == 12
    assert {site.now.giver for site in state.given} == {"A"}
    assert {site.also_by for site in state.given} == {("B",)}
    entries = [[head.entry for head in site.heads] for site in state.given]
    assert entries == [["tap-1", "tap-2"]] * 3, "both stay in the record"


def test_what_two_entered_once_empties_the_syringes_once():
    drawn = [
        tap(1, "draw", device="a", vial="A", units="8"),
        tap(2, "draw", device="a", vial="B", units="4"),
    ]
    both = [
        tap(3, "give_all", device="a", sites=list(SITES)),
        tap(4, "give_all", device="b", seen=2, sites=list(SITES)),
    ]
    state = folded(*drawn, *both)
    assert not state.conflicts
    assert state.by_vial() == {"A": 8, "B": 4}
    vials = [{head.holder.vial for head in site.heads} for site in state.given]
    assert vials == [{"A"}, {"A"}, {"B"}], "every hand tells of the same vial"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "skip", "reason": "a bruise there"},
        {"kind": "change", "units": "6", "reason": "stronger"},
        {"kind": "change", "depth": "superficial", "reason": "thin"},
        {"kind": "change", "point": [0.5, 1.0, 2.0], "reason": "beside a vessel"},
        {"kind": "vial", "lot": "C1"},
    ],
    ids=["skipped", "units", "depth", "point", "lot"],
)
def test_two_who_differ_in_anything_are_asked(other):
    more = {name: told for name, told in other.items() if name != "kind"}
    state = folded(
        tap(1, "vial", RIGHT, device="a", lot="A1"),
        tap(2, "give", RIGHT, device="a"),
        tap(3, "give", RIGHT, device="b", seen=1),
        tap(4, other["kind"], RIGHT, device="b", seen=1, **more),
    )
    assert [site.key for site in state.conflicts] == [RIGHT]
    assert state.units == max(head.given for head in state.sites[RIGHT].heads)


@pytest.mark.parametrize("named", ["tap-1", "tap-2"])
@pytest.mark.parametrize("device", ["a", "b", "c"])
def test_an_undo_of_either_entry_takes_back_what_both_said(named, device):
    undo = tap(3, "undo", device=device, of=named)
    state = folded(ALL_BY_A, ALL_BY_B, undo)
    assert not state.conflicts
    assert len(state.open) == 3
    again = folded(ALL_BY_A, ALL_BY_B, undo, tap(4, "undo", of="tap-3"))
    assert {site.now.giver for site in again.given} == {"A"}
    assert again.units == 12


def test_who_takes_back_without_knowing_of_the_other_leaves_the_other_standing():
    state = folded(ALL_BY_A, ALL_BY_B, tap(3, "undo", device="b", seen=0, of="tap-2"))
    assert len(state.conflicts) == 3
    assert state.units == 12


def test_a_change_by_who_saw_both_is_no_conflict_and_keeps_the_first_hand():
    changed = tap(3, "change", RIGHT, by="C", units="6", reason="stronger")
    site = folded(ALL_BY_A, ALL_BY_B, changed).sites[RIGHT]
    assert not site.in_conflict
    assert (site.now.units, site.now.giver, site.now.by) == (Decimal(6), "A", "C")


def test_one_device_never_conflicts_with_itself():
    state = folded(tap(1, "give", RIGHT), tap(2, "skip", RIGHT, seen=0, reason="no"))
    assert not state.conflicts
    assert state.sites[RIGHT].now.standing == "skipped"


def test_who_saw_the_other_entry_writes_over_it():
    state = folded(
        tap(1, "give", RIGHT, device="a"),
        tap(2, "change", RIGHT, device="b", units="2", reason="less"),
    )
    assert not state.conflicts
    assert state.units == 2


def test_a_person_chooses_and_the_conflict_is_over():
    taps = [
        tap(1, "give", RIGHT, device="a"),
        tap(2, "skip", RIGHT, device="b", seen=0, reason="not there"),
    ]
    kept = folded(*taps, tap(3, "resolve", RIGHT, keep="tap-1"))
    assert not kept.conflicts
    assert kept.units == 4
    dropped = folded(*taps, tap(3, "resolve", RIGHT, keep="tap-2"))
    assert dropped.units == 0


def test_a_choice_cannot_be_undone_because_that_would_drop_a_version():
    state = folded(
        tap(1, "give", RIGHT, device="a"),
        tap(2, "skip", RIGHT, device="b", seen=0, reason="not there"),
        tap(3, "resolve", RIGHT, keep="tap-1"),
        tap(4, "undo", of="tap-3"),
    )
    assert state.units == 4


def test_an_undo_that_the_other_hand_did_not_see_is_a_conflict():
    state = folded(
        tap(1, "give", RIGHT, device="a"),
        tap(2, "undo", device="a", of="tap-1"),
        tap(3, "change", RIGHT, device="b", seen=1, units="6", reason="stronger"),
    )
    assert [one.standing for one in state.sites[RIGHT].heads] == ["open", "given"]


# --- any order of retries ----------------------------------------------------------

KINDS = ("give", "give_all", "skip", "change", "vial", "draw", "undo")


VIALS = ("A", "B")


@st.composite
def visits(draw: st.DrawFn, devices: str = "abc") -> list[Tap]:
    """Taps of some devices, each with a true or an outdated view; one sees all."""
    count = draw(st.integers(1, 12))
    taps = []
    for number in range(1, count + 1):
        kind = draw(st.sampled_from(KINDS))
        at_site = kind not in {"give_all", "draw", "undo"}
        site = draw(st.sampled_from(SITES)) if at_site else ""
        taps.append(
            tap(
                number,
                kind,
                site,
                device=draw(st.sampled_from(devices)),
                seen=number - 1
                if len(devices) == 1
                else draw(st.integers(0, number - 1)),
                **draw(contents(kind, number)),
            )
        )
    return taps


@st.composite
def contents(draw: st.DrawFn, kind: str, number: int) -> dict[str, Any]:
    """What a tap of this kind says."""
    vial = {"vial": draw(st.sampled_from(VIALS))}
    told: dict[str, dict[str, Any]] = {
        "give_all": {"sites": draw(st.lists(st.sampled_from(SITES), min_size=1))},
        "change": {"units": str(draw(st.integers(1, 9))), "reason": "as seen"},
        "vial": vial,
        "draw": {**vial, "units": str(draw(st.integers(1, 12)))},
        "undo": {"of": f"tap-{draw(st.integers(0, number - 1))}"},
    }
    return told.get(kind, {"reason": "as seen"})


def taken_in(sent: Iterable[Tap]) -> list[Tap]:
    """What a server keeps of what is sent: each id once, numbered as it came."""
    kept: dict[str, Tap] = {}
    for one in sent:
        if one.id not in kept:
            kept[one.id] = replace(one, number=len(kept) + 1)
    return list(kept.values())


def retried(taps: Sequence[Tap], again: Sequence[int]) -> list[Tap]:
    """The same taps, some of them sent again later: an answer got lost."""
    sent: list[Tap] = []
    for index, one in enumerate(taps):
        sent.append(one)
        sent += [taps[back] for back in again if back <= index]
    return sent


@MODEST
@given(visits(), st.lists(st.integers(0, 11), max_size=4), st.randoms())
def test_sending_again_changes_nothing(taps, again, random):
    once = fold(PLAN, taps)
    assert fold(PLAN, taken_in(retried(taps, again))) == once
    shuffled = list(retried(taps, again))
    random.shuffle(shuffled)
    assert fold(PLAN, shuffled) == once, "numbers, not arrival, decide"


@MODEST
@given(visits())
def test_no_entry_disappears_unless_somebody_who_saw_it_wrote_over_it(taps):
    state = fold(PLAN, taps)
    for one in taps:
        if one.kind in {"give_all", "draw", "undo"}:
            continue  # they leave a site alone that is otherwise in their sight
        standing = {head.entry for head in state.sites[one.site].heads}
        later = [
            other
            for other in taps
            if other.number > one.number
            and (
                other.site == one.site
                or one.site in other.content.get("sites", ())
                or other.kind == "undo"
            )
            and (other.seen >= one.number or other.device == one.device)
        ]
        assert one.id in standing or later


@MODEST
@given(visits())
def test_units_given_are_those_of_the_sites_that_stand_as_given(taps):
    state = fold(PLAN, taps)
    most = sum(max(head.given for head in s.heads) for s in state.sites.values())
    assert state.units == most
    assert {site.key for site in state.sites.values()} == set(SITES)


@MODEST
@given(visits())
def test_units_of_a_site_come_from_one_place_and_count_once(taps):
    state = fold(PLAN, taps)
    for site in state.sites.values():
        if not site.in_conflict:
            assert len({(head.given, head.holder) for head in site.heads}) == 1
    unnamed = sum(s.now.given for s in state.given if not s.now.holder.vial)
    assert sum(state.by_vial().values()) + unnamed == state.units


def echoed(taps: Sequence[Tap]) -> list[Tap]:
    """The same visit, and a second tablet that gives all whenever the first does.

    Neither knows of the other's tap as it taps; the first sees everything afterwards.
    """
    found: list[Tap] = []
    for one in taps:
        seen, number = len(found), len(found) + 1
        found.append(replace(one, number=number, seen=seen))
        if one.kind == "give_all":
            echo = replace(one, id=f"echo-{one.id}", device="z", by="Z", who="Z")
            found.append(replace(echo, number=number + 1, seen=seen))
    return found


@MODEST
@given(visits(devices="a"))
def test_a_second_tablet_that_gives_all_at_the_same_moment_changes_nothing(taps):
    alone, both = fold(PLAN, taps), fold(PLAN, echoed(taps))
    assert not both.conflicts
    assert (both.units, both.by_vial()) == (alone.units, alone.by_vial())
    facts = [
        {
            key: (site.now.standing, site.now.units, site.now.holder, site.now.giver)
            for key, site in state.sites.items()
        }
        for state in (alone, both)
    ]
    assert facts[0] == facts[1]
