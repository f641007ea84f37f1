"""Titles of a list's rows: short enough, told apart, and still recognisable."""

from hypothesis import given
from hypothesis import strategies as st

from actions.rows import ROW, row_titles


@given(st.lists(st.text(alphabet="ab (2)…", max_size=40), max_size=10))
def test_no_two_rows_are_alike_and_all_fit(names):
    titles = row_titles(names)

    assert len(set(titles)) == len(names)
    assert all(len(title) <= ROW for title in titles)


def test_a_short_name_stays_as_it_is():
    assert row_titles(["Mitte", "Börse am Abend"]) == ["Mitte", "Börse am Abend"]


def test_long_names_are_told_apart_by_their_ends():
    names = ["BeratungsCenter Musterstadt-Mitte", "BeratungsCenter Musterstadt-Nord"]

    assert row_titles(names) == ["BeratungsCe…rstadt-Mitte", "BeratungsCe…erstadt-Nord"]


def test_the_same_name_twice_is_numbered():
    assert row_titles(["Infoabend", "Infoabend"]) == ["Infoabend", "Infoabend (2)"]
