"""The colours can be told apart, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

TEXT_RATIO = 4.5
SHAPE_RATIO = 3.0
GROUNDS = ("paper", "surface", "surface-sunk")
TEXT_ON_GROUND = ("ink", "ink-soft", "accent", "accent-deep", "plum")
TONES = ("block", "caution", "info", "good")
TEXT_PAIRS = [
    *[(text, ground) for text in TEXT_ON_GROUND for ground in GROUNDS],
    *[(tone, ground) for tone in TONES for ground in GROUNDS],
    *[(tone, f"{tone}-soft") for tone in TONES],
    *[("ink", f"{tone}-soft") for tone in TONES],
    ("ink", "accent-soft"),
    ("accent-deep", "accent-soft"),
    ("ink", "plum-soft"),
    ("plum", "plum-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]
SHAPE_PAIRS = [
    (shape, ground) for shape in ("line-strong", "accent") for ground in GROUNDS
]
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def colours(root) -> dict[str, dict[str, str]]:
    text = (root / "src/glabella/web/shared/static/shared/tokens.css").read_text(
        "utf-8"
    )
    pairs = re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", text
    )
    assert len(pairs) > 20
    return {name: {"light": light, "dark": dark} for name, light, dark in pairs}


def luminance(colour: str) -> float:
    """Relative luminance of sRGB as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_agrees_with_the_published_extremes():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(colours, text: str, ground: str, theme: str):
    assert ratio(colours[text][theme], colours[ground][theme]) >= TEXT_RATIO


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_edges_of_controls_can_be_seen(colours, shape: str, ground: str, theme: str):
    assert ratio(colours[shape][theme], colours[ground][theme]) >= SHAPE_RATIO
