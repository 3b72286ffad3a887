"""From the model to the finished picture of one view."""

import numpy as np
from PIL import Image

from tools.face import features, strokes, tone
from tools.face.mesh import Points
from tools.face.scene import Model, render
from tools.face.views import View

PIXELS_PER_CM = 48
_SUPERSAMPLE = 2


def picture(
    model: Model, view: View, pixels_per_cm: float = PIXELS_PER_CM
) -> Image.Image:
    """Transparent picture of a view, drawn at twice the size and reduced."""
    buffers = render(model, view, pixels_per_cm * _SUPERSAMPLE)
    light = tone.lightness(buffers, view)
    rgb = tone.quieter(tone.colour(buffers, light), buffers)
    features.paint_folds(rgb, buffers)
    features.paint_lips(rgb, buffers)
    features.paint_eyes(rgb, buffers, view)
    rgb = strokes.draw(rgb, buffers, view, strokes.hair_strokes(model))
    rgb = strokes.draw(rgb, buffers, view, strokes.brow_strokes(model))
    return _reduced(rgb, tone.coverage(buffers))


def _reduced(rgb: Points, alpha: Points) -> Image.Image:
    """Average with colour weighted by opacity, so that no edge gets a halo."""
    k = _SUPERSAMPLE
    rows, columns = alpha.shape[0] // k, alpha.shape[1] // k

    def pooled(values: Points) -> Points:
        block = values[: rows * k, : columns * k]
        return np.asarray(block.reshape(rows, k, columns, k, -1).mean(axis=(1, 3)))

    opacity = pooled(alpha[..., None])
    tint = pooled(rgb * alpha[..., None]) / np.maximum(opacity, 1e-6)
    out = np.concatenate([np.clip(tint, 0, 255), opacity * 255], axis=-1)
    return Image.fromarray(np.round(out).astype(np.uint8), "RGBA")
