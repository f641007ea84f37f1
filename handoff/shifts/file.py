"""A plan as a file: what spreadsheets write and read, a line a shift. Everything that is wrong is told by line."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from handoff.models import Shift, Team, User
from handoff.shifts.times import Times

COLUMNS = ("date", "from", "to", "team", "e-mail")
# As people call them in both languages.
CALLED = {
    "date": "date",
    "datum": "date",
    "tag": "date",
    "from": "from",
    "von": "from",
    "to": "to",
    "until": "to",
    "bis": "to",
    "team": "team",
    "e-mail": "e-mail",
    "email": "e-mail",
    "mail": "e-mail",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LARGEST = 512 * 1024
MOST_LINES = 5000
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(20\d\d)")
_ISO = re.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?::00)?)?(?: ?(?:Uhr|h))?")


@dataclass(frozen=True, slots=True)
class LineFault:
    """`line`: as an editor counts them, 0 for the whole file. `key`: of the words under `shifts.fault`."""

    line: int
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    day: date
    times: Times
    team: str
    email: str


def read_file(content: bytes) -> tuple[list[Row], list[LineFault]]:
    """UTF-8 with or without its mark, or Windows-1252; semicolons or commas; with or without a line of titles."""
    if len(content) > LARGEST:
        return [], [LineFault(0, "too_large", {"most": LARGEST // 1024})]
    text = decoded(content)
    if text is None:
        return [], [LineFault(0, "no_text")]
    return read_text(text)


def read_text(text: str) -> tuple[list[Row], list[LineFault]]:
    """The same of what has been decoded."""
    try:
        lines = list(_lines(text))
    except csv.Error:
        return [], [LineFault(0, "no_table")]
    if not lines:
        return [], [LineFault(0, "empty")]
    if len(lines) > MOST_LINES:
        return [], [LineFault(0, "too_many", {"most": MOST_LINES})]
    order = _order(lines[0][1])
    if order is None:
        order = {column: number for number, column in enumerate(COLUMNS)}
    else:
        lines = lines[1:]
        if missing := [column for column in COLUMNS if column not in order]:
            return [], [LineFault(1, "column_missing", {"column": missing[0]})]
        if not lines:
            return [], [LineFault(0, "empty")]
    rows, faults = list[Row](), list[LineFault]()
    for number, cells in lines:
        read = _row(number, cells, order)
        if isinstance(read, Row):
            rows.append(read)
        else:
            faults += read
    return rows, faults


def as_file(shifts: Iterable[Shift], *, team: Team, people: Mapping[UUID, User], zone: str) -> str:
    """As `read_text` takes it, and with the names for people to read. Begins with the mark of UTF-8."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow([*COLUMNS, "name"])
    for one in shifts:
        times, person = Times.between(one.starts_at, one.ends_at, zone), people[one.user_id]
        day = one.starts_at.astimezone(ZoneInfo(zone)).date()
        row = (day.isoformat(), f"{times.start:%H:%M}", f"{times.end:%H:%M}", team.slug, person.email, person.name)
        table.writerow([_harmless(cell) for cell in row])
    return "\ufeff" + written.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _plain(cell: str) -> str:
    """Without the mark that `_harmless` has set."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """Each with its number; empty ones are left out."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = ";" if first.count(";") >= first.count(",") else ","
    table = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True)
    for cells in table:
        cells = [_plain(" ".join(cell.split())) for cell in cells]
        if any(cells):
            yield table.line_num, cells


def _order(cells: list[str]) -> dict[str, int] | None:
    """Where each column is, if these are titles. Others are nobody's."""
    known = {CALLED[cell.casefold()]: number for number, cell in enumerate(cells) if cell.casefold() in CALLED}
    return known if len(known) >= 2 else None


def _row(number: int, cells: list[str], order: Mapping[str, int]) -> Row | list[LineFault]:
    last = max(order[column] for column in COLUMNS)
    if len(cells) <= last:
        return [LineFault(number, "cells_missing", {"wanted": last + 1, "there": len(cells)})]
    given = {column: cells[order[column]] for column in COLUMNS}
    if empty := [column for column in COLUMNS if not given[column]]:
        return [LineFault(number, "cell_empty", {"column": empty[0]})]
    day, start, end = _day(given["date"]), _time(given["from"]), _time(given["to"])
    faults = []
    if day is None:
        faults.append(LineFault(number, "no_date", {"given": _short(given["date"])}))
    for read, column in ((start, "from"), (end, "to")):
        if read is None:
            faults.append(LineFault(number, "no_time", {"given": _short(given[column])}))
    if start is not None and start == end:
        faults.append(LineFault(number, "without_length", {"given": _short(given["from"])}))
    if day is None or start is None or end is None or faults:
        return faults
    return Row(number, day, Times(start, end), given["team"].casefold(), given["e-mail"].casefold())


def _day(text: str) -> date | None:
    german, iso = _GERMAN.fullmatch(text), _ISO.fullmatch(text)
    try:
        if german:
            return date(int(german[3]), int(german[2]), int(german[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def _time(text: str) -> time | None:
    """24:00 is the midnight that ends the day."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _short(given: str) -> str:
    return given if len(given) <= 40 else f"{given[:39]}…"
