from bot.turn import Button, Choice, Link, Reply


async def test_a_greeting_is_answered_with_the_facts_buttons_and_menu_of_the_institution(say):
    turn = await say("Hallo")

    assert turn.replies == (
        Reply(
            text="Guten Tag, hier ist Sparkasse Beispiel.",
            name="utter_greet",
            buttons=(
                Button("Filiale Mitte", Choice("ask_hours", {"branch": "mitte"}), "Am Markt 1"),
                Button("Rückruf", Choice("request_callback", {})),
            ),
            menu="Themen",
        ),
    )
    assert (turn.intent, turn.language, turn.actions) == ("greet", "de", ("utter_greet",))
    assert turn.confidence > 0.5


async def test_english_is_answered_in_english(say):
    turn = await say("good morning", language="en")

    assert turn.replies == (Reply("Hello, this is Sparkasse Beispiel.", "utter_greet"),)


async def test_a_response_without_an_english_variant_comes_in_german(say):
    turn = await say("cancel this", language="en")

    assert turn.replies[0].text == "Gut, wir lassen es."


async def test_the_language_may_change_from_turn_to_turn(say):
    first = await say("hello", language="en")
    second = await say("auf wiedersehen", first, language="de")

    assert second.replies[0].text == "Auf Wiedersehen!"
    assert "language" not in second.state["slots"]


async def test_text_and_link_are_one_reply(say):
    turn = await say("tschüss")

    link = Link("Zur Website", "https://example.invalid/hilfe")
    assert turn.replies == (Reply("Auf Wiedersehen!", "utter_goodbye", link=link),)


async def test_an_action_s_own_values_go_before_facts(say):
    turn = await say("Öffnungszeiten der Filiale Süd", facts={"hours": "9–16 Uhr", "branch": "Nirgendwo"})

    assert turn.replies[0].text == "Die Filiale Süd ist 9–16 Uhr geöffnet."
    assert turn.actions == ("action_hours",)


async def test_what_stands_in_a_fact_is_never_filled_again(say):
    turn = await say("Hallo", facts={"institution": "{domain} {{0[x]}}"})

    assert turn.replies[0].text == "Guten Tag, hier ist {domain} {{0[x]}}."


async def test_understanding_alone_runs_nothing(bot):
    parse = bot.parse("Öffnungszeiten der Filiale Süd", "de")

    assert parse.intent == "ask_hours"
    assert parse.ranking[0] == ("ask_hours", parse.confidence)
    assert parse.entities == {"branch": "süd"}


async def test_what_does_not_fit_is_said_once(say):
    turn = await say("ja")

    assert turn.actions == ("utter_default",)
    assert [reply.text for reply in turn.replies] == ["Das passt hier leider nicht."]
