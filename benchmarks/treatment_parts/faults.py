"""Faults on purpose while a treatment is drawn up, given and signed: is anything lost?

    python -m treatment_parts.faults FOLDER KILLS SEED   (from benchmarks/)

FOLDER is empty or new; a clinic is made in it. Each request is carried out by a process
of its own (``dying.py``), which is killed at one point of its work, meets a full disk or
a clock that jumped, loses its answer, or meets its own twin. After each fault the record
and the stock's books are checked, and the tablet asks again, with the same ids, as the
browser does. Prints one JSON object; ``lost`` says in words what did not survive.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent)]

from treatment_parts.dying import Fault, begun, disk_full, ended, in_fork, killed_at  # noqa: E402, I001
from treatment_parts.dying import points  # noqa: E402
from treatment_parts.visits import Clinic, Request, Visit, opened  # noqa: E402

__all__ = ["counted"]

KILLS = 200
QUICK_KILLS = 10
KILLS_A_VISIT = {"draw": 2, "give_all": 1, "sign": 2}
OTHERS = 10
"""How often each of the other faults is met in a full run; once in a quick one."""
DAY = timedelta(days=1)
SHARED_KIB = 32
"""Size of the file through which the processes of one SQLite database agree."""
PATIENCE_SECONDS = 1800


def counted(*, quick: bool) -> dict[str, Any]:
    """Inject the faults in a clinic that is thrown away; see the head of this file."""
    kills = QUICK_KILLS if quick else KILLS
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GLABELLA_") and name != "DATABASE_URL"
    }
    surroundings["PYTHONPATH"] = os.pathsep.join((str(HERE), str(HERE.parent)))
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "treatment_parts.faults"),
                *(f"{folder}/data", str(kills), "1"),
            ],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=surroundings,
            cwd=HERE,
            timeout=PATIENCE_SECONDS,
        )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


class Trial:
    """Counts faults, and what survived them."""

    def __init__(self, clinic: Clinic, chance: Random) -> None:
        self.clinic, self.chance = clinic, chance
        self.injected: Counter[str] = Counter()
        self.survived: Counter[str] = Counter()
        self.lost: list[str] = []
        self.lengths: dict[str, int] = {}

    def met(self, fault: str, visit: Visit, *wrong: str) -> None:
        """Note one fault that has struck, and look at what it left behind."""
        visit.met.append(fault)
        visit.lost += [f"{fault}: {one}" for one in (*wrong, *visit.faults())]

    def close(self, visit: Visit) -> None:
        """Judge a signed visit: one thing lost, and none of its faults was survived."""
        visit.lost += visit.end_faults()
        self.injected.update(visit.met)
        if not visit.lost:
            self.survived.update(visit.met)
        self.lost += visit.lost

    def carry_out(self, visit: Visit, request: Request) -> str:
        """Ask until there is an answer; what was asked is then there, once."""
        at = self.clinic.later()
        outcome = in_fork(lambda: request.act(at))
        told = str(outcome.told)
        good = ("accepted", "duplicate", "conflict", "signed")
        if outcome.kind != "answered" or not told.startswith(good):
            visit.lost.append(f"{request.name} asked again: {outcome.kind}: {told}")
        elif request.entry is not None:
            visit.answered.append(request.entry)
        return told

    def measure(self) -> None:
        """Count the points of each request at which its process could die."""
        visit = Visit(self.clinic)
        for make in (visit.draw, visit.give, None, visit.sign):
            if make is None:
                self.carry_out(visit, visit.entry("reaction", reaction="none"))
                continue
            request, at = make(), self.clinic.later()
            number, told = points(lambda r=request, t=at: r.act(t))
            if told.startswith("refused"):
                message = f"{request.name} without a fault: {told}"
                raise AssertionError(message)
            self.lengths[request.name] = number

    # --- the faults

    def killed(self, visit: Visit, request: Request) -> None:
        """The server dies at a random point of a request."""
        for _ in range(KILLS_A_VISIT.get(request.name, 0)):
            point = self.chance.randint(1, self.lengths[request.name])
            at = self.clinic.later()
            outcome = in_fork(lambda t=at: request.act(t), killed_at(point))
            if outcome.kind == "killed":
                self.met(f"server killed: {request.name}", visit)
            elif outcome.kind == "failed":
                visit.lost.append(f"{request.name} after a kill: {outcome.told}")

    def failing(self, name: str, visit: Visit, request: Request, fault: Fault) -> None:
        """A request that cannot be carried out says so, and leaves nothing half done."""
        at = self.clinic.later()
        outcome = in_fork(lambda: request.act(at), fault)
        if outcome.kind == "failed":
            self.met(name, visit)

    def unheard(self, visit: Visit, request: Request) -> None:
        """The network is cut after the request has arrived: its answer never comes."""
        at = self.clinic.later()
        first = in_fork(lambda: request.act(at)).told
        again = self.carry_out(visit, request)
        same = again == first or again.startswith("duplicate")
        wrong = () if same else (f"answered {first!r}, then {again!r}",)
        self.met(f"network cut: {request.name}", visit, *wrong)

    def twice(self, visit: Visit, request: Request) -> None:
        """The same request at the same moment, by two processes."""
        at = self.clinic.later()
        pair = [begun(lambda: request.act(at)) for _ in range(2)]
        outcomes = [ended(one) for one in pair]
        wrong = [str(one.told) for one in outcomes if one.kind != "answered"]
        self.met(f"duplicate submit: {request.name}", visit, *wrong)

    def jumped(self, visit: Visit, request: Request, by: timedelta) -> None:
        """The server's clock is wrong by days while a request is carried out."""
        at = self.clinic.later() + by
        outcome = in_fork(lambda: request.act(at))
        wrong = [str(outcome.told)] if outcome.kind == "failed" else []
        way = "back" if by < timedelta(0) else "ahead"
        self.met(f"clock jumped {way}: {request.name}", visit, *wrong)

    def two_tabs(self, visit: Visit) -> None:
        """Two devices write about one site without knowing of each other."""
        site, seen = visit.state.open[0].key, visit.state.number
        at = self.clinic.later()
        given = visit.entry("give", site, device="one", seen=seen)
        skipped = visit.entry("skip", site, device="two", seen=seen, reason="Bled.")
        pair = [begun(lambda r=one: r.act(at)) for one in (given, skipped)]
        told = [str(ended(one).told) for one in pair]
        wrong = [] if any("conflict" in one for one in told) else [f"merged: {told}"]
        heads = len(visit.state.sites[site].heads)
        if heads != len(pair):
            wrong.append(f"{heads} versions stand where two hands wrote")
        refused = in_fork(lambda: visit.sign().act(at)).kind
        if refused != "refused":
            wrong.append(f"signed with a conflict: {refused}")
        self.carry_out(visit, visit.entry("resolve", site, keep=str(given.entry)))
        self.met("two tabs", visit, *wrong)


