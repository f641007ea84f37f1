"""What the service makes of a turn, whatever the topic."""

import asyncio

import psycopg.errors
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.failure import BotFailure
from handoff.models import Consent, Conversation, Message, TurnRecord
from handoff.workbench.rehearsal import phone as says


@pytest.fixture
def mara(service):
    return service.phone("4915155500001")


async def hear(service, phone, *messages):
    heard = len(service.graph.bubbles)
    await service.arrive(phone, *messages)
    await service.settle()
    return service.graph.bubbles[heard:]


async def test_the_notice_comes_once_a_customer_and_is_noted(service, mara):
    first = await hear(service, mara, says.text("Wann habt ihr am Samstag auf?"))
    second = await hear(service, mara, says.text("Und wo sind die Filialen?"))
    assert ["Datenschutz" in bubble.text for bubble in first + second] == [True, False, False]
    async with service.sessions() as session:
        assert (await session.scalars(select(Consent.version))).all() == ["2026-11"]


async def test_fragments_are_one_turn_and_at_most_two_bubbles(service, mara):
    said = [says.text(text) for text in ("Hallo", "mein Banking", "ist gesperrt")]
    assert len(await hear(service, mara, *said)) == 2
    async with service.sessions() as session:
        turns = (await session.scalars(select(TurnRecord))).all()
    assert [turn.topic for turn in turns] == ["unlock"]


async def test_another_automaton_is_answered_three_times_then_not_at_all(service, mara):
    answers = [len(await hear(service, mara, says.text("Wann habt ihr am Samstag auf?"))) for _ in range(5)]
    assert answers == [2, 1, 1, 0, 0]


async def test_a_masked_message_is_answered_with_a_kind_word(service, mara):
    bubbles = await hear(service, mara, says.text("Meine IBAN ist DE89 3704 0044 0532 0130 00"))
    assert any("vertrauliche Angaben" in bubble.text for bubble in bubbles)


async def test_a_text_longer_than_whatsapp_allows_goes_unread_to_a_person(service, mara):
    (*_, said) = await hear(service, mara, says.text("Bitte einen Termin. " * 300))

    assert "Text" in said.text
    async with service.sessions() as session:
        assert (await session.scalars(select(Conversation.attention))).one() == "unreadable"


async def test_an_english_message_is_answered_in_english_and_the_language_kept(service, mara):
    await hear(service, mara, says.text("Hello, when are you open on Saturday?"))
    (answer,) = await hear(service, mara, says.text("and Monday?"))
    assert "Monday" in answer.text
    async with service.sessions() as session:
        assert (await session.scalars(select(Conversation.language))).one() == "en"


async def test_a_failed_turn_leaves_no_trace_but_the_apology(service, mara, monkeypatch):
    async def broken(utterance, state):
        raise BotFailure("on purpose")

    monkeypatch.setattr(service.inbox._tools.bot, "turn", broken)
    (apology,) = await hear(service, mara, says.text("Hallo"))
    assert [button.title for button in apology.buttons] == ["Ja, bitte"]
    async with service.sessions() as session:
        records = (await session.scalars(select(TurnRecord))).all()
        replies = (await session.scalars(select(Message).where(Message.author == "bot"))).all()
    assert ([record.outcome for record in records], len(replies)) == (["failed"], 1)


def failing_once(bot, monkeypatch, error):
    """The first turn's action meets this error in the database."""
    usual, left = bot.turn, [error]

    async def turn(utterance, state):
        if left:
            raise BotFailure("an action raised") from OperationalError("", {}, left.pop())
        return await usual(utterance, state)

    monkeypatch.setattr(bot, "turn", turn)


async def test_a_deadlock_within_an_action_is_no_failure_of_the_bot(service, mara, monkeypatch):
    failing_once(service.inbox._tools.bot, monkeypatch, psycopg.errors.DeadlockDetected())
    answer = await hear(service, mara, says.text("Wann habt ihr am Samstag auf?"))
    assert "Samstag" in answer[-1].text


async def test_a_connection_lost_within_an_action_leaves_the_message_for_the_next_attempt(service, mara, monkeypatch):
    failing_once(service.inbox._tools.bot, monkeypatch, psycopg.errors.AdminShutdown())
    with pytest.raises(OperationalError):
        await hear(service, mara, says.text("Wann habt ihr am Samstag auf?"))
    async with service.sessions.begin() as session:
        await session.execute(update(Message).values(leased_until=None))
    await service.settle()
    assert "Samstag" in service.graph.bubbles[-1].text


async def test_sixty_customers_at_once_get_their_own_answers(service):
    phones = [service.phone(f"49151555{number:05}") for number in range(60)]
    await asyncio.gather(*(service.arrive(phone, says.text("Wo ist die Filiale Nord?")) for phone in phones))
    await asyncio.gather(*(service.inbox.handle(one) for one in await service.inbox.waiting()))
    async with service.sessions() as session:
        rows = (await session.execute(select(Message.conversation_id).where(Message.author == "bot"))).all()
    assert len(rows) == 120
    assert len(set(rows)) == 60
