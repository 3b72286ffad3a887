"""Draw every body map again: ``python -m tools.body.build``."""

from pathlib import Path

from tools.body.axilla import axilla
from tools.body.back import trapezius
from tools.body.foot import sole
from tools.body.hand import palm
from tools.body.head import head_back
from tools.body.neck import neck
from tools.body.scalp import scalp
from tools.face.write import write_json

_FOLDER = Path(__file__).parents[2] / "src/glabella/evidence/data/body"
MAPS = (axilla, palm, sole, neck, trapezius, head_back, scalp)


def main() -> None:
    """Write one file a map."""
    for draw in MAPS:
        plate = draw()
        write_json(_FOLDER / f"{plate.id}.json", plate.table())


if __name__ == "__main__":
    main()