def visit_of(trial: Trial, *steps: Callable[[Visit, Request], None]) -> Visit:
    """One visit from syringe to signature; at each request the faults come first."""
    visit = Visit(trial.clinic)
    for make in (visit.draw, visit.give, None, visit.sign):
        if make is None:
            trial.carry_out(visit, visit.entry("reaction", reaction="none"))
            continue
        request = make()
        for step in steps:
            step(visit, request)
        trial.carry_out(visit, request)
    trial.close(visit)
    return visit


def other_faults(trial: Trial) -> None:
    """Visits with each of the faults beside the killed server."""

    def cut_and_full(visit: Visit, request: Request) -> None:
        full = disk_full(trial.chance.randint(SHARED_KIB + 1, SHARED_KIB + 24))
        trial.failing(f"disk full: {request.name}", visit, request, full)
        trial.unheard(visit, request)

    def together(visit: Visit, request: Request) -> None:
        if request.name == "give_all":
            trial.two_tabs(visit)
        else:
            trial.twice(visit, request)

    def wrong_clock(visit: Visit, request: Request) -> None:
        trial.jumped(visit, request, -DAY)
        if request.name == "draw":
            trial.jumped(visit, request, DAY)

    for step in (cut_and_full, together, wrong_clock):
        visit_of(trial, step)


def main() -> None:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    began = time.perf_counter()
    clinic = opened(folder)
    from django.test.utils import override_settings

    quick_hash = "glabella.clinic.demo.signing.OneRound"
    with override_settings(PASSWORD_HASHERS=[quick_hash]):
        trial = tried(clinic, kills, Random(seed))  # noqa: S311 - not a secret
    print(
        json.dumps(
            {
                "faults_injected": trial.injected.total(),
                "faults_survived": trial.survived.total(),
                "by_fault": {
                    name: [count, trial.survived[name]]
                    for name, count in sorted(trial.injected.items())
                },
                "points": trial.lengths,
                "lost": trial.lost,
                "seconds": round(time.perf_counter() - began, 1),
            }
        )
    )


def tried(clinic: Clinic, kills: int, chance: Random) -> Trial:
    """Meet every fault; at the end the audit has to be whole as well."""
    from glabella.clinic.audit.verification import verify
    from tests.clinic.people import PASSWORD

    for person in (clinic.injector, clinic.prescriber):
        person.set_password(PASSWORD)
        person.save()
    trial = Trial(clinic, chance)
    trial.measure()
    for _ in range(OTHERS if kills >= KILLS else 1):
        other_faults(trial)
    while sum(trial.injected[f"server killed: {one}"] for one in KILLS_A_VISIT) < kills:
        visit_of(trial, trial.killed)
    if not (report := verify()).is_whole:
        trial.lost.append(report.line)
    return trial


if __name__ == "__main__":
    main()
