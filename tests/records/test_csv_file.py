"""Files of records, as core systems and spreadsheets write them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.records import BadFile, RecordEntry, read_csv

HEADER = "Kundennummer;Name;Ort"


def entries(text, encoding="utf-8"):
    return [line.entry for line in read_csv(text.encode(encoding)).lines]


def faults(text, encoding="utf-8"):
    with pytest.raises(BadFile) as bad:
        read_csv(text if isinstance(text, bytes) else text.encode(encoding))
    return [(fault.line, fault.column, fault.key) for fault in bad.value.faults]


def test_a_line_becomes_a_person_with_his_parts_put_together():
    text = (
        "Kunden-Nr.;Anrede;Titel;Vorname;Nachname;Wohnort;Sprache;Berater/in\n"
        "1004711;Frau;Dr.;Änne;Groß-Muster;Musterstadt;Deutsch;muster\n"
    )

    assert entries(text) == [
        RecordEntry(
            customer_number="1004711",
            title="Frau Dr.",
            name="Änne Groß-Muster",
            city="Musterstadt",
            language="de",
            advisor="muster",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_it_is_read_however_it_was_saved(encoding, delimiter, ending):
    text = ending.join(
        [delimiter.join(["Customer number", "Name", "City"]), delimiter.join(["1004", "Jürgen", "Köln"])]
    )

    assert [(one.name, one.city) for one in entries(text, encoding)] == [("Jürgen", "Köln")]


def test_a_cell_may_hold_the_delimiter_and_quotation_marks():
    assert entries(f'{HEADER}\n1004;"Muster; ""Mara""";Musterstadt')[0].name == 'Muster; "Mara"'


def test_empty_lines_and_empty_cells_say_nothing():
    assert entries(f"{HEADER}\n\n1004;Mara Muster;\n;;\n")[0].city is None


@pytest.mark.parametrize(
    "column",
    ["IBAN", "Kontonummer", "Saldo", "Kontostand", "account_no", "Balance", "BIC", "Kreditkarte", "PIN", "Umsätze"],
)
def test_a_column_of_accounts_is_refused_whatever_stands_in_it(column):
    assert faults(f"{HEADER};{column}\n1004;Mara;Ort;\n") == [(1, column, "account_column")]


@pytest.mark.parametrize("column", ["Kontakt", "Spinnerei", "Bemerkung", "Geschlecht"])
def test_another_column_is_left_unread_and_told(column):
    assert read_csv(f"{HEADER};{column}\n1004;Mara;Ort;x\n".encode()).unread == (column,)


@pytest.mark.parametrize("cell", ["DE02 1203 0000 0000 2020 51", "Mara 4111 1111 1111 1111"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_cell_with_a_bank_or_card_number_is_refused(cell, place):
    cells = ["1004", "Mara", "Ort"]
    cells[place] = cell

    assert faults(f"{HEADER}\n{';'.join(cells)}") == [(2, HEADER.split(";")[place], "account_value")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (";Mara;Ort", (3, "Kundennummer", "missing")),
        ("12;Mara;Ort", (3, "Kundennummer", "no_customer_number")),
        ("DE02120300000000202051;Mara;Ort", (3, "Kundennummer", "no_customer_number")),
        ("1005;;Ort", (3, "Name", "missing")),
        (f"1005;{'x' * 121};Ort", (3, "Name", "too_long")),
        ('1005;"Mara\nMuster";Ort', (3, "Name", "control")),
        ("1005;Mara", (3, "", "width")),
        ("1004;Mara;Ort", (3, "Kundennummer", "twice")),
        ('1005;"Mara;Ort', (3, "", "quotes")),
    ],
)
def test_a_fault_is_told_with_line_and_column(line, fault):
    assert faults(f"{HEADER}\n1004;Otto;Ort\n{line}\n") == [fault]


def test_an_unknown_language_is_told():
    assert faults("Kundennummer;Name;Sprache\n1004;Mara;Klingonisch") == [(2, "Sprache", "language")]


def test_all_faults_are_told_and_counted_though_only_the_first_are_listed():
    lines = "\n".join(f"{number};;Ort" for number in range(1000, 1080))
    with pytest.raises(BadFile) as bad:
        read_csv(f"{HEADER}\n{lines}".encode())

    assert (len(bad.value.faults), bad.value.number) == (50, 80)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(1, "", "empty")]),
        (HEADER.encode(), [(2, "", "no_lines")]),
        (HEADER.encode("utf-16"), [(1, "", "no_text")]),
        (b"PK\x03\x04\x00\x00", [(1, "", "no_text")]),
        (b"Ort\nKoeln", [(1, "", "needs_customer_number"), (1, "", "needs_name")]),
        (b"Name;Kundennummer;Nachname\nA;1004;B", [(1, "Nachname", "column_twice")]),
    ],
)
def test_what_is_no_file_of_persons_is_told_so(content, expected):
    assert faults(content) == expected


def test_a_file_too_long_is_refused_without_being_kept(monkeypatch):
    monkeypatch.setattr("handoff.records.csv_file.MOST_LINES", 2)

    assert faults(f"{HEADER}\n1001;A;B\n1002;A;B\n1003;A;B") == [(4, "", "too_many_lines")]


printable = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"'), min_size=1, max_size=20)
names = st.lists(printable.filter(lambda word: not any(sign.isdecimal() for sign in word)), min_size=1, max_size=3)


@given(st.dictionaries(st.from_regex(r"[0-9]{4,9}", fullmatch=True), names.map(" ".join), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_read_as_it_was(people):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerows([["Kundennummer", "Name"], *people.items()])

    assert {one.customer_number: one.name for one in entries(file.getvalue())} == people


@given(st.binary(max_size=400))
def test_no_file_at_all_breaks_anything(content):
    try:
        assert read_csv(content).lines
    except BadFile as bad:
        assert bad.faults
        assert bad.number >= len(bad.faults)


@given(st.binary(max_size=200))
def test_nor_does_what_follows_a_proper_header(content):
    try:
        assert read_csv(b"Kundennummer;Name\n" + content).lines
    except BadFile as bad:
        assert all(fault.line >= 1 for fault in bad.faults)
