"""What customers type: slashes, emojis, umlauts in every spelling, nothing at all."""

import pytest


@pytest.mark.parametrize("text", ["/restart", "/back", "/session_start", " //restart", "/\t/restart", "/"])
async def test_a_typed_command_is_text(say, text):
    form = await say("bitte rufen Sie mich an")

    turn = await say(text, form)

    assert turn.state["form"] == "callback_form"
    assert not {"action_restart", "action_back", "action_session_start"} & set(turn.actions)


@pytest.mark.parametrize("text", ['/ask_hours{"branch": "mitte"}', '/goodbye@1.0{"branch": "x"}', "\u2002/affirm"])
async def test_a_typed_payload_sets_neither_intent_nor_entities(bot, text):
    parse = bot.parse(text, "de")

    assert parse.confidence < 1
    assert parse.entities.get("branch") in (None, "mitte")  # "mitte" is also plainly in the text


async def test_a_typed_payload_is_kept_as_written_where_a_form_asks_for_text(say):
    form = await say("bitte rufen Sie mich an")

    turn = await say("/Konto", form)

    assert turn.state["slots"]["callback_topic"] == "/Konto"


@pytest.mark.parametrize("text", ["👍", "👍🏽", "👍👍", " 👍 "])
async def test_a_thumb_says_yes(bot, text):
    assert bot.parse(text, "de").intent == "affirm"


@pytest.mark.parametrize("text", ["", " ", "???", "...", "☃", "🦖🦕", "ﷺ", "٣٤", "\u200b"])
async def test_a_text_without_a_known_word_is_not_understood(say, text):
    turn = await say(text)

    assert turn.intent == "nlu_fallback"
    assert turn.replies[0].name == "utter_not_understood"


@pytest.mark.parametrize("text", ["Öffnungszeiten", "oeffnungszeiten", "ÖFFNUNGSZEITEN", "O\u0308ffnungszeiten"])
async def test_umlauts_are_understood_in_every_spelling(bot, text):
    assert bot.parse(text, "de").intent == "ask_hours"


async def test_an_emoji_beside_words_leaves_offsets_and_words_alone(bot):
    assert bot.parse("👋👋 Öffnungszeiten der Filiale Süd 🏦", "de").entities == {"branch": "süd"}
