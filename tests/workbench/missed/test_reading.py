"""What customers wrote at the front door: which of it counts as missed, and that it comes as the guard left it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from handoff.database import connect_plainly
from handoff.errors import SettingsError
from handoff.workbench.missed.reading import read_missed
from handoff.workbench.rehearsal import phone as says
from tests.workbench.missed.talking import CATALOGUE, NOW, talk

LIMIT = ("ich möchte mein limit erhöhen", "wie hoch ist mein limit")


def missed(service, **options):
    engine = connect_plainly(str(service.settings.database_url))
    try:
        with engine.connect() as connection:
            return list(read_missed(connection, CATALOGUE, since=NOW - timedelta(days=1), **options))
    finally:
        engine.dispose()


async def execute(service, statement):
    async with service.sessions.begin() as session:
        result = await session.execute(text(statement))
        return result.all() if result.returns_rows else []


async def intents(service):
    return [row.intent for row in await execute(service, "SELECT intent FROM turns ORDER BY id")]


async def test_what_was_not_understood_is_read_masked_and_what_was_understood_is_not(service):
    await talk(service, "qwrtz pflx vrrbl DE89 3704 0044 0532 0130 00", "wann habt ihr offen")

    (one,) = missed(service)
    assert "3704" not in one.text and "⟦IBAN⟧" in one.text
    assert (one.intent, one.then) == ("out_of_scope", None)


async def test_fragments_that_came_together_are_one_message(service):
    await service.arrive(service.phone("4915155500001"), says.text("qwrtz pflx"), says.text("vrrbl"))
    await service.settle()

    assert [one.text for one in missed(service)] == ["qwrtz pflx vrrbl"]


async def test_what_the_customer_deleted_is_not_shown(service):
    await talk(service, "qwrtz pflx vrrbl")
    await execute(service, "UPDATE messages SET revoked_at = now() WHERE author = 'customer'")

    assert missed(service) == []


async def test_what_was_taken_up_though_no_intent_was_sure_was_understood(service):
    await talk(service, "Termin Geldanlage morgen halb drei")
    # As a model may hear it that doesn't know the words.
    await execute(service, "UPDATE turns SET intent = 'nlu_fallback', rule = 'action_not_understood appointment_form'")

    assert missed(service) == []


async def test_each_time_that_nothing_was_understood_counts(service):
    said = ["qwrtz pflx", "vrrbl grmpf", "knrz zwbl"]
    await talk(service, *said)

    assert [one.text for one in missed(service)] == said


async def test_who_says_it_again_in_other_words_was_missed(service):
    await talk(service, *LIMIT)

    assert await intents(service) == ["change_limit", "ask_limit"]
    assert [(one.text, one.intent, one.then) for one in missed(service)] == [(LIMIT[0], "change_limit", "ask_limit")]


async def test_who_says_it_again_much_later_asks_anew(service):
    await talk(service, *LIMIT, pause=timedelta(minutes=10))

    assert missed(service) == []


async def test_two_questions_one_after_the_other_are_no_rephrasing(service):
    await talk(service, "wann habt ihr offen", "mein online banking ist gesperrt")

    assert missed(service) == []


async def test_two_questions_are_one_where_the_bot_was_unsure_of_the_first(service):
    await talk(service, "wann habt ihr offen", "mein online banking ist gesperrt")
    await execute(service, "UPDATE turns SET confidence = 0.5 WHERE intent = 'ask_hours'")

    assert [one.text for one in missed(service)] == ["wann habt ihr offen"]


async def test_the_same_question_in_the_other_language_is_none(service):
    await talk(service, "wie hoch ist mein tageslimit", "how high is my daily limit please")

    assert await intents(service) == ["ask_limit", "ask_limit"]
    assert missed(service) == []


async def test_each_message_is_of_the_language_that_it_was_heard_in(service):
    await talk(service, "der qwrtz von der pflx ist vrrbl", "the qwrtz of the pflx was vrrbl yesterday")

    assert [one.language for one in missed(service)] == ["de", "en"]


async def test_who_asks_for_a_person_right_after_an_answer_was_missed(service):
    await talk(service, "wann habt ihr offen", "ich will mit einem menschen sprechen")

    (one,) = missed(service)
    assert (one.text, one.then) == ("wann habt ihr offen", "ask_human")


async def test_who_asks_for_a_person_much_later_was_not(service):
    await talk(service, "wann habt ihr offen", "ich will mit einem menschen sprechen", pause=timedelta(minutes=10))

    assert missed(service) == []


async def test_who_taps_what_the_answer_offered_was_understood(service):
    await talk(service, "karte verloren")
    person = next(one.title for bubble in service.graph.bubbles for one in bubble.buttons)
    await talk(service, f"[{person}]")

    assert await intents(service) == ["block_card", "ask_human"]
    assert missed(service) == []


async def test_what_was_tapped_is_never_missed_itself(service):
    await talk(service, "karte verloren")
    person = next(one.title for bubble in service.graph.bubbles for one in bubble.buttons)
    await talk(service, f"[{person}]")
    await execute(service, "UPDATE turns SET intent = 'nlu_fallback', rule = 'action_not_understood'")
    await execute(service, "UPDATE messages SET response_name = 'utter_rephrase' WHERE author = 'bot'")

    assert [one.text for one in missed(service)] == ["karte verloren"]


async def test_the_answer_to_a_form_s_question_was_understood_by_the_form(service):
    await talk(service, "ich hätte gern einen termin", "Baufinanzierung", "ich will mit einem menschen sprechen")

    assert await intents(service) == ["book_appointment", "ask_mortgage", "ask_human"]
    assert missed(service) == []


async def test_who_goes_on_with_a_form_after_a_question_doesn_t_rephrase_it(service):
    await talk(service, "ich hätte gern einen termin", "was kostet ein konto", "Baufinanzierung")
    await execute(service, "UPDATE turns SET confidence = 0.5")

    assert await intents(service) == ["book_appointment", "ask_account", "ask_mortgage"]
    assert missed(service) == []


async def test_what_a_form_could_not_take_was_missed(service):
    await talk(service, "ich hätte gern einen termin", "qwrtz pflx vrrbl")

    assert [one.text for one in missed(service)] == ["qwrtz pflx vrrbl"]


async def test_what_people_read_is_not_missed(service):
    await talk(service, "ich will mit einem menschen sprechen", "qwrtz pflx vrrbl")
    await execute(
        service,
        "UPDATE conversations SET owner = 'agent', agent_id = (SELECT id FROM users LIMIT 1), waiting_since = NULL",
    )
    await talk(service, "grmpf knrz")

    assert missed(service) == []


async def test_clauses_of_one_message_are_missed_once_and_don_t_follow_each_other(service):
    both = "wie hoch ist mein limit und wann habt ihr offen?"
    await talk(service, both)
    assert await intents(service) == ["ask_limit", "ask_hours"]
    assert missed(service) == []

    await talk(service, "ich möchte mein limit erhöhen")
    assert [(one.text, one.then) for one in missed(service)] == [(both, "change_limit")]


async def test_only_the_institution_that_is_named(service):
    await talk(service, "xqzt vrrbl grmpf")

    assert len(missed(service, institution="musterstadt")) == 1
    assert missed(service, institution="neubeispiel") == []
    with pytest.raises(SettingsError, match="no institution nowhere; there is musterstadt"):
        missed(service, institution="nowhere")
