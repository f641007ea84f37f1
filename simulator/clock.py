"""The time customers and Meta live in: the system's, or the shared test clock that a file describes."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path


class Clock:
    """Reads the file again whenever it was rewritten; an absent or malformed file means system time."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._setting: tuple[float, float, bool] | None = None

    def unix(self) -> float:
        if self._path is None:
            return time.time()
        self._look(self._path)
        if self._setting is None:
            return time.time()
        at, real, running = self._setting
        return at + (time.time() - real if running else 0)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.unix(), UTC)

    def _look(self, path: Path) -> None:
        try:
            stat = path.stat()
        except OSError:
            self._stamp = self._setting = None
            return
        stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if stamp != self._stamp:
            self._stamp, self._setting = stamp, _read(path)


def _read(path: Path) -> tuple[float, float, bool] | None:
    try:
        setting = json.loads(path.read_text())
        at = datetime.fromisoformat(setting["at"])
        if at.tzinfo is None:
            return None
        return at.timestamp(), float(setting["real"]), bool(setting["running"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
