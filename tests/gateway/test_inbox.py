"""Who speaks, when there is no bot to speak: nobody is ever left in silence."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from handoff.changing_hands import change_hands
from handoff.models import Conversation, Handoff, HandoffReason, Message, Mover, Owner
from handoff.timers import close_silent
from handoff.workbench.rehearsal import phone as says


async def conversation_of(service):
    async with service.sessions() as session:
        newest = select(Conversation).order_by(Conversation.opened_at.desc()).limit(1)
        return (await session.scalars(newest)).one()


async def hear(service, phone, *messages):
    heard = len(service.graph.bubbles)
    await service.arrive(phone, *messages)
    await service.settle()
    return service.graph.bubbles[heard:]


async def test_without_a_model_the_customer_is_told_and_offered_a_person(service, mara):
    (apology,) = await hear(service, mara, says.text("Hallo"))
    assert [button.title for button in apology.buttons] == ["Ja, bitte"]
    assert (await conversation_of(service)).owner is Owner.BOT


async def test_who_accepts_gets_a_person(service, mara):
    (apology,) = await hear(service, mara, says.text("Hallo"))
    (told,) = await hear(service, mara, says.tap("button_reply", apology.buttons[0].id, "Ja, bitte"))
    conversation = await conversation_of(service)
    assert conversation.owner is Owner.WAITING
    assert "Team" in told.text


async def test_a_second_failure_hands_over_by_itself(service, mara):
    await hear(service, mara, says.text("Hallo"))
    await hear(service, mara, says.text("Ist da jemand?"))
    assert (await conversation_of(service)).owner is Owner.WAITING


async def test_the_bot_is_silent_while_the_customer_waits_for_a_person(service, mara):
    await hear(service, mara, says.text("Hallo"))
    await hear(service, mara, says.text("Ist da jemand?"))
    assert await hear(service, mara, says.text("Und?")) == []
    assert (await conversation_of(service)).unread >= 1


async def test_a_message_that_kills_workers_goes_to_a_person_after_the_third_attempt(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    async with service.sessions.begin() as session:
        await session.execute(update(Message).values(attempts=3, leased_until=None))
    await service.settle()
    conversation = await conversation_of(service)
    async with service.sessions() as session:
        reason = (await session.scalars(select(Handoff.reason))).one()
    assert conversation.owner is Owner.WAITING
    assert reason == "failure"


async def test_another_worker_leaves_a_leased_message_alone(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    async with service.sessions.begin() as session:
        await session.execute(update(Message).values(leased_until=service.clock.now + timedelta(days=9000)))
    await service.settle()
    assert service.graph.bubbles == []


async def test_a_silent_conversation_closes_after_three_days_and_the_next_message_opens_another(service, mara):
    await hear(service, mara, says.text("Hallo"))
    first = await conversation_of(service)
    service.clock.now += timedelta(hours=73)
    async with service.sessions.begin() as session:
        assert await close_silent(session, now=service.clock.now) == [first.id]
    await hear(service, mara, says.text("Hallo nochmal"))
    second = await conversation_of(service)
    assert (second.owner, second.id == first.id) == (Owner.BOT, False)


async def test_a_message_that_came_while_the_conversation_closed_is_answered_in_the_next(service, mara):
    await hear(service, mara, says.text("Hallo"))
    service.clock.now += timedelta(hours=73)
    await service.arrive(mara, says.text("Noch etwas"))
    async with service.sessions.begin() as session:
        await close_silent(session, now=service.clock.now)
    await service.settle()
    assert len(service.graph.bubbles) == 2
    assert (await conversation_of(service)).owner is Owner.BOT


async def test_a_changed_number_forgets_what_the_bot_was_doing(service, mara):
    await hear(service, mara, says.text("Hallo"))
    async with service.sessions.begin() as session:
        await session.execute(update(Conversation).values(dialogue={"bot": {"slots": {"callback_phone": "x"}}}))
    system = {"type": "system", "system": {"type": "user_changed_number", "wa_id": "4915155500002"}}
    assert await hear(service, mara, system) == []
    assert (await conversation_of(service)).dialogue == {}


async def test_a_changed_number_opens_no_window(service, mara):
    await hear(service, mara, says.text("Hallo"))
    before = await conversation_of(service)
    service.clock.now += timedelta(hours=20)
    await hear(service, mara, {"type": "system", "system": {"type": "user_changed_number", "wa_id": "4915155500002"}})
    after = await conversation_of(service)
    assert (after.last_inbound_at, after.last_activity_at) == (before.last_inbound_at, before.last_activity_at)


async def test_who_has_waited_longest_is_looked_at_first(service):
    for number in range(8):
        await service.arrive(service.phone(f"4915155500{number:03}"), says.text("Hallo"))
    async with service.sessions() as session:
        arrived = (await session.scalars(select(Message.conversation_id).order_by(Message.id))).all()
    assert await service.inbox.waiting() == arrived


@pytest.mark.parametrize(("owner", "mover"), [(Owner.BOT, Mover.AGENT), (Owner.CLOSED, Mover.AGENT)])
async def test_what_people_have_done_with_is_urgent_no_more(service, mara, owner, mover):
    for words in ("Hallo", "Ist da jemand?"):
        await hear(service, mara, says.text(words))
    async with service.sessions.begin() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        assert conversation.due_at is not None
        conversation.priority = 3
        await change_hands(session, conversation, to=owner, by=mover, reason=HandoffReason.DONE, now=service.clock.now)
    after = await conversation_of(service)
    assert (after.priority, after.due_at) == (0, None)


class Broken:
    """A bot that fails as soon as it is asked, and knows how often it was."""

    def __init__(self):
        self.asked = 0

    def parse(self, text, language):
        self.asked += 1
        raise ZeroDivisionError


async def waiting_with(service, mara, bot):
    for words in ("Hallo", "Ist da jemand?"):
        await hear(service, mara, says.text(words))
    async with service.sessions.begin() as session:
        await session.execute(update(Conversation).values(unread=0))
    service.inbox._tools = replace(service.inbox._tools, bot=bot)


async def test_a_message_that_fails_while_the_customer_waits_counts_as_unread(service, mara):
    await waiting_with(service, mara, Broken())
    await hear(service, mara, says.text("Und?"))
    assert (await conversation_of(service)).unread == 1


async def test_a_message_that_kills_workers_while_the_customer_waits_is_not_read_by_the_bot_again(service, mara):
    bot = Broken()
    await waiting_with(service, mara, bot)
    await service.arrive(mara, says.text("Und?"))
    async with service.sessions.begin() as session:
        await session.execute(update(Message).values(attempts=3, leased_until=None))
    await service.settle()
    assert (bot.asked, (await conversation_of(service)).unread) == (0, 1)


async def test_a_message_that_can_not_even_be_handed_over_is_set_aside_for_the_desk(service, mara):
    await hear(service, mara, says.text("Hallo"))
    await service.arrive(mara, says.text("Ist da jemand?"))
    async with service.sessions.begin() as session:
        await session.execute(update(Message).values(attempts=6, leased_until=None))
    await service.settle()
    conversation = await conversation_of(service)
    assert (conversation.attention, conversation.unread, conversation.owner) == ("unreadable", 1, Owner.BOT)
    assert await service.inbox.waiting() == []
