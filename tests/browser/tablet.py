"""What a browser keeps of a person's unsent work, seen from the outside."""

import json
from typing import Any

from playwright.sync_api import Page

__all__ = ["kept", "keys"]

READ = """
table => new Promise((resolve) => {
  const asked = indexedDB.open("glabella");
  // Not made yet: then nothing is kept, and looking must not make it.
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => resolve("[]");
  asked.onsuccess = () => {
    const database = asked.result;
    const plain = (value) =>
      value instanceof CryptoKey
        ? { algorithm: value.algorithm.name, extractable: value.extractable }
        : value instanceof Uint8Array ? Array.from(value) : value;
    if (!database.objectStoreNames.contains(table)) { database.close(); resolve("[]"); }
    else {
      const rows = database.transaction(table).objectStore(table).getAll();
      rows.onsuccess = () => {
        database.close();
        resolve(JSON.stringify(rows.result, (_, value) => plain(value)));
      };
    }
  };
})
"""


def kept(page: Page) -> list[dict[str, Any]]:
    """Everything that waits on the tablet, of anybody, as it lies there."""
    return json.loads(page.evaluate(READ, "kept"))


def keys(page: Page) -> list[dict[str, Any]]:
    """The keys of this browser: whose, and what they are."""
    return json.loads(page.evaluate(READ, "keys"))
