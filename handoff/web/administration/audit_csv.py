"""The audit list as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from handoff.web.administration.audit_words import Change, Entry

# With these a spreadsheet takes a cell for a formula and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NOTHING = (Change("", None, None),)


def as_csv(lines: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [harmless(cell) for cell in row] for row in lines
    )
    return written.getvalue()


def lines_of(entries: Iterable[Entry]) -> Iterable[tuple[str, ...]]:
    """One a change, since each is a line of its own to those who sort and filter."""
    for entry in entries:
        for change in entry.changes or NOTHING:
            head = (entry.at.isoformat(timespec="seconds"), entry.who, entry.act, entry.subject, entry.subject_key)
            yield (*head, change.name, change.before or "", change.after or "")


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
