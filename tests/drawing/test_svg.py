"""A view as a document of its own."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from glabella.drawing.layers import layer
from glabella.drawing.pins import numbered, place
from glabella.drawing.svg import SERIES, Drawing, embedded, frame_of, svg_document
from glabella.drawing.views import view
from tests.cases import case, plan

SVG = "{http://www.w3.org/2000/svg}"
FRONT = view("front")


def drawn(*areas, **more):
    pins = place(numbered(plan(case(areas=areas))), FRONT)
    return Drawing(view=FRONT, pins=pins, **more)


def tree(drawing):
    return ET.fromstring(svg_document(drawing))  # noqa: S314  our own text


def figures(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def test_the_document_is_in_centimetres_and_names_itself():
    root = tree(drawn("glabella"))
    assert root.get("viewBox") == f"0 0 {FRONT.width_cm:g} {FRONT.height_cm:g}"
    assert root.find(f"{SVG}title").text == "Front"


def test_every_visible_pin_has_its_number_and_its_words():
    root = tree(drawn("glabella", "crows_feet"))
    assert figures(root) == [str(number) for number in range(1, 12)]
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert any(
        title.startswith("Pin 3: procerus, midline, 4 units") for title in titles
    )


def test_a_hidden_pin_is_not_drawn():
    pins = place(numbered(plan(case(areas=["crows_feet"]))), view("left-90"))
    root = tree(Drawing(view=view("left-90"), pins=pins))
    assert figures(root) == ["4", "5", "6"]


def test_areas_differ_by_colour_and_never_by_colour_alone():
    root = tree(drawn("glabella", "crows_feet"))
    fills = {circle.get("fill") for circle in root.iter(f"{SVG}circle")}
    assert fills == set(SERIES[:2])
    assert len(figures(root)) == len(set(figures(root)))


def _light(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", SERIES)
def test_white_figures_can_be_read_on_every_pin(colour):
    # WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1.
    assert 1.05 / (_light(colour) + 0.05) >= 4.5


def test_a_pin_that_had_to_move_points_to_its_true_site():
    root = tree(drawn("lip_flip", pin_scale=1.7))
    leaders = [p.get("d") for p in root.iter(f"{SVG}path")]
    assert leaders
    spots = {f"M{p.spot.x:g} {p.spot.y:g}L" for p in drawn("lip_flip").pins}
    assert all(any(d.startswith(spot) for spot in spots) for d in leaders)


def test_the_picture_travels_inside_the_document():
    text = svg_document(
        drawn("glabella", picture=embedded(FRONT), frame=frame_of(FRONT))
    )
    assert 'href="data:image/webp;base64,' in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert 'viewBox="2.2 0.4 19.6 26"' in text


def test_layers_lie_under_the_pins():
    text = svg_document(drawn("glabella", layers=[layer("muscles", "front")]))
    assert text.index("Frontalis, right") < text.index("Pin 1:")


def test_hostile_text_stays_text():
    drawing = drawn("glabella", title='"><script>alert(1)</script>')
    first = drawing.pins[0]
    nasty = replace(first.pin, label="</title><script>x</script>&")
    drawing = replace(drawing, pins=(replace(first, pin=nasty), *drawing.pins[1:]))
    root = tree(drawing)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text == '"><script>alert(1)</script>'


def test_a_body_map_draws_its_own_shapes():
    axilla = view("axilla")
    pins = place(numbered(plan(case(areas=["hh_axilla"]))), axilla)
    root = tree(Drawing(view=axilla, pins=pins))
    assert len(list(root.iter(f"{SVG}path"))) >= len(axilla.shapes)
    assert len(figures(root)) == len(pins) == 20
    assert embedded(axilla) == ""
