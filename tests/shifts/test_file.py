"""A plan as a file: what is read, and what is wrong with it, by line."""

from datetime import date, time

import pytest

from handoff.shifts import Times
from handoff.shifts.file import LARGEST, MOST_LINES, Row, read_file, read_text

LINE = "2026-12-01;08:00;16:00;service;anna@bank.example"
ROW = Row(1, date(2026, 12, 1), Times(time(8), time(16)), "service", "anna@bank.example")
GERMAN = "Datum;Von;Bis;Team;E-Mail;Bemerkung\r\n01.12.2026;8:00;16.00 Uhr;Service;Anna@Bank.example;Frühdienst\r\n"


def faults(text):
    rows, told = read_text(text)
    return [(fault.line, fault.key) for fault in told]


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        LINE.replace(";", ","),
        f"\ufeff{LINE}\r\n",
        '"2026-12-01";"08:00";"16:00";"service";"anna@bank.example"',
        "1.12.2026;8;16;SERVICE; ANNA@bank.example ",
    ],
)
def test_a_line_is_a_shift(text):
    assert read_text(text) == ([ROW], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_may_come_as_spreadsheets_write_it(encoding):
    rows, told = read_file(GERMAN.encode(encoding))

    assert told == []
    assert rows == [Row(2, ROW.day, ROW.times, ROW.team, ROW.email)]


def test_titles_may_stand_in_any_order_and_in_either_language():
    text = "team,e-mail,date,from,until\nservice,anna@bank.example,2026-12-01,08:00,16:00"

    assert read_text(text) == ([Row(2, ROW.day, ROW.times, ROW.team, ROW.email)], [])


def test_empty_lines_count_and_say_nothing():
    rows, told = read_text(f"\n{LINE}\n;;;;\n\n{LINE}\n")

    assert ([row.line for row in rows], told) == ([2, 5], [])


def test_a_night_and_the_end_of_a_day():
    rows, _ = read_text("2026-12-31;22:00;06:00;service;a@b.example\n2026-12-31;8:00;24:00;service;b@b.example")

    assert [row.times for row in rows] == [Times(time(22), time(6)), Times(time(8), time(0))]


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("2026-02-29;08:00;16:00;service;a@b.example", "no_date"),
        ("31.11.2026;08:00;16:00;service;a@b.example", "no_date"),
        ("12/01/2026;08:00;16:00;service;a@b.example", "no_date"),
        ("2026-12-01;25:00;16:00;service;a@b.example", "no_time"),
        ("2026-12-01;08:00;16:60;service;a@b.example", "no_time"),
        ("2026-12-01;früh;16:00;service;a@b.example", "no_time"),
        ("2026-12-01;24:30;16:00;service;a@b.example", "no_time"),
        ("2026-12-01;08:00;08:00;service;a@b.example", "without_length"),
        ("2026-12-01;08:00;16:00;service", "cells_missing"),
        ("2026-12-01;08:00;16:00;;a@b.example", "cell_empty"),
        ("2026-12-01;;16:00;service;a@b.example", "cell_empty"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(line, key):
    assert faults(f"{LINE}\n{line}\n{LINE}") == [(2, key)]


def test_every_fault_of_every_line_is_told():
    text = f"x;08:00;y;service;a@b.example\n{LINE}\nz;1:1;2;service;a@b.example"

    assert faults(text) == [(1, "no_date"), (1, "no_time"), (3, "no_date"), (3, "no_time")]


def test_29_february_is_a_day_in_2028():
    rows, told = read_text("29.02.2028;08:00;16:00;service;a@b.example")

    assert (rows[0].day, told) == (date(2028, 2, 29), [])


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"Datum;Von;Bis;Team;E-Mail\r\n", "empty"),
        (b"\xff\xfeD\x00a\x00", "no_text"),
        (b"PK\x03\x04\x00\x00", "no_text"),
        (b"\x81\x8d\x8f", "no_text"),
        (b'2026-12-01;"08:00;16:00', "no_table"),
        (b"x" * (LARGEST + 1), "too_large"),
        ((LINE + "\n").encode() * (MOST_LINES + 1), "too_many"),
    ],
)
def test_a_file_that_is_none_is_told_as_a_whole(content, key):
    rows, told = read_file(content)

    assert rows == [] and [(fault.line, fault.key) for fault in told] == [(0, key)]


def test_a_column_that_is_missing_is_named():
    rows, [fault] = read_text("Datum;Von;Bis;Team\n2026-12-01;08:00;16:00;service")

    assert (rows, fault.line, fault.key, fault.values) == ([], 1, "column_missing", {"column": "e-mail"})


def test_what_is_given_is_quoted_short():
    _, [fault] = read_text(f"{'x' * 500};08:00;16:00;service;a@b.example")

    assert len(fault.values["given"]) == 40
