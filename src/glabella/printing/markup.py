"""Building HTML from values: text is escaped unless it is markup already."""

from html import escape
from typing import final

__all__ = ["Html", "element", "joined"]

_VOID = frozenset({"meta", "br", "hr"})


@final
class Html(str):
    """Markup that is complete and safe to place in a page, a template's too."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell templates that nothing here is left to escape."""
        return self


def joined(*parts: str) -> Html:
    """The parts one after the other, texts escaped."""
    return Html(
        "".join(part if isinstance(part, Html) else escape(part) for part in parts)
    )


def element(tag: str, /, *parts: str, **attributes: str) -> Html:
    """An element with its content; ``class_`` and ``aria_label`` lose their mark.

    >>> element("p", "5 < 6", class_="quiet")
    '<p class="quiet">5 &lt; 6</p>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if tag in _VOID:
        return Html(f"<{tag}{told}>")
    return Html(f"<{tag}{told}>{joined(*parts)}</{tag}>")
