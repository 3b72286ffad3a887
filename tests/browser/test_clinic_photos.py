"""Photographs in a real browser: taken with a camera, laid over each other, pinned."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

import glabella
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.photos import services
from glabella.clinic.photos.fitting import LANDMARKS, in_front
from glabella.clinic.photos.models import Annotation, Photo
from glabella.clinic.photos.services import Into
from glabella.clinic.photos.standard import Shot
from glabella.clinic.plans.models import Plan
from glabella.clinic.practice.models import Practice
from glabella.drawing.views import view
from tests.clinic.people import front_desk, injector, patient, practice
from tests.clinic.photos.pictures import agree, upload
from tests.clinic.plans import conftest as planned
from tests.clinic.plans.conftest import draft, ready

__all__ = ["draft", "front_desk", "injector", "patient", "practice", "ready"]

pytestmark = pytest.mark.django_db(transaction=True)

FACE = (Path(glabella.__file__).parent / "web/static/face/front.webp").read_bytes()
REST = Shot("front", "rest")
WAIT_MS = 15_000
CAMERA = """
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1440, 1920];
    const paint = () => {
      const brush = canvas.getContext("2d");
      brush.fillStyle = `hsl(${Date.now() % 360} 40% 60%)`;
      brush.fillRect(0, 0, 1440, 1920);
    };
    paint();
    setInterval(paint, 100);
    return canvas.captureStream(10);
  };
