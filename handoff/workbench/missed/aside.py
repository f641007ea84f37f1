"""What a designer has laid aside: a file in his own SCHALTER_HOME, since he may only read the database.

`missed-aside.txt` holds one checksum a line and no customer's words; without the file all is shown again.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

FILE = "missed-aside.txt"


def laid_aside(home: Path) -> frozenset[str]:
    file = home / FILE
    return frozenset(file.read_text().split()) if file.is_file() else frozenset()


def lay_aside(folded: Iterable[str], home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a") as file:
        file.writelines(f"{checksum(one)}\n" for one in sorted(folded))


def checksum(folded: str) -> str:
    return hashlib.sha256(folded.encode()).hexdigest()
