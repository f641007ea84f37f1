"""WhatsApp's markup, and nothing else, becomes elements."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.web.markup import formatted, unmarked


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("*Filiale Nord*: zu", "<strong>Filiale Nord</strong>: zu"),
        ("_kursiv_ und ~weg~", "<em>kursiv</em> und <s>weg</s>"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        ("snake_case_name", "snake_case_name"),
        ("*<script>*", "<strong>&lt;script&gt;</strong>"),
    ],
)
def test_markup_becomes_elements(body, written):
    assert str(formatted(body)) == written


@given(st.text(alphabet="*_~ ab\n", max_size=40))
def test_a_line_without_formatting_has_the_same_words(body):
    assert re.sub("[*_~]", "", unmarked(body)) == re.sub("[*_~]", "", body)


@pytest.mark.parametrize(("body", "line"), [("*Nord* und _Süd_", "Nord und Süd"), ("3 * 4 * 5", "3 * 4 * 5")])
def test_a_line_without_formatting_has_no_marks(body, line):
    assert unmarked(body) == line


@given(st.text(alphabet="*_~<>&\"' ab\n", max_size=40))
def test_no_body_brings_an_element_of_its_own(body):
    written = str(formatted(body))
    for element in ("strong", "em", "s"):
        written = written.replace(f"<{element}>", "").replace(f"</{element}>", "")
    assert "<" not in written
    assert ">" not in written
