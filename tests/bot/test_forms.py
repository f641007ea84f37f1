from bot.turn import Button, Choice, Link, Reply
from tests.bot.example_actions.working import desk


async def test_a_form_asks_validates_and_ends_with_its_action(say):
    turn = await say("bitte rufen Sie mich an")
    assert turn.replies[0].text == "Worum geht es?"
    turn = await say("Kredit", turn)
    assert turn.replies[0].text == "An welchem Tag?"
    turn = await say("bald", turn)
    assert turn.replies[0].text == "An welchem Tag?"

    desk.set(calls := [])
    turn = await say("Montag", turn)

    assert calls == ["one"]
    assert turn.actions == ("callback_form", "action_request_callback")
    assert turn.state == {"slots": {}, "form": None, "run": 1}


async def test_an_action_s_buttons_and_link_join_the_response_s_text(say):
    turn = await say("bitte rufen Sie mich an")
    turn = await say("Kredit", turn)
    turn = await say("Montag", turn)

    assert turn.replies == (
        Reply(
            "Wir rufen Sie am Montag an.",
            "utter_callback_noted",
            buttons=(Button("Danke", Choice("goodbye", {})),),
            link=Link("Mehr", "https://example.invalid"),
        ),
    )


async def test_a_question_in_the_middle_of_a_form_is_answered_and_the_form_asks_again(say):
    form = await say("bitte rufen Sie mich an")

    turn = await say("Wann habt ihr geöffnet?", form)

    assert turn.actions == ("action_hours", "callback_form")
    assert [reply.name for reply in turn.replies] == ["utter_hours", "utter_ask_callback_topic"]
    assert turn.state == form.state


async def test_a_validator_s_rejection_lets_a_rule_answer_and_the_form_goes_on(say):
    form = await say("bitte rufen Sie mich an")

    turn = await say("tschüss", form)

    assert turn.actions == ("utter_goodbye", "callback_form")
    assert turn.state["form"] == "callback_form"


async def test_what_fits_neither_form_nor_rule_is_said_and_the_form_asks_again(say):
    form = await say("bitte rufen Sie mich an")

    turn = await say("ja", form)

    assert [reply.name for reply in turn.replies] == ["utter_default", "utter_ask_callback_topic"]
    assert turn.state == form.state


async def test_stopping_leaves_the_form(say):
    form = await say("bitte rufen Sie mich an")

    turn = await say("abbrechen", form)

    assert turn.replies[0].name == "utter_stopped"
    assert turn.state == {"slots": {}, "form": None, "run": 1}


async def test_each_start_of_a_form_is_a_run_of_its_own(say):
    turn = await say("bitte rufen Sie mich an")
    turn = await say("Wann habt ihr geöffnet?", turn)
    assert turn.state["run"] == 1

    turn = await say("abbrechen", turn)
    turn = await say("bitte rufen Sie mich an", turn)

    assert turn.state["run"] == 2
