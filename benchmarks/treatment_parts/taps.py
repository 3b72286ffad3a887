"""A scripted injector records treatments in a real browser: how many taps, how long?

    python -m treatment_parts.taps FOLDER SITES   (from benchmarks/)

FOLDER is empty or new; a clinic is made in it and served. The treatment is given as
planned: the syringe drawn up, all sites at once, the reaction, the password, the
signature. Prints one JSON object: sites, taps and seconds.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent)]

from treatment_parts.visits import Clinic, opened  # noqa: E402

__all__ = ["taps"]

PLANS = {
    5: ["glabella"],
    20: ["glabella", "forehead", "crows_feet", "bunny", "chin"],
    31: ["migraine"],
}
"""Number of sites -> areas whose plan has about so many; the answer says how many."""
VIAL_UNITS = Decimal(200)
PATIENCE_MS = 20_000
SERVE = """
import sys
from pathlib import Path
from glabella.site import server
from glabella.site.folder import open_folder
server.configure(open_folder(Path(sys.argv[1]), "clinic"))
place = server.Place("127.0.0.1", int(sys.argv[2]))
ready = lambda: print("ready", flush=True)
server.run(place, workers=2, when_ready=ready, log_access=False)
"""


def taps(sites: tuple[int, ...] = (5, 20, 31)) -> dict[str, Any]:
    """Record treatments of so many sites, each in a clinic with one open vial."""
    return {str(number): treatment_of(number) for number in sites}


def treatment_of(sites: int) -> dict[str, Any]:
    """Record one treatment, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "treatment_parts.taps"),
                *(f"{folder}/clinic", str(sites)),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["GLABELLA_STATIC_FROM_SOURCE"] = "1"
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    clinic = opened(folder)
    from django.utils import timezone

    # The browser has the real clock, and nothing may be prepared after it.
    clinic.now = timezone.now() - timedelta(minutes=10)  # noqa: TID251
    path, cookie = session(clinic, number), signed_in(clinic)
    with serving(folder) as address, browser(address, cookie) as page:
        print(json.dumps(recorded(page, f"{address}{path}")))


def session(clinic: Clinic, number: int) -> str:
    """A treatment that is prepared, up to the syringe; returns its address."""
    from glabella.clinic.injections import services
    from glabella.clinic.injections.reading import steps_of
    from tests.clinic.injections.conftest import sent
    from tests.clinic.stock.shelf import opened as mixed

    plan = planned(clinic, PLANS[number])
    at = clinic.later()
    mixed(
        clinic.injector,
        at,
        product=plan.versions.first().product,
        units=VIAL_UNITS,
        number=f"LOT{number}",
        expires_on=at.date() + timedelta(days=200),
    )
    made = services.begin(actor=clinic.injector, at=clinic.later(), plan=plan)
    for step in steps_of(made):
        answer = next(one for one in step.answers if not one.stops)
        told = {"step": step.key, "answer": answer.key}
        sent(made, clinic.injector, "check", at=clinic.now, **told)
    return f"/patients/{made.patient_id}/sessions/{made.pk}/"


def planned(clinic: Clinic, areas: list[str]) -> Any:
    """An approved plan of these areas, agreed to by a patient of its own."""
    from glabella.clinic.patients.services import check_identity
    from glabella.clinic.plans import services
    from tests.clinic.injections.conftest import consent_to
    from tests.clinic.people import make_patient
    from tests.clinic.plans import conftest as helpers

    who, at = clinic.injector, clinic.now
    helpers.AT = at
    clinic.patients += 1
    patient = make_patient(clinic.patients)
    helpers.take_history(patient, who, given_at=at - timedelta(days=1))
    lines = {area: (1, 2) for area in areas if area in PLANS[20][:3]}
    helpers.grade(patient, who, **lines)
    patient = check_identity(
        actor=who,
        at=at,
        patient=patient,
        document="passport",
        born_on_seen=patient.born_on,
    )
    plan = services.start(actor=who, at=at, patient=patient).plan
    answers = helpers.fields_of(plan) | {"area": areas}
    services.save_draft(
        actor=who, at=at, plan=plan, version=plan.version, answers=answers
    )
    helpers.answer_everything(who, plan)
    plan.refresh_from_db()
    plan = services.submit(actor=who, at=at, plan=plan, version=plan.version)
    by = clinic.prescriber
    services.record_examination(actor=by, at=at, patient=patient)
    services.approve(
        actor=by, at=at, plan=plan, version=plan.version, proof=helpers.PROOF
    )
    consent_to(plan, who, at)
    plan.refresh_from_db()
    return plan


def signed_in(clinic: Clinic) -> str:
    """The session of the injector, without the page of the password."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(clinic.injector)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The clinic as ``glabella serve`` serves it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), str(port)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            message = "the clinic did not start"
            raise RuntimeError(message)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def browser(address: str, cookie: str) -> Iterator[Any]:
    """A page of a tablet, signed in."""
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    from tools.chromium import ensure_chromium

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=ensure_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(viewport={"width": 1180, "height": 820})
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        yield page
        chromium.close()


def recorded(page: Any, address: str) -> dict[str, float]:
    """Give everything as planned and sign; each touch of the screen counts."""
    from tests.clinic.people import PASSWORD

    page.goto(address)
    page.locator("#treatment[data-ready]").wait_for(state="attached")
    count, begun = 0, time.perf_counter()

    def tap(target: Any) -> None:
        nonlocal count
        target.click()
        count += 1

    tap(page.get_by_role("button", name="Draw up"))
    page.locator("#vial .draws li").first.wait_for()
    tap(page.get_by_role("button", name="Give all as planned"))
    page.locator('.site:not([data-state="given"])').first.wait_for(state="detached")
    tap(page.get_by_role("button", name="None seen"))
    page.locator("#missing").wait_for(state="hidden")
    tap(page.get_by_label("Your password"))
    page.keyboard.type(PASSWORD)
    sites = page.locator('.site[data-state="given"]').count()
    tap(page.get_by_role("button", name="Sign the treatment"))
    page.get_by_text("Signed and locked.").wait_for()
    seconds = time.perf_counter() - begun
    return {"sites": sites, "taps": count, "seconds": round(seconds, 2)}


if __name__ == "__main__":
    main()
