"""What the parts of a screen are told: chips, tables, timelines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils import dateformat, timezone

__all__ = ["VISITS", "Cell", "Chip", "Column", "Event", "Table", "Tone"]

Tone = Literal["good", "caution", "block", "info", "quiet"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in one or two words (``shared/_chip.html``).

    good: done; caution: look at it; block: stops; info: under way; quiet: nothing
    to do. ``address`` leads to where the step is done; ``said`` is a sentence that is
    read out, and shown under a pointer, where the chip itself has to stay short.
    """

    word: str
    tone: Tone = "quiet"
    detail: str = ""
    address: str = ""
    said: str = ""


VISITS: Mapping[str, Tone] = {
    "booked": "quiet",
    "confirmed": "info",
    "arrived": "caution",
    "done": "good",
    "no_show": "block",
    "cancelled": "quiet",
}
"""The tone of each status of a visit, the same on every screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; figures stand at the right."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a table."""

    text: str
    address: str = ""
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A list in rows (``shared/_table.html``); each row has a cell for each column."""

    caption: str
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def rows(self) -> Iterator[list[tuple[Column, Cell]]]:
        """Each row as its columns with their cells."""
        for row in self.cells:
            yield list(zip(self.columns, row, strict=True))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened (``shared/_timeline.html``).

    ``at`` is an instant, or a day where no time of day is known. ``template``
    names a template that is shown below the text, with ``event`` in its context
    and whatever it needs in ``extra``.
    """

    at: datetime | date
    title: str
    text: str = ""
    icon: str = "today"
    chips: tuple[Chip, ...] = ()
    address: str = ""
    template: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def _local(self) -> datetime | date:
        return timezone.localtime(self.at) if isinstance(self.at, datetime) else self.at

    @property
    def month(self) -> str:
        """Month and year, the heading under which the event stands."""
        return dateformat.format(self._local, "F Y")

    @property
    def day(self) -> str:
        """The day of the month, in the clinic's time zone."""
        return dateformat.format(self._local, "j F")

    @property
    def clock(self) -> str:
        """The time of day, "" where it is not known."""
        local = self._local
        return dateformat.format(local, "H:i") if isinstance(local, datetime) else ""

    @property
    def machine_time(self) -> str:
        """The instant or day for machines."""
        return self._local.isoformat()
