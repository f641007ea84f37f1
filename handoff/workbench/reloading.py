"""The bot of the files as they are now, loaded anew when they have changed."""

import hashlib
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from actions import rulebook
from bot.engine import Bot
from bot.failure import BotFailure
from bot.training import fingerprint, train
from handoff.catalogue import Catalogue, load_catalogue
from handoff.errors import SettingsError

CODE = ("actions", "bot")
LONGEST = 300
# How lines begin or what they hold in which Rasa tells what is wrong.
_REASON = re.compile(r"(?:error|exception|invalid|not listed|defined in more|contradict|undefined)", re.IGNORECASE)
_STAMP = re.compile(r"\x1b\[[0-9;]*m|^\S+ \S+ (?:ERROR|WARNING)\s+\S+\s+-\s*")


@dataclass(frozen=True, slots=True)
class Loaded:
    bot: Bot
    catalogue: Catalogue
    seconds: float


class Workshop:
    """Knows what `root` held when it was last asked."""

    def __init__(self, root: Path, models: Path, *, actions: str = "actions"):
        self._root = root
        self._models = models
        self._actions = actions
        self._data = ""
        self._code = {folder: _digest(root.glob(f"{folder}/**/*.py")) for folder in CODE}

    def has_changed(self) -> bool:
        """Data, or what can't be read any more: then `load` tells why."""
        return self._now() != self._data

    def load(self) -> Loaded:
        """Trains if it must. Raises SettingsError with the reason in a line or two; then `has_changed` waits for the
        next change.
        """
        self._data = self._now()
        started, said = time.monotonic(), list[str]()
        try:
            catalogue = load_catalogue(self._root / "data")
            bot = Bot.load(train(self._root, self._models, report=said.append), self._actions)
        except (BotFailure, OSError) as failure:
            raise SettingsError(reason("".join(said)) or str(failure)) from failure
        rulebook.catalogue.cache_clear()
        return Loaded(bot, catalogue, time.monotonic() - started)

    def changed_code(self) -> list[str]:
        """Folders whose Python changed since it was last asked: what is imported stays what it was."""
        now = {folder: _digest(self._root.glob(f"{folder}/**/*.py")) for folder in CODE}
        changed = [folder for folder in CODE if now[folder] != self._code[folder]]
        self._code = now
        return changed

    def _now(self) -> str:
        try:
            return fingerprint(self._root) + _digest(self._root.glob("data/catalogue.yml"))
        except OSError as error:
            return str(error)


def reason(output: str) -> str:
    """The lines of Rasa's output that tell what was wrong, two at most; empty if none does."""
    lines = [line.strip() for one in output.splitlines() if (line := _STAMP.sub("", one)).strip()]
    telling = [at for at, line in enumerate(lines) if _REASON.search(line)]
    return "\n".join(line[:LONGEST] for line in lines[telling[-1] :][:2]) if telling else ""


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path} {len(content)}\n".encode() + content)
    return digest.hexdigest()
