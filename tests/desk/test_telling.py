"""What customers are told of acts at the desk: both languages alike, whole, and short enough for WhatsApp."""

import re
from pathlib import Path

import yaml

from handoff.language import LANGUAGES
from handoff.models import Meeting
from handoff.whatsapp.outbound import BUTTON_TITLE, INTERACTIVE_BODY

WORDS = yaml.safe_load(Path("handoff/desk/telling.yml").read_text())


def flat(words, prefix=""):
    for key, value in words.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_both_languages_say_the_same_with_the_same_values():
    said = [
        {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in flat(WORDS[language])} for language in LANGUAGES
    ]

    assert said[0] == said[1]
    assert set(WORDS) == set(LANGUAGES)


def test_there_are_words_for_each_kind_of_meeting():
    kinds = {kind.value for kind in Meeting}

    assert all(set(WORDS[language][act]) == kinds for language in LANGUAGES for act in ("booked", "moved"))


def test_they_leave_room_for_long_names():
    texts = [(key, text) for language in LANGUAGES for key, text in flat(WORDS[language])]

    assert max(len(text) for _, text in texts) < INTERACTIVE_BODY / 2
    assert all(len(text) <= BUTTON_TITLE for key, text in texts if key.startswith("calendar"))
