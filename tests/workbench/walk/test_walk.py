"""The dialogue as it is breaks no promise, and each promise that is broken on purpose is found."""

from dataclasses import replace
from importlib import import_module

from handoff.sending import Bubble
from handoff.settings import ROOT
from handoff.workbench.walk.checks import Checks
from handoff.workbench.walk.command import theatre_of
from handoff.workbench.walk.examples import examples
from handoff.workbench.walk.explore import TWICE, Budget, Walk
from handoff.workbench.walk.repertoire import Repertoire, Saying
from handoff.workbench.walk.sayings import answers
from handoff.workbench.walk.spared import Memory, Resets


def say(intent, german, english):
    return Saying(f"say {intent}", "text", (german, english), intent)


CALL = say("request_callback", "ruft mich bitte an", "call me please")
EVENT = say("sign_up_event", "ich möchte mich für eine Veranstaltung anmelden", "I want to sign up for an event")
NO = say("deny", "nein", "no")
STOP = say("stop", "abbrechen", "cancel")
PERSON = say("ask_human", "ich möchte mit einem Menschen schreiben", "I want to chat with a person")
CARD = say("block_card", "meine Karte wurde gestohlen", "my card was stolen")
HOURS = say("ask_hours", "wann habt ihr geöffnet", "when are you open")


def variants(bot, monkeypatch, name, change):
    """Changes a response in the loaded model, each language's wording."""
    responses = bot._processor.nlg.responses
    monkeypatch.setitem(responses, name, [change(dict(variant)) for variant in responses[name]])


def action(bot, monkeypatch, name, says):
    """Puts another in the place of one of the loaded model's actions."""

    async def run(dispatcher, *_):
        says(dispatcher)
        return []

    monkeypatch.setitem(bot._processor.action_endpoint._executor.actions, name, run)


async def test_the_dialogue_keeps_its_promises(walk):
    walked = await walk(CALL, EVENT, NO, STOP, PERSON, CARD, HOURS)

    assert walked.failures == {}
    assert walked.complete_depth == 2
    assert {node.state.dialogue.form for node in walked.nodes.values()} >= {None, "callback_form", "event_form"}


async def test_whatever_customers_say_first_is_answered_well(stretched, bot, catalogue):
    async with theatre_of(stretched, bot, catalogue) as (theatre, roots):
        repertoire = Repertoire(examples(bot, ROOT / "data"), answers(bot))
        walked = Walk(theatre, repertoire, Checks(ROOT / "data", catalogue), Memory(Resets(ROOT)))
        await walked.run(roots, Budget(depth=1))

    assert walked.failures == {}


async def test_a_turn_without_a_reply_is_found(walk, bot, monkeypatch):
    action(bot, monkeypatch, "action_deny", lambda dispatcher: None)

    walked = await walk(NO, PERSON, depth=1)

    assert any(sentence.startswith("the turn fails") for sentence in walked.failures)


async def test_a_state_that_understands_nothing_is_found(walk, bot, monkeypatch):
    action(bot, monkeypatch, "action_deny", lambda dispatcher: dispatcher.utter_message(response="utter_rephrase"))

    assert "nothing is understood here: a dead end" in (await walk(NO, depth=1)).failures
    assert "nothing is understood here: a dead end" not in (await walk(NO, PERSON, depth=1)).failures


async def test_a_person_who_never_comes_is_found(walk, bot, monkeypatch):
    async def nobody(dispatcher, *_, **__):
        dispatcher.utter_message(response="utter_handed_over")
        return []

    monkeypatch.setattr("actions.handoff.hand_over", nobody)

    walked = await walk(NO, PERSON, depth=1)

    assert "asking for a person brings none" in walked.failures
    assert "no person can be reached within three messages" in walked.failures


async def test_no_offer_of_a_person_at_the_second_misunderstanding_is_found(walk, bot, monkeypatch):
    variants(bot, monkeypatch, "utter_not_here", lambda variant: {**variant, "buttons": []})

    assert TWICE in (await walk(CALL, NO, PERSON, depth=3)).failures


async def test_content_on_a_confidential_topic_is_found(walk, catalogue):
    astray = replace(catalogue, topics={**catalogue.topics, "ask_hours": "personal_data"})

    walked = await walk(HOURS, PERSON, depth=1, catalogue=astray)

    assert "personal_data is confidential, but is answered with utter_hours" in walked.failures


async def test_a_confidential_topic_that_is_answered_as_another_is_found(walk, catalogue):
    astray = replace(catalogue, topics={**catalogue.topics, "deny": "personal_data"})

    walked = await walk(NO, PERSON, depth=1, catalogue=astray)

    assert "personal_data is confidential, and nothing that is said to it belongs to it" in walked.failures


async def test_an_answer_in_the_other_language_is_found(walk, bot, monkeypatch):
    german = {"text": "In Ordnung, wir lassen es."}
    variants(bot, monkeypatch, "utter_declined", lambda variant: variant | (german if "condition" in variant else {}))

    walked = await walk(NO, PERSON, depth=1)

    assert set(walked.failures) == {"utter_declined isn't said in the customer's language"}


async def test_a_form_that_remembers_after_stop_is_found(walk, monkeypatch):
    monkeypatch.setattr("actions.stop.forget", lambda *_: [])

    assert "the form isn't left, or remembers something" in (await walk(CALL, STOP, PERSON)).failures


async def test_an_urgent_topic_that_is_not_answered_first_is_found(walk, monkeypatch):
    greeting = Bubble("Hallo!", response_name="utter_greet")
    monkeypatch.setattr(import_module("handoff.inbox.converse"), "announce", lambda *_: [greeting])

    walked = await walk(CARD, PERSON, depth=1)

    assert any("is urgent, but isn't answered first" in sentence for sentence in walked.failures)


async def test_a_text_that_whatsapp_would_not_take_is_found(walk, bot, monkeypatch):
    variants(bot, monkeypatch, "utter_declined", lambda variant: {**variant, "text": "x" * 5000})

    walked = await walk(NO, PERSON, depth=1)

    assert any("WhatsApp takes 1 to 4096" in sentence for sentence in walked.failures)


async def test_a_button_that_one_language_lacks_is_found(walk, bot, monkeypatch):
    more = {"buttons": [{"title": "More", "payload": "/ask_help"}]}
    variants(bot, monkeypatch, "utter_hours", lambda variant: variant | more if variant.get("condition") else variant)

    walked = await walk(HOURS, PERSON, depth=1)

    assert any(sentence.startswith("German and English have different buttons") for sentence in walked.failures)
