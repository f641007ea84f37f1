"""Several processes send, and one may die: each event arrives, and in one order."""

import asyncio

import pytest
from sqlalchemy import text

from handoff.database import listening
from handoff.desk.holding import close
from handoff.models import DeliveryState, Outcome, User
from handoff.webhooks import remove_subscription, skip
from tests.desk.webhooks.dispatch import deliveries, ended, run


@pytest.fixture
async def living(world):
    """Says that the process with that number lives, for as long as the connection does."""
    connections = []

    async def living(holder):
        connection = await world.sessions.kw["bind"].connect()
        connections.append(connection)
        await connection.execute(text("SELECT pg_advisory_lock(724101, :holder)"), {"holder": holder})
        return connection

    yield living
    for connection in connections:
        await connection.close()


async def test_two_processes_never_send_for_one_system_at_once(world, subscribe, receiver, courier_of, living):
    await subscribe()
    await living(1)
    one, other = courier_of(1), courier_of(2)
    await world.callback()

    (mine,) = await one.claim(limit=10)
    assert await other.claim(limit=10) == []
    assert not await other.send_next(mine)
    await one.serve(mine)
    await world.callback()
    await run(other)

    assert receiver.events == [(1, "callback.created"), (2, "callback.created")]


async def test_what_a_dead_process_had_begun_another_sends_with_the_same_id(
    world, subscribe, receiver, courier_of, living
):
    await subscribe()
    alive = await living(1)
    one, other = courier_of(1), courier_of(2)
    await world.callback()
    await world.callback()

    (mine,) = await one.claim(limit=10)
    parcel = await one._take(mine)
    await one._send(parcel)
    await alive.invalidate()
    await run(other)

    assert [one[0] for one in receiver.events] == [1, 1, 2]
    assert receiver.came[0].headers["webhook-id"] == receiver.came[1].headers["webhook-id"]
    first, _ = await deliveries(world)
    assert first.attempts == 2


async def test_many_at_once_arrive_each_once_and_in_one_order(world, subscribe, receiver, courier_of, living):
    await subscribe()
    await living(1)
    await living(2)
    chats = [await world.held() for _ in range(12)]

    async def end():
        await asyncio.gather(*(ended(world, chat) for chat in chats))

    async def send(courier):
        for _ in range(40):
            await run(courier)
            await asyncio.sleep(0.01)

    await asyncio.gather(end(), send(courier_of(1)), send(courier_of(2)))
    await run(courier_of(1))

    assert [one[0] for one in receiver.events] == list(range(1, 13))
    assert {one.told["data"]["conversation"] for one in receiver.came} == {str(chat) for chat in chats}


async def test_a_process_hears_of_an_event_when_and_only_if_it_is_committed(world, subscribe, database_url):
    await subscribe()
    chat = await world.held()
    async with listening(database_url, "webhooks") as connection:
        await ended(world, chat)
        heard = [one.channel async for one in connection.notifies(timeout=5, stop_after=1)]
        async with world.sessions() as session:
            user = await session.get_one(User, world.users["anna"])
            await close(session, await world.held(), user=user, outcome=Outcome.SPAM, now=world.clock())
            await session.rollback()
        then = [one async for one in connection.notifies(timeout=0.3)]

    assert (heard, then) == (["webhooks"], [])


async def test_what_is_removed_or_skipped_while_it_is_on_its_way_harms_nobody(world, subscribe, receiver, courier, act):
    key, _ = await subscribe()
    await world.callback()
    await world.callback()
    first, _ = await deliveries(world)

    async def skip_it():
        receiver.before = remove_it
        await act(skip, key, first.id)

    async def remove_it():
        await act(remove_subscription, key)

    receiver.before, receiver.answers = skip_it, [(500, {}), (500, {})]
    await run(courier)
    assert [one.state for one in await deliveries(world)] == [DeliveryState.SKIPPED, DeliveryState.WAITING]
    await run(courier)

    assert receiver.events == [(1, "callback.created"), (2, "callback.created")]
    assert await deliveries(world) == []
