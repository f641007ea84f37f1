import pytest

from bot.failure import BotFailure


async def test_a_tapped_button_is_taken_as_understood(say):
    turn = await say("irgendein Titel", choice="ask_hours", entities={"branch": "süd"})

    assert (turn.intent, turn.confidence) == ("ask_hours", 1.0)
    assert turn.replies[0].text == "Die Filiale Süd ist 9–16 Uhr geöffnet."


@pytest.mark.parametrize("intent", ["nobody_wrote_this", "restart", "back", "session_start", "nlu_fallback"])
async def test_a_button_for_an_intent_that_no_button_may_carry_is_refused(say, intent):
    with pytest.raises(BotFailure, match=intent):
        await say("Titel", choice=intent)


async def test_a_button_with_an_unknown_entity_is_refused(say):
    with pytest.raises(BotFailure, match="nobody_wrote_this"):
        await say("Titel", choice="ask_hours", entities={"nobody_wrote_this": "x"})


async def test_a_button_starts_a_form(say):
    turn = await say("Rückruf", choice="request_callback")

    assert turn.state["form"] == "callback_form"
