from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.models import TextBlock
from handoff.text_blocks import Ask, Place, fill, problems_of, ranked

TEAM = uuid4()
NOWHERE = Place(None, None)


def block(shortcut, title, body="Text", *, uses=0, topic=None, team=None):
    return TextBlock(shortcut=shortcut, title=title, bodies={"de": body}, uses=uses, topic=topic, team_id=team)


HELLO = block("hallo", "Begrüßung", "Guten Tag!")
APPOINTMENT = block("termin", "Nächster Termin", "Ihr Termin: {appointment}", topic="appointment")
TERRACE = block("terrasse", "Terrassenkredit", "Ein Kredit für die Terrasse")
CALL = block("rückruf", "Rückruf anbieten", "Unter welcher Nummer erreichen wir Sie?", uses=40)
BLOCKS = [HELLO, APPOINTMENT, TERRACE, CALL]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hal", [HELLO]),
        ("begruess", [HELLO]),
        ("Begrüß", [HELLO]),
        ("termn", [APPOINTMENT]),
        ("termin", [APPOINTMENT]),
        ("rueckruf anbieten", [CALL]),
        ("nummer", [CALL]),
        ("ter", [APPOINTMENT, TERRACE]),
        ("zinsen", []),
    ],
)
def test_what_is_typed_finds_by_shortcut_title_and_body(query, found):
    assert ranked(BLOCKS, query, place=NOWHERE) == found


def test_without_a_word_topic_team_and_use_decide():
    ours = block("team", "Aus dem Team", team=TEAM)

    order = ranked([*BLOCKS, ours], "", place=Place(TEAM, "appointment"))

    assert order[:3] == [APPOINTMENT, CALL, ours]


@given(st.text())
def test_no_query_breaks_the_search(query):
    assert set(ranked(BLOCKS, query, place=NOWHERE)) <= set(BLOCKS)


def test_values_are_filled_in_gaps_are_told_and_no_value_is_read_again():
    parts = fill("Guten Tag {customer}, {agent}: {branch}.", {"customer": "{agent}", "agent": "Anna", "branch": ""})

    assert parts == ("Guten Tag {agent}, Anna: ", Ask("branch"), ".")


@given(st.text(alphabet="ab {}\n"), st.text())
def test_filling_changes_nothing_but_variables(body, value):
    parts = fill(body, {"a": value})

    assert "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in parts) == body.replace(
        "{a}", value or "{a}"
    )


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("Guten Tag {customer} von {institution}, {service_phone}", []),
        ("{kunde} und {customer}", ["unknown_variable"]),
        ("{standard_limit_en}", ["unknown_variable"]),
        ("{customer", ["stray_brace"]),
        ("{ customer }", ["stray_brace"]),
        ("{}", ["stray_brace"]),
    ],
)
def test_administration_is_told_of_variables_that_nobody_knows(body, keys):
    assert [problem.key for problem in problems_of(body)] == keys
