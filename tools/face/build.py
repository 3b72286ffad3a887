"""Regenerate every file of the face: ``python -m tools.face.build [part ...]``.

Parts: ``surface``, ``anatomy``, ``pictures``; none means all. The same
input gives the same files.
"""

import sys
from collections.abc import Callable

from PIL import Image, ImageOps

from tools.face.ground import build_ground
from tools.face.mesh import FACE_DATA, PICTURES, subdivided_face
from tools.face.muscles import muscles_table
from tools.face.picture import picture
from tools.face.scene import build_model
from tools.face.surface import surface_table, views_table
from tools.face.views import VIEWS
from tools.face.write import write_json
from tools.face.zones import lines_table, zones_table

_QUALITY = 92


def build_pictures() -> None:
    """Draw three views, mirror two of them."""
    model = build_model()
    PICTURES.mkdir(parents=True, exist_ok=True)
    done: dict[str, Image.Image] = {}
    for view in VIEWS:
        if view.mirror_of:
            image = ImageOps.mirror(done[view.mirror_of])
        else:
            image = picture(model, view)
        done[view.name] = image
        target = PICTURES / f"{view.name}.webp"
        image.save(target, quality=_QUALITY, alpha_quality=95, method=6)


def build_surface() -> None:
    """Write the tables with which plain Python finds its way on the surface."""
    face = subdivided_face()
    write_json(FACE_DATA / "surface.json", surface_table(face))
    write_json(FACE_DATA / "views.json", views_table(face.mesh))


def build_anatomy() -> None:
    """Write what is drawn over the pictures: muscles, danger zones, landmarks."""
    ground = build_ground()
    write_json(FACE_DATA / "muscles.json", muscles_table(ground))
    write_json(FACE_DATA / "danger_zones.json", zones_table(ground))
    write_json(FACE_DATA / "linework.json", lines_table(ground))


PARTS: dict[str, Callable[[], None]] = {
    "surface": build_surface,
    "anatomy": build_anatomy,
    "pictures": build_pictures,
}


def main(names: list[str]) -> None:
    """Run the named parts, or all of them."""
    for name in names or list(PARTS):
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
