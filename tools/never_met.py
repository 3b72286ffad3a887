"""The tables of trials never met, copied from the report into the page.

python -m tools.never_met            says whether the two agree, exits 1 if not
python -m tools.never_met --write    copies them
"""

import argparse
import sys
from pathlib import Path

from glabella.studies.calibration.comparison import copied

__all__ = ["PAGE", "REPORT", "main"]

DOCS = Path(__file__).parent.parent / "docs"
REPORT = DOCS / "reference/calibration/calibration.md"
PAGE = DOCS / "explanation/model.md"


def main() -> int:
    """Compare, or write with ``--write``."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--write", action="store_true")
    write = asked.parse_args().write
    page = PAGE.read_text(encoding="utf-8")
    wanted = copied(page, REPORT.read_text(encoding="utf-8"))
    if write:
        PAGE.write_text(wanted, encoding="utf-8")
    elif page != wanted:
        sys.stderr.write(f"{PAGE.name} is not as the report says: use --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
