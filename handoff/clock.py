"""The time, injected: the system's, or one that tests set for several processes at once."""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def clock_from_environment() -> Clock:
    """The clock of this process: the test clock if SCHALTER_CLOCK names its file, else the system's."""
    path = os.environ.get("SCHALTER_CLOCK")
    if path:
        return file_clock(Path(path))
    return system_clock


def file_clock(path: Path) -> Clock:
    """A clock that reads `path`: JSON {"at": ISO time with offset, "real": Unix seconds, "running": bool}.

    While the file is missing or not yet whole, it is the system's time.
    """

    def now() -> datetime:
        try:
            setting = json.loads(path.read_text())
            at = datetime.fromisoformat(setting["at"])
            shift = time.time() - setting["real"] if setting["running"] else 0.0
            return datetime.fromtimestamp(at.timestamp() + shift, UTC)
        except (OSError, ValueError, KeyError):
            return system_clock()

    return now
