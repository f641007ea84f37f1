"""Whatever goes wrong in a turn is an exception that names its cause, and no customer's text."""

import io
import logging

import pytest

from bot.failure import BotFailure

TEXTS = {
    "zebra quagga": "action_raise raised KeyError",
    "nashorn elefant": "without a reply",
    "giraffe antilope": "no response 'utter_nobody_wrote'",
    "lama alpaka": "a reply is empty",
    "koala wombat": "needs a value for 'what_nobody_knows'",
    "gecko leguan": "logged an error at rasa.shared.core.trackers",
    "orka delphin": "logged an error at rasa.core.processor",
    "pinguin robbe": "ten actions ran",
    "tukan ara": "no event of Rasa's",
    "luchs wolf": "the event 'pause'",
}


@pytest.mark.parametrize(("text", "cause"), TEXTS.items())
async def test_a_turn_that_goes_wrong_fails_and_names_the_cause(say, text, cause):
    with pytest.raises(BotFailure) as failure:
        await say(text)

    assert cause in failure.value.cause
    assert not any(word in str(failure.value) for word in text.split())


async def test_what_an_action_raised_is_at_hand_for_who_repeats_the_turn(say):
    with pytest.raises(BotFailure) as failure:
        await say("zebra quagga")

    assert isinstance(failure.value.__cause__, KeyError)


async def test_a_missing_fact_fails_the_turn(say):
    with pytest.raises(BotFailure, match="'institution'"):
        await say("Hallo", facts={})


async def test_a_failure_leaves_the_next_turn_alone(say):
    with pytest.raises(BotFailure):
        await say("gecko leguan")

    assert (await say("Hallo")).replies


async def test_nothing_is_logged_or_printed(say, root_log, capsys):
    form = await say("bitte rufen Sie mich an")
    await say("Wann habt ihr geöffnet?", form)
    for text in TEXTS:
        with pytest.raises(BotFailure):
            await say(text)

    assert root_log.getvalue() == ""
    assert capsys.readouterr() == ("", "")


async def test_an_action_that_changes_what_it_was_given_changes_nothing(say):
    turn = await say("biber otter")

    assert turn.state["slots"] == {}
    form = await say("bitte rufen Sie mich an")
    turn = await say("Kredit", form)
    assert turn.replies[0].name == "utter_ask_callback_day"


@pytest.fixture
def root_log():
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)
