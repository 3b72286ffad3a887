"""Words that no page and no message for the public may carry."""

import re
from html import unescape

from glabella.evidence import catalogue

__all__ = ["forbidden_in"]

ALWAYS = (
    "toxin",
    "botulin",
    "botox",
    "neuromodulator",
    "relaxer",
    "relaxant",
    "anti-wrinkle",
    "prescription",
    "medicine",
    "medication",
    "drug",
    "inject",
    "syringe",
    "units",
    "dose",
    "vial",
    "brand",
    "price",
    "cost",
    "fee",
    "offer",
    "discount",
    "sale",
    "gift",
    "bargain",
    "cheap",
    "free of charge",
    "per cent off",
    "before and after",
    "before/after",
)
MONEY = re.compile(r"[$€£]|\b(?:USD|EUR|GBP)\b")
TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->", re.DOTALL)
# Names that are words of every day, too.
PLAIN_WORDS = {"glabella"}


def _names() -> set[str]:
    """Trade names and names of substances, as the evidence knows them."""
    names = set()
    for key in catalogue.product_keys():
        product = catalogue.product(key)
        names |= {key, product.name, product.substance}
    words = {word for name in names for word in re.split(r"[\s-]+", name.casefold())}
    return {word for word in words if len(word) > 4} - PLAIN_WORDS - {"cosmetic"}


def forbidden_in(text: str) -> set[str]:
    """The forbidden words of a page or message, addresses and attributes included."""
    shown = unescape(TAGS.sub(" ", text)).casefold()
    found = {word for word in (*ALWAYS, *_names()) if _holds(shown, word)}
    return found | set(MONEY.findall(shown.upper()))


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(word)}", text) is not None
