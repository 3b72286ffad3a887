"""The clock of a browser, moved along with the server's."""

from datetime import datetime

import time_machine
from playwright.sync_api import Page

__all__ = ["set_clock"]

# Only the date moves. Playwright's own clock also replaces performance and the timers,
# by which pages tell where they come from and when a form was left.
MOVE = """(shift) => {
  const Real = (globalThis.realDate ??= Date);
  const ahead = Math.max(globalThis.dateAhead ?? -Infinity, shift);
  globalThis.dateAhead = ahead;
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + ahead]));
    }
    static now() {
      return Real.now() + ahead;
    }
  };
}"""


def set_clock(page: Page, at: datetime) -> None:
    """Every page that is opened from now on takes it to be ``at``; only forward."""
    shift = at.timestamp() - time_machine.escape_hatch.time.time()
    page.add_init_script(script=f"({MOVE})({round(shift * 1000)});")
