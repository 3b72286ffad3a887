"""How fast photographs are taken in, and how much memory that takes.

    python -m treatment_parts.photos FOLDER PHOTOGRAPHS   (from benchmarks/)

Prints one JSON object: ``photos_per_second`` is the whole way of a picture of 12
megapixels (checked, decoded, turned upright, written anew twice, sealed, kept with its
entry in the audit), one after the other in one process; ``photo_peak_mib`` is how much
more memory the process needed at its highest than before the first.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

__all__ = ["photos_per_second"]

HERE = Path(__file__).resolve().parent.parent
SIZE = (3024, 4032)
"""Twelve megapixels, as phones and tablets take them."""
KIBIBYTES = 1024


def photos_per_second(photographs: int = 40) -> dict[str, float]:
    """Take in so many different photographs, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "treatment_parts.photos"),
                *(f"{folder}/clinic", str(photographs)),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def files(photographs: int) -> list[bytes]:
    """Pictures with the detail of skin: noise over a soft gradient."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(12)
    width, height = SIZE
    rows = np.linspace(90, 190, height)[:, None, None]
    made = []
    for _ in range(photographs):
        grain = (
            chance.normal(0, 5, (height // 2, width // 2, 1)).repeat(2, 0).repeat(2, 1)
        )
        pixels = np.clip(rows + grain + np.array([30, 0, -15]), 0, 255)
        target = BytesIO()
        Image.fromarray(pixels.astype(np.uint8)).save(target, "JPEG", quality=92)
        made.append(target.getvalue())
    return made


def peak_mib() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES


def make_files() -> None:
    """In another process: making pictures takes more memory than taking them in."""
    folder, photographs = Path(sys.argv[1]), int(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(files(photographs)):
        (folder / f"{number}.jpg").write_bytes(data)


def main() -> None:
    from glabella.site import server
    from glabella.site.folder import open_folder

    folder, photographs = Path(sys.argv[1]), int(sys.argv[2])
    pictures = folder.with_name("pictures")
    different = min(photographs, 8)
    subprocess.run(
        [sys.executable, "-m", "treatment_parts.photos", str(pictures), str(different)],
        env={**os.environ, "GLABELLA_BENCH_FILES": "1"},
        check=True,
    )
    server.set_up(open_folder(folder, "clinic"))
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import override_settings

    from glabella.clinic.keys import ring

    ring.make(settings.CLINIC_KEY_FILE)
    call_command("migrate", verbosity=0)
    with override_settings(PASSWORD_HASHERS=["glabella.clinic.demo.signing.OneRound"]):
        print(json.dumps(measured(pictures, photographs, different)))


def measured(pictures: Path, photographs: int, different: int) -> dict[str, float]:
    from glabella.clinic.photos import services
    from glabella.clinic.photos.kinds import Upload
    from glabella.clinic.photos.services import Into
    from glabella.clinic.photos.standard import Shot

    staff, patient, at = clinic()
    data = [(pictures / f"{number}.jpg").read_bytes() for number in range(different)]
    before = peak_mib()
    began = time.perf_counter()
    for number in range(photographs):
        services.add(
            actor=staff,
            at=at,
            patient=patient,
            shot=Shot("front", "rest"),
            upload=Upload(data[number % different], "face.jpg", "image/jpeg"),
            into=Into(),
        )
    seconds = time.perf_counter() - began
    return {
        "photos": photographs,
        "photos_per_second": round(photographs / seconds, 2),
        "photo_peak_mib": round(peak_mib() - before, 1),
        "photo_megapixels": round(SIZE[0] * SIZE[1] / 1e6, 1),
    }


def clinic():
    """A clinic with an injector, and a patient who agrees to be photographed."""
    from glabella.clinic.accounts.models import User
    from glabella.clinic.keys import services as keys
    from glabella.clinic.patients.models import Patient
    from glabella.clinic.practice import services as practice

    at = datetime.now(UTC)  # noqa: TID251 - a benchmark has a clock
    practice.set_up(
        at=at, name="Bench", jurisdiction="US", time_zone="UTC", mfa_required=False
    )
    staff = User(
        email="injector@example.org",
        name="Injector",
        roles=["injector"],
        created_at=at,
        profession="nurse",
        registration_number="1",
        registration_country="US",
        registration_expires=(at + timedelta(days=300)).date(),
    )
    staff.save()
    patient = Patient.objects.create(
        number=1,
        key=keys.new_key(at=at),
        given_name="Given",
        family_name="Family",
        born_on=(at - timedelta(days=12_000)).date(),
        sex="female",
        created_at=at,
    )
    agree(staff, patient, at)
    return staff, patient, at


def agree(staff, patient, at) -> None:
    """The patient signs the paper on photographs."""
    from glabella.clinic.consents import services as consents
    from glabella.clinic.consents.services.verifying import paper_digest

    paper = consents.prepare(actor=staff, at=at, patient=patient, kind="photography")
    consents.sign(
        actor=staff,
        at=at,
        consent=paper,
        signature=consents.Signature(
            level="standard",
            seen=paper_digest(paper.texts["standard"]),
            name=patient.full_name,
            agreed=True,
        ),
    )


if __name__ == "__main__":
    if os.environ.get("GLABELLA_BENCH_FILES"):
        make_files()
    else:
        main()
