"""`schalter check`: all findings, file by file, and how many they are."""

import time
from itertools import groupby
from pathlib import Path

from rich.console import Console

from handoff.workbench.check import conversations, languages
from handoff.workbench.check.book import read_book
from handoff.workbench.check.finding import Finding, Weight

# Each family looks at the whole book and yields what it finds.
FAMILIES = (languages.findings, conversations.findings)
COLOURS = {Weight.ERROR: "red", Weight.WARNING: "yellow"}


def findings(root: Path) -> list[Finding]:
    """By file and line. A book that can't be read whole is not looked at further."""
    book = read_book(root)
    return sorted(set(book.trouble or [one for family in FAMILIES for one in family(book)]))


def check(root: Path, console: Console, *, strict: bool = False) -> bool:
    """True if there are no errors; `strict` counts warnings among them."""
    started = time.monotonic()
    found = findings(root)
    for _, group in groupby(found, key=lambda finding: finding.place.file):
        for finding in group:
            console.print(str(finding), style=COLOURS[finding.weight], markup=False, highlight=False, soft_wrap=True)
        console.print()
    errors = sum(strict or finding.weight is Weight.ERROR for finding in found)
    console.print(f"{errors} errors, {len(found) - errors} warnings in {time.monotonic() - started:.1f} s")
    return not errors
