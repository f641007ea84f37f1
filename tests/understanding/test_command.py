"""`schalter understand`: messages in, one JSON object a line out."""

import json

from handoff.settings import Settings
from handoff.workbench.understand import understand


def test_each_message_gets_its_line_and_empty_ones_none(models):
    lines = list(understand(Settings(), ["what is my daily limit\n", "  \n", "asdfgh"]))

    first, second = map(json.loads, lines)
    assert (first["topic"], first["intent"], first["language"]) == ("limit", "ask_limit", "en")
    assert second["topic"] == "out_of_scope"


def test_what_must_never_be_stored_is_masked_and_named(models):
    (line,) = understand(Settings(), ["Meine IBAN ist DE89 3704 0044 0532 0130 00"])

    assert "3704" not in line
    assert json.loads(line)["guard"] == ["IBAN"]


def test_a_yes_has_no_topic(models):
    (line,) = understand(Settings(), ["ja bitte"])

    assert json.loads(line)["topic"] is None
