"""The site as it is deployed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

OURS = ("GLABELLA_", "DJANGO_")
SECRET = "a-secret-of-more-than-fifty-characters-for-this-one-test-only"  # noqa: S105


def run(code: list[str], **surroundings: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    kept["DJANGO_SETTINGS_MODULE"] = "glabella.site.settings"
    return subprocess.run(
        [sys.executable, *code],
        env={**kept, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_django_finds_nothing_to_warn_of_in_a_clinic(tmp_path: Path):
    done = run(
        ["-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        GLABELLA_DATA=str(tmp_path),
        GLABELLA_HTTPS="1",
        GLABELLA_HOSTS="clinic.example",
        GLABELLA_SECRET_KEY=SECRET,
    )
    assert done.returncode == 0, done.stderr


def test_the_server_refuses_to_start_without_a_lasting_key(tmp_path: Path):
    done = run(["-c", "import glabella.site.wsgi"], GLABELLA_DATA=str(tmp_path))
    assert done.returncode != 0
    assert "GLABELLA_SECRET_KEY" in done.stderr.splitlines()[-1]


def test_a_wrong_setting_stops_the_start():
    done = run(["-m", "django", "check"], GLABELLA_HTTPS="perhaps")
    assert done.returncode != 0
    assert "GLABELLA_HTTPS='perhaps'" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("directive", ["script-src", "style-src", "default-src"])
def test_the_policy_lets_no_inline_code_in(directive: str):
    assert not [word for word in settings.SECURE_CSP[directive] if "unsafe" in word]


@pytest.mark.django_db
def test_every_page_is_private_and_framed_by_nobody(client):
    headers = client.get("/").headers
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'nonce-" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_a_foreign_host_name_is_refused(client):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
