"""What a call is about is called as the customer chose it."""

import json

import pytest
import yaml

from actions.callback.words import subject_words
from handoff.language import LANGUAGES
from handoff.settings import ROOT

QUESTION = yaml.safe_load((ROOT / "data/callback/responses.yml").read_text(encoding="utf-8"))["responses"][
    "utter_ask_callback_form_callback_topic"
]


@pytest.mark.parametrize(("variation", "language"), list(zip(QUESTION, LANGUAGES, strict=True)))
def test_each_choice_is_repeated_by_its_title(variation, language):
    for button in variation["buttons"]:
        topic = json.loads(button["payload"].removeprefix("/inform").replace("{{", "{").replace("}}", "}"))
        words = subject_words(topic["callback_topic"], language)
        assert words.casefold() == button["title"].casefold()
