"""Tables for spreadsheets, as German ones open them too: separated by semicolons, in UTF-8 that is marked as such."""

import csv
import io
import re
from collections.abc import Iterable

# The mark by which spreadsheets know UTF-8.
MARK = "\ufeff"
# With these a spreadsheet takes a cell for a formula and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


def as_csv(lines: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
        [harmless(cell) for cell in row] for row in lines
    )
    return written.getvalue()


def harmless(cell: str) -> str:
    """A plain number stays one."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell) else cell
