"""Which process runs a home's private servers, and where others find them."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


class HomeInUse(Exception):
    """Another process holds the home."""


@dataclass(frozen=True, slots=True)
class Addresses:
    database_url: str
    redis_url: str


@contextmanager
def holding(home: Path) -> Iterator[None]:
    """Holds the home, until the end of this process at the latest. Raises HomeInUse at once if another does."""
    path = home / "run" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HomeInUse from error
        _addresses_file(home).unlink(missing_ok=True)
        try:
            yield
        finally:
            _addresses_file(home).unlink(missing_ok=True)


def tell(home: Path, addresses: Addresses) -> None:
    """Others may use these servers from now on."""
    path = _addresses_file(home)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(asdict(addresses)))
    os.replace(new, path)


def told(home: Path) -> Addresses | None:
    """Only to be believed while another process holds the home."""
    try:
        return Addresses(**json.loads(_addresses_file(home).read_text()))
    except FileNotFoundError:
        return None


def _addresses_file(home: Path) -> Path:
    return home / "run" / "servers.json"
