"""A file of records, as core systems and spreadsheets write them: each line checked, each fault told with its place."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from handoff.errors import HandoffError
from handoff.folding import spelt_out
from handoff.records.entry import RecordEntry, names_account_data

MOST_LINES = 200_000
MOST_FAULTS = 50
# What a column may be called, folded and without signs; each with the parts that it is put together from, in order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "customer_number": ("kundennummer personennummer kundennr personennr kdnr customernumber customerno",),
    "title": ("anrede salutation", "titel title"),
    "name": ("vorname firstname givenname", "name nachname familienname lastname surname familyname"),
    "city": ("ort wohnort stadt city town",),
    "language": ("sprache language",),
    "advisor": ("berater beraterin beraterinberater beratung betreuer betreuerin advisor adviser",),
}
PLACES = {
    alias: (name, order)
    for name, parts in COLUMNS.items()
    for order, aliases in enumerate(parts)
    for alias in aliases.split()
}
NEEDED = {"customer_number": ("customer_number", 0), "name": ("name", 1)}
LANGUAGES = {"de": "de", "deutsch": "de", "german": "de", "en": "en", "englisch": "en", "english": "en"}
# What pydantic finds, by the key of the words for it.
KINDS = {
    "string_pattern_mismatch": "no_customer_number",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "missing": "missing",
    "literal_error": "language",
    "control": "control",
    "account_value": "account_value",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` as an editor counts; `column` as the file calls it; `key` of the words for it, which `values` fill.

    What stands in the cell is not told: it may be what must not be kept.
    """

    line: int
    column: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


class BadFile(HandoffError):
    """Nothing of the file is taken. `faults`: the first of `number`."""

    def __init__(self, faults: Sequence[Fault], number: int | None = None):
        super().__init__("a file of records has faults")
        self.faults = tuple(faults)
        self.number = number or len(self.faults)


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    entry: RecordEntry


@dataclass(frozen=True, slots=True)
class ReadFile:
    """`advisor_column`: what the file calls it. `unread`: columns that say nothing here."""

    lines: tuple[Line, ...]
    advisor_column: str
    unread: tuple[str, ...]


def read_csv(content: bytes) -> ReadFile:
    """UTF-8, with a byte order mark or not, or Windows-1252; with semicolons or commas. Raises BadFile."""
    rows = _rows(_text(content))
    header = next(rows, None)
    if header is None:
        raise BadFile([Fault(1, "", "empty")])
    columns, unread = _columns(header[1])
    lines: list[Line] = []
    faults = _Faults()
    seen: dict[str, int] = {}
    try:
        for number, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(lines) >= MOST_LINES:
                faults.add(Fault(number, "", "too_many_lines", {"most": MOST_LINES}))
                break
            entry = _entry(number, cells, columns, len(header[1]), faults)
            if entry is None:
                continue
            former = seen.setdefault(entry.customer_number, number)
            if former != number:
                faults.add(Fault(number, columns["customer_number"].named, "twice", {"former": former}))
            lines.append(Line(number, entry))
    except BadFile as bad:
        faults.add(*bad.faults)
    if not lines and not faults.number:
        faults.add(Fault(2, "", "no_lines"))
    faults.stop_if_any()
    return ReadFile(tuple(lines), columns["advisor"].named if "advisor" in columns else "", unread)


class _Faults:
    def __init__(self) -> None:
        self.first: list[Fault] = []
        self.number = 0

    def add(self, *faults: Fault) -> None:
        self.number += len(faults)
        self.first += faults[: MOST_FAULTS - len(self.first)]

    def stop_if_any(self) -> None:
        if self.number:
            raise BadFile(self.first, self.number)


@dataclass(frozen=True, slots=True)
class _Column:
    """`indexes`: of its parts, in their order. `named`: as the file calls the last of them."""

    named: str
    indexes: tuple[int, ...]


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        raise BadFile([Fault(1, "", "no_text")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the number of the line that it begins in. Raises BadFile."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadFile([Fault(number, "", "quotes")]) from error
        if cells is None:
            return
        if cells or number > 1:
            yield number, cells


def _columns(header: Sequence[str]) -> tuple[dict[str, _Column], tuple[str, ...]]:
    """Where each of ours stands, and the names of the others. Raises BadFile."""
    found: dict[tuple[str, int], tuple[int, str]] = {}
    unread: list[str] = []
    faults = _Faults()
    for index, cell in enumerate(header):
        named = " ".join(cell.split())[:60]
        place = PLACES.get("".join(sign for sign in spelt_out(named) if sign.isalnum()))
        if place is None and names_account_data(named):
            faults.add(Fault(1, named, "account_column"))
        elif place is None:
            unread += [named] if named else []
        elif place in found:
            faults.add(Fault(1, named, "column_twice", {"former": found[place][1]}))
        else:
            found[place] = index, named
    for name, place in NEEDED.items():
        if place not in found:
            faults.add(Fault(1, "", f"needs_{name}"))
    faults.stop_if_any()
    parts = {name: [found[name, order] for order in range(2) if (name, order) in found] for name in COLUMNS}
    return {
        name: _Column(some[-1][1], tuple(index for index, _ in some)) for name, some in parts.items() if some
    }, tuple(unread)


def _entry(
    number: int, cells: Sequence[str], columns: Mapping[str, _Column], width: int, faults: _Faults
) -> RecordEntry | None:
    if len(cells) != width:
        faults.add(Fault(number, "", "width", {"expected": width, "found": len(cells)}))
        return None
    values = {
        name: " ".join(cells[index].strip() for index in column.indexes if cells[index].strip())
        for name, column in columns.items()
    }
    values["customer_number"] = values["customer_number"].upper()
    if language := values.get("language"):
        values["language"] = LANGUAGES.get(spelt_out(language), language)
    try:
        return RecordEntry.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        for one in error.errors(include_input=False, include_url=False):
            name = str(one["loc"][0])
            values_of = {"most": (one.get("ctx") or {}).get("max_length")}
            faults.add(Fault(number, columns[name].named, KINDS.get(one["type"], "other"), values_of))
        return None
