"""What the parts say: to the terminal behind their names, and to files that don't grow without end."""

import asyncio
import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from rich.console import Console
from rich.text import Text

OWN = "schalter"
COLOURS = {OWN: "bold", "web": "cyan", "worker": "green", "outbox": "magenta", "simulator": "blue"}
FILE_SIZE = 5_000_000
LONGEST_LINE = 100_000


class Journal:
    def __init__(self, folder: Path, console: Console | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._console = console or Console(highlight=False)
        self._files: dict[str, logging.Logger] = {}

    def event(self, text: str) -> None:
        """Something the supervisor has to say."""
        self.line(OWN, text)

    def line(self, name: str, text: str, *, shown: bool = True) -> None:
        self._file(name).info(text)
        if shown:
            self.show(Text.assemble((f"{name:<9} │ ", COLOURS.get(name, "dim")), text))

    def show(self, what: object) -> None:
        try:
            self._console.print(what, soft_wrap=True)
        except OSError:  # The terminal was closed; the files go on.
            return

    async def copy(self, name: str, stream: asyncio.StreamReader, *, shown: bool = True) -> None:
        """Takes all lines until the stream ends."""
        rest = b""
        while chunk := await stream.read(65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self.line(name, line.decode(errors="replace"), shown=shown)
            if len(rest) > LONGEST_LINE:
                self.line(name, rest.decode(errors="replace"), shown=shown)
                rest = b""
        if rest:
            self.line(name, rest.decode(errors="replace"), shown=shown)

    def close(self) -> None:
        for logger in self._files.values():
            for handler in logger.handlers:
                handler.close()

    def _file(self, name: str) -> logging.Logger:
        if name not in self._files:
            path = self._folder / f"{name}.log"
            handler = RotatingFileHandler(path, maxBytes=FILE_SIZE, backupCount=2, encoding="utf-8")
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            self._files[name] = logging.Logger(name)
            self._files[name].addHandler(handler)
        return self._files[name]
