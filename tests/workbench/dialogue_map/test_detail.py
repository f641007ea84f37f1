"""The map of one topic: all its texts whole, each once, in the language asked for."""

import pytest

from handoff.language import LANGUAGES
from handoff.workbench.dialogue_map.detail import draw_topic
from handoff.workbench.dialogue_map.wording import Wording
from tests.workbench.dialogue_map.conftest import DATA
from tests.workbench.dialogue_map.picture import Picture

TOPICS = sorted(file.parent.name for file in DATA.glob("*/domain.yml"))


@pytest.fixture(params=LANGUAGES)
def wording(request):
    return Wording(request.param)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_is_there_in_full_and_fits(dialogue, topic, wording):
    one = dialogue.by_id[topic]

    picture = Picture(draw_topic(dialogue, one, wording))

    written = " ".join(picture.words("body"))
    for reply in one.replies:
        assert " ".join(reply.text[wording.language].split()) in written
        assert {button.title[wording.language] for button in reply.buttons} <= set(picture.words("button"))
    assert {want.intent for want in one.wants} <= set(picture.words("name"))
    for text in picture.texts:
        assert text.right <= picture.width and text.bottom <= picture.height
        for box in picture.boxes:
            assert not box.holds_start_of(text) or text.right <= box.right, (text, box)
        assert [other.what for other in picture.texts if other is not text and other.overlaps(text)] == []


def test_buttons_without_room_go_on_below(dialogue):
    picture = Picture(draw_topic(dialogue, dialogue.by_id["shared"], Wording("de")))

    taps = [box for box in picture.boxes if box.what.split()[0] == "tap"]
    assert len({box.top for box in taps if box.left < 200}) > 1
    assert all(not one.overlaps(other) for one in taps for other in taps if one is not other)


def test_a_form_shows_its_questions_and_where_an_action_chooses_the_words(dialogue):
    picture = Picture(draw_topic(dialogue, dialogue.by_id["appointment"], Wording("en")))

    slots = [slot for slot, _ in dialogue.forms["appointment_form"].questions]
    assert [chip for chip in picture.words("chip") if chip in slots] == slots
    assert "An action chooses the words." in picture.words("body")
