"""Texts never take more than the room they are given, and lose no word that fits."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handoff.workbench.dialogue_map.widths import ELLIPSIS, Font

fonts = st.builds(Font, st.floats(6, 40), bold=st.booleans(), monospaced=st.booleans())


@given(fonts, st.text(), st.floats(0, 500))
def test_a_shortened_text_fits(font, text, room):
    assume(font.width(ELLIPSIS) <= room)

    shown = font.shortened(text, room)

    assert font.width(shown) <= room
    assert shown == text or shown.endswith(ELLIPSIS)


@given(fonts, st.text(), st.integers(1, 4), st.floats(60, 500))
def test_wrapped_lines_fit_and_are_no_more_than_allowed(font, text, lines, room):
    rows = font.wrapped(text, room, lines=lines)

    assert len(rows) <= lines
    assert all(font.width(row) <= room for row in rows)


@given(fonts, st.lists(st.text("abcäß", min_size=1, max_size=3)), st.floats(200, 500))
def test_wrapping_without_a_limit_keeps_every_word(font, words, room):
    assert " ".join(font.wrapped(" ".join(words), room)) == " ".join(words)


@pytest.mark.parametrize(
    ("text", "size", "bold", "width"),
    [("Beratungstermin", 12, True, 96.0), ("Im Chat", 12, False, 42.0), ("Kundenservice", 26, True, 186.4)],
)
def test_widths_are_those_of_arial(text, size, bold, width):
    assert Font(size, bold=bold).width(text) == pytest.approx(width, abs=0.1)
