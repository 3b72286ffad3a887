"""The way through long lists: by number, or by the last row's key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

__all__ = ["Pager", "keyset", "numbered"]

Change = Mapping[str, str | None]
PAGE = "page"
AFTER = "after"
BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Pager:
    """What ``shared/_pager.html`` shows.

    ``previous`` and ``next`` say how the address changes (None removes a
    parameter); where there is no such page they are None themselves.
    """

    words: str
    previous: Change | None = None
    next: Change | None = None
    previous_word: str = "Previous"
    next_word: str = "Next"


def numbered(page: Page[Any]) -> Pager:
    """Return the pager of one page of Django's ``Paginator`` (parameter ``page``)."""
    total = page.paginator.count
    if not total:
        return Pager(words="")
    first, last = page.start_index(), page.end_index()
    words = f"{first} to {last} of {total}" if total > last - first + 1 else str(total)
    return Pager(
        words=words if page.has_other_pages() else "",
        previous={PAGE: str(page.number - 1)} if page.has_previous() else None,
        next={PAGE: str(page.number + 1)} if page.has_next() else None,
    )


def keyset(
    *, newer: str | None, older: str | None, words: str = "", newest_first: bool = True
) -> Pager:
    """Return the pager of a list read from a key on: flat however long the list.

    ``newer`` is the key of the first row shown if there is anything before it,
    ``older`` that of the last row if anything follows. The view reads them back
    from the parameters ``before`` and ``after``.
    """
    back, on = ("Newer", "Older") if newest_first else ("Earlier", "Later")
    return Pager(
        words=words,
        previous={BEFORE: newer, AFTER: None} if newer is not None else None,
        next={AFTER: older, BEFORE: None} if older is not None else None,
        previous_word=back,
        next_word=on,
    )
