"""What customers write while people at the desk act."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from handoff.desk import snooze, take, transfer_to_team
from handoff.models import Conversation, Owner, Team, User
from handoff.timers import return_untaken, wake_snoozed
from handoff.workbench.rehearsal import phone as says


@pytest.fixture
async def held(service, mara):
    """A chat that Anna has; its id, and she."""
    for text in ("Hallo", "Ist da jemand?"):
        await service.arrive(mara, says.text(text))
        await service.settle()
    async with service.sessions.begin() as session:
        anna = (await session.scalars(select(User).where(User.name == "Anna Agentin"))).one()
        chat = (await session.scalars(select(Conversation.id).where(Conversation.owner == Owner.WAITING))).one()
        conversation = await take(session, chat, user=anna, now=service.clock.now)
        conversation.unread = 0
    return chat, anna


async def read(service, chat):
    async with service.sessions() as session:
        return await session.get_one(Conversation, chat)


async def test_a_new_message_ends_the_snooze_at_once(service, mara, held):
    chat, anna = held
    now = service.clock.now
    async with service.sessions.begin() as session:
        await snooze(session, chat, until=now + timedelta(hours=5), user=anna, now=now)

    await service.arrive(mara, says.text("Noch etwas"))
    await service.settle()

    woken = await read(service, chat)
    assert (woken.snoozed_until, woken.unread, woken.agent_id) == (None, 1, anna.id)
    async with service.sessions.begin() as session:
        assert await wake_snoozed(session, now=now + timedelta(hours=6)) == []


async def test_passed_on_while_the_customer_writes_neither_is_lost(service, mara, held):
    chat, anna = held
    async with service.sessions() as session:
        institution = (await session.get_one(Conversation, chat)).institution_id
        wanted = select(Team.id).where(Team.slug == "ebanking", Team.institution_id == institution)
        team = (await session.scalars(wanted)).one()
    await service.arrive(mara, says.text("Noch etwas"), says.text("Und noch etwas"))

    async def pass_on():
        async with service.sessions.begin() as session:
            await transfer_to_team(session, chat, team, note="", user=anna, now=service.clock.now)

    await asyncio.gather(service.settle(), pass_on())

    offered = await read(service, chat)
    assert (offered.owner, offered.team_id, offered.unread) == (Owner.WAITING, team, 2)
    assert offered.offered_by_id == anna.id
    service.clock.now += timedelta(minutes=10)
    async with service.sessions.begin() as session:
        assert await return_untaken(session, now=service.clock.now) == [chat]
    assert (await read(service, chat)).unread == 2