"""
"""A camera that shows one colour after the other, 1440 by 1920 pixels."""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch, practice: Practice):
    """The browser's clock is the real one: the record's days follow it."""
    practice.mfa_required = False
    practice.save()
    at = timezone.now()  # noqa: TID251 - the browser has the real clock
    monkeypatch.setattr(planned, "AT", at)
    return at


@pytest.fixture
def faces(patient: Patient, injector: User, now) -> list[Photo]:
    """The drawn face of two days: the second smaller and moved, as by another hand."""
    agree(patient, injector, at=now - timedelta(days=14))
    return [
        services.add(
            actor=injector,
            at=day,
            patient=patient,
            shot=REST,
            upload=upload(FACE, "face.webp", "image/webp"),
            into=Into(day=day.date()),
        )
        for day in (now - timedelta(days=14), now)
    ]


def open_page(page: Page, base_url: str, patient: Patient, part: str = "") -> Page:
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{base_url}/patients/{patient.pk}/photos/{part}")
    return page


def test_a_photograph_is_taken_with_the_camera_of_the_tablet(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    page.add_init_script(CAMERA)
    open_page(page, base_url, patient, "take/?view=front&expression=rest")
    assert page.evaluate("document.featurePolicy.allowsFeature('camera')")
    shutter = page.get_by_role("button", name="Take it space")
    expect(shutter).to_be_visible(timeout=WAIT_MS)
    page.wait_for_function("document.querySelector('[data-video]').videoWidth > 0")
    ghost = page.locator("[data-ghost]")
    expect(ghost).to_have_css("opacity", "0.35")
    page.get_by_label("Earlier photograph").fill("80")
    expect(ghost).to_have_css("opacity", "0.8")
    check_page(page)

    page.locator("h1").click()
    page.keyboard.press("Space")
    again = page.get_by_role("button", name="Take it again")
    expect(again).to_be_visible()
    again.click()
    shutter.click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept: front, at rest.")).to_be_visible(timeout=WAIT_MS)
    photo = Photo.objects.order_by("-taken_at").first()
    assert photo not in faces
    assert (photo.width, photo.height) == (1440, 1920)
    assert "view=right-45" in page.url


def test_where_the_camera_is_refused_a_file_does_the_same(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
):
    page = sign_in(injector)
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () =>"
        " Promise.reject(new DOMException('no', 'NotAllowedError'))"
    )
    open_page(page, base_url, patient, "take/?view=front&expression=frown")
    expect(
        page.get_by_text("does not allow this page to use the camera")
    ).to_be_visible()
    expect(page.get_by_label("View")).to_have_value("front")
    page.get_by_label("Photograph", exact=True).set_input_files(
        {"name": "face.webp", "mimeType": "image/webp", "buffer": FACE}
    )
    page.get_by_role("button", name="Keep this photograph").click()
    expect(page.get_by_text("Kept: front, frown.")).to_be_visible(timeout=WAIT_MS)


def tap(page: Page, form: int, places: list[tuple[float, float]]) -> None:
    """Tap places of a picture, as shares of it."""
    over = page.locator("[data-tapping]").nth(form).locator("[data-over]")
    over.scroll_into_view_if_needed()
    for across, down in places:
        box = over.bounding_box()
        assert box
        over.click(position={"x": across * box["width"], "y": down * box["height"]})


def test_two_days_are_laid_over_each_other_by_three_points(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
    check_page: Callable[[Page], None],
):
    page = open_page(sign_in(injector), base_url, patient, "compare/")
    page.get_by_text("Lay one over the other by three points").click()
    tap(page, 0, [(0.42, 0.43), (0.58, 0.43), (0.5, 0.59)])
    page.get_by_role("button", name="Keep the points").first.click()
    expect(page.get_by_text("The points are kept.")).to_be_visible(timeout=WAIT_MS)
    page.get_by_text("Lay one over the other by three points").click()
    # The second face a tenth to the right: the later picture has to move left.
    tap(page, 1, [(0.52, 0.43), (0.68, 0.43), (0.6, 0.59)])
    page.get_by_role("button", name="Keep the points").nth(1).click()
    expect(page.get_by_text("The points are kept.")).to_be_visible(timeout=WAIT_MS)

    page.get_by_role("button", name="Slider").click()
    fit = page.locator("[data-fit]")
    expect(fit).to_contain_text("Laid over each other by three points")
    check_page(page)
    moved = page.evaluate(
        "() => new DOMMatrix(getComputedStyle("
        "document.querySelector('[data-one=\"1\"] img')).transform).e"
        " / document.querySelector('.compare-window').clientWidth"
    )
    assert moved == pytest.approx(-0.1, abs=0.015)

    page.get_by_role("button", name="In turns").click()
    # Somebody who wants no motion is not offered it.
    expect(page.get_by_role("button", name="Change by itself")).to_be_hidden()
    expect(page.locator("[data-one='1']")).to_have_css("visibility", "hidden")
    page.get_by_role("button", name="Show the other").click()
    expect(page.locator("[data-one='0']")).to_have_css("visibility", "hidden")


def test_points_that_do_not_match_are_said_and_nothing_is_turned(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
    now,
):
    crooked = [[0.4, 0.4], [0.6, 0.4], [0.5, 0.9]]
    for photo, points in zip(
        faces, ([[0.4, 0.4], [0.6, 0.4], [0.5, 0.42]], crooked), strict=True
    ):
        services.set_align(
            actor=injector, at=now, photo=photo, version=1, points=points
        )
    page = open_page(sign_in(injector), base_url, patient, "compare/")
    page.get_by_role("button", name="Slider").click()
    expect(page.locator("[data-fit]")).to_contain_text("do not match")


def test_the_arithmetic_of_laying_over(page: Page, base_url: str):
    """Turned, moved and resized points are found exactly; nothing is stretched."""
    page.goto(f"{base_url}/accounts/login/")
    found = page.evaluate(
        """async () => {
          const { similarity, moved, misfit, contained, css } =
            await import("/static/photos/align.js");
          const from = [[10, 20], [200, 40], [90, 300]];
          const truth = { a: 0.8, b: 0.3, e: 12, f: -40 };
          const to = from.map((point) => moved(truth, point));
          const map = similarity(from, to);
          const off = misfit(map, from, to);
          const mirrored = from.map(([x, y]) => [-x, y]);
          return {
            map, off,
            mirrored: misfit(similarity(from, mirrored), from, mirrored),
            none: similarity([[1, 1], [1, 1]], [[2, 2], [3, 3]]),
            few: similarity([[1, 1]], [[2, 2]]),
            contained: contained([100, 100], [200, 300]),
            css: css({ a: 1, b: 0, e: 2, f: 3 }),
          };
        }"""
    )
    assert found["map"] == pytest.approx({"a": 0.8, "b": 0.3, "e": 12, "f": -40})
    assert found["off"] == pytest.approx(0, abs=1e-12)
    assert found["mirrored"] > 0.5
    assert found["none"] is None
    assert found["few"] is None
    assert found["contained"] == {"a": 2, "b": 0, "e": 0, "f": 50}
    assert found["css"].startswith("matrix(1.000000, 0.000000, 0.000000, 1.000000, 2")


def test_pins_of_the_plan_follow_from_tapped_points(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    draft: Plan,
    check_page: Callable[[Page], None],
):
    page = sign_in(injector)
    open_page(page, base_url, draft.patient, f"{faces[1].pk}/pins/")
    front = view("front")
    places = []
    for one in LANDMARKS:
        x, y = in_front(one.key)
        places.append((x / front.width_cm, y / front.height_cm))
    tap(page, 0, places[:6])
    page.get_by_role("button", name="Not seen").click()
    tap(page, 0, places[7:])
    page.get_by_role("button", name="Keep the points").click()
    expect(page.locator(".photo-pin")).to_have_count(5, timeout=WAIT_MS)
    expect(page.get_by_text("measured on the mean face")).to_be_visible()
    check_page(page)
    kept = Photo.objects.select_related("key").get(pk=faces[1].pk).landmarks
    assert len(kept) == len(LANDMARKS) - 1


def test_points_can_be_set_with_the_keys_alone(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
):
    page = open_page(sign_in(injector), base_url, patient, "compare/")
    page.get_by_text("Lay one over the other by three points").click()
    form = page.locator("[data-tapping]").first
    form.locator("[data-over]").focus()
    for key in ("Enter", "Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    points = json.loads(form.locator("[data-points]").input_value())
    assert points == [[0.5, 0.5], [0.51, 0.5], [0.51, 0.51]]
    expect(form.locator("[data-done]")).to_be_enabled()


def test_lines_and_words_are_drawn_on_a_copy(
    sign_in: Callable[[User], Page],
    base_url: str,
    faces: list[Photo],
    injector: User,
    patient: Patient,
    check_page: Callable[[Page], None],
):
    page = open_page(sign_in(injector), base_url, patient, f"{faces[0].pk}/draw/")
    over = page.locator("[data-over]")
    box = over.bounding_box()
    assert box
    page.mouse.move(box["x"] + 80, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 120, steps=6)
    page.mouse.up()
    page.get_by_text("Words", exact=True).click()
    page.get_by_label("Words to place").fill("higher here")
    over.click(position={"x": 100, "y": 60})
    page.get_by_label("Title").fill("Right brow")
    check_page(page)
    page.get_by_role("button", name="Keep this copy").click()
    expect(page.get_by_text("The copy is kept.")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("higher here")).to_be_visible()
    strokes = Annotation.objects.select_related("key").get().strokes
    assert [one["kind"] for one in strokes] == ["line", "text"]
    check_page(page)
