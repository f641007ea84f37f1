"""What outlives a restart: named JSON rows and files in one SQLite database, or in memory when no folder is given.

Every write is its own commit into the write-ahead log, so a killed simulator loses nothing it has answered for."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS rows (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (key TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class Shelf:
    def __init__(self, home: Path | None = None) -> None:
        if home is not None:
            home.mkdir(parents=True, exist_ok=True)
        self._kept = home is not None
        self._base = sqlite3.connect(home / "simulator.sqlite" if home else ":memory:", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.executescript(SCHEMA)

    def put(self, kind: str, key: str, body: Any) -> None:
        if self._kept:
            self._base.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?)", (kind, key, json.dumps(body)))

    def drop(self, kind: str, *keys: str) -> None:
        if self._kept:
            self._base.executemany("DELETE FROM rows WHERE kind = ? AND key = ?", [(kind, key) for key in keys])

    def rows(self, kind: str) -> Iterator[Any]:
        for (body,) in self._base.execute("SELECT body FROM rows WHERE kind = ? ORDER BY key", (kind,)).fetchall():
            yield json.loads(body)

    def store(self, key: str, content: bytes) -> None:
        self._base.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (key, content))

    def content(self, key: str) -> bytes | None:
        row = self._base.execute("SELECT content FROM files WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def discard(self, key: str) -> None:
        self._base.execute("DELETE FROM files WHERE key = ?", (key,))

    def clear(self) -> None:
        """Forgets everything but how far the ids have come."""
        self._base.executescript("DELETE FROM rows WHERE kind <> 'ids'; DELETE FROM files;")

    def close(self) -> None:
        self._base.close()
