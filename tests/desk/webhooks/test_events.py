"""Events for the institution's systems: written with what they tell of, with nothing personal, and forgotten."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from handoff.desk.holding import close
from handoff.models import (
    Appointment,
    AppointmentState,
    Author,
    Callback,
    CallbackOutcome,
    CallbackState,
    Conversation,
    DeliveryState,
    Message,
    Outcome,
    Owner,
    Status,
    User,
    WebhookDelivery,
    WebhookEvent,
    WebhookSubscription,
)
from handoff.retention import forget_old
from handoff.timers import close_silent
from handoff.webhooks import pause, send_test
from tests.desk.webhooks.dispatch import deliveries, ended, run


async def test_without_a_subscription_nothing_is_written(world, clock):
    await ended(world, await world.held())
    await world.callback()
    await world.appointment(await world.advisor(), starts_at=clock() + timedelta(days=1))

    assert await deliveries(world) == []


async def test_the_system_of_another_institution_hears_nothing(world, subscribe):
    await subscribe("neubeispiel", "nora")
    await ended(world, await world.held())

    assert await deliveries(world) == []


async def test_only_what_is_wished_for_is_written(world, subscribe):
    await subscribe(events=(WebhookEvent.CALLBACK_CREATED,))
    await ended(world, await world.held())
    await world.callback()

    assert [one.event for one in await deliveries(world)] == [WebhookEvent.CALLBACK_CREATED]


async def test_what_is_undone_is_not_told(world, subscribe):
    await subscribe()
    chat = await world.held()
    with pytest.raises(ZeroDivisionError):
        async with world.sessions.begin() as session:
            user = await session.get_one(User, world.users["anna"])
            await close(session, chat, user=user, outcome=Outcome.SPAM, now=world.clock())
            raise ZeroDivisionError

    assert await deliveries(world) == []


async def test_a_chat_closed_by_an_agent_is_told_with_outcome_and_times(world, subscribe, receiver, courier, clock):
    _, secret = await subscribe()
    chat = await world.held()
    clock.now += timedelta(minutes=5)
    await ended(world, chat)

    await run(courier)

    (came,) = receiver.came
    (delivery,) = await deliveries(world)
    assert came.is_signed_with(secret) and came.headers["webhook-id"] == str(delivery.id)
    assert came.headers["webhook-timestamp"] == str(int(clock.now.timestamp()))
    assert came.told == {
        "id": str(delivery.id),
        "type": "conversation.closed",
        "timestamp": "2026-11-23T11:05:00+01:00",
        "sequence": 1,
        "institution": "musterstadt",
        "data": {
            "conversation": str(chat),
            "customer_number": None,
            "topic": "unlock",
            "team": "service",
            "language": "de",
            "outcome": "answered",
            "reason": "done",
            "closed_by": "agent",
            "opened_at": "2026-11-23T11:00:00+01:00",
            "last_inbound_at": "2026-11-23T11:00:00+01:00",
            "closed_at": "2026-11-23T11:05:00+01:00",
            "messages": None,
        },
    }
    assert (delivery.state, delivery.done_at, delivery.answer_status) == (DeliveryState.DELIVERED, clock.now, 204)


async def test_a_chat_that_fell_silent_is_told_too(world, subscribe, receiver, courier, clock):
    await subscribe()
    await world.conversation()
    clock.now += timedelta(days=4)
    async with world.sessions.begin() as session:
        await close_silent(session, now=clock.now)

    await run(courier)

    data = receiver.came[0].told["data"]
    assert (data["reason"], data["closed_by"], data["outcome"]) == ("silence", "time", None)


async def test_callbacks_are_told_with_their_number_while_somebody_is_to_be_called(
    world, subscribe, receiver, courier, clock
):
    await subscribe()
    key = await world.callback()
    await run(courier)
    for values in (
        {"tries": 1, "outcome": CallbackOutcome.NOT_REACHED, "earliest": clock.now + timedelta(hours=2)},
        {"note": "Nichts Neues"},
        {"state": CallbackState.DONE, "outcome": CallbackOutcome.REACHED, "done_at": clock.now},
    ):
        async with world.sessions.begin() as session:
            await session.execute(update(Callback).where(Callback.id == key).values(**values))
        await run(courier)

    told = [(one.told["type"], one.told["data"]["phone"], one.told["data"]["tries"]) for one in receiver.came]
    assert told == [
        ("callback.created", "+4915155500042", 0),
        ("callback.changed", "+4915155500042", 1),
        ("callback.done", None, 1),
    ]
    assert receiver.came[1].told["data"]["earliest"] == "2026-11-23T13:00:00+01:00"
    assert receiver.came[2].told["data"]["outcome"] == "reached"
    assert "Nichts Neues" not in str([one.told for one in receiver.came])


async def test_a_callback_that_is_called_off_is_told(world, subscribe, receiver, courier):
    await subscribe()
    key = await world.callback()
    async with world.sessions.begin() as session:
        (await session.get_one(Callback, key)).state = CallbackState.CANCELLED

    await run(courier)

    assert receiver.events == [(1, "callback.created"), (2, "callback.cancelled")]
    assert receiver.came[1].told["data"]["phone"] is None


async def test_appointments_are_told_when_booked_moved_and_cancelled(world, subscribe, receiver, courier, clock):
    await subscribe()
    chat = await world.held()
    tomorrow = clock.now + timedelta(days=1)
    key = await world.appointment(await world.advisor(), chat, starts_at=tomorrow)
    for values in (
        {"late_minutes": 5},
        {"starts_at": tomorrow + timedelta(hours=1), "ends_at": tomorrow + timedelta(hours=2)},
        {"state": AppointmentState.CANCELLED},
    ):
        async with world.sessions.begin() as session:
            await session.execute(update(Appointment).where(Appointment.id == key).values(**values))

    await run(courier)

    told = [(one.told["type"], one.told["data"]["starts_at"]) for one in receiver.came]
    assert told == [
        ("appointment.booked", "2026-11-24T11:00:00+01:00"),
        ("appointment.moved", "2026-11-24T12:00:00+01:00"),
        ("appointment.cancelled", "2026-11-24T12:00:00+01:00"),
    ]
    data = receiver.came[0].told["data"]
    assert (data["advisor"], data["branch"], data["meeting"], data["team"]) == ("muster", "muster", "branch", "service")
    assert "Maria" not in receiver.came[0].body.decode()


async def test_the_person_of_the_customer_file_is_told_as_assigned_when_it_is_sent(world, subscribe, receiver, courier):
    await subscribe()
    right, chat, other = await world.record(), await world.held(), await world.held()
    await ended(world, chat)
    await ended(world, other)
    await world.assigned(chat, right)

    await run(courier)

    assert [one.told["data"]["customer_number"] for one in receiver.came] == ["1004711", None]
    assert "Mara" not in receiver.came[0].body.decode()


async def test_a_removal_at_the_same_moment_stops_nobody_from_closing_a_chat(world, subscribe):
    await subscribe()
    chat = await world.held()
    async with world.sessions() as removing:
        await removing.execute(delete(WebhookSubscription))
        closing = asyncio.create_task(ended(world, chat))
        await asyncio.sleep(0.3)
        assert not closing.done()
        await removing.commit()
    await closing

    assert (await world.get(Conversation, chat)).owner is Owner.CLOSED
    assert await deliveries(world) == []


async def test_a_transcript_goes_along_only_where_it_is_wished_for(world, subscribe, receiver, courier, act):
    await subscribe()
    await subscribe(transcripts=True)
    chat = await world.held()
    await world.message(chat, "Gern.", author=Author.AGENT, user_id=world.users["anna"], status=int(Status.READ))
    await ended(world, chat)

    await run(courier)

    transcripts = [one.told["data"]["messages"] for one in receiver.came]
    assert sorted(transcripts, key=bool) == [
        None,
        [
            {
                "author": "customer",
                "at": "2026-11-23T11:00:00+01:00",
                "kind": "text",
                "text": "Mein Zugang ist gesperrt.",
            },
            {"author": "agent", "at": "2026-11-23T11:00:00+01:00", "kind": "text", "text": "Gern."},
        ],
    ]
    assert "Anna" not in str([one.body for one in receiver.came])


async def test_what_was_taken_back_or_never_arrived_is_not_in_it(world, subscribe, receiver, courier, clock):
    await subscribe(transcripts=True)
    chat = await world.held()
    await world.message(chat, "Ach nein.", revoked_at=clock.now)
    await world.message(chat, "Kam nicht an.", author=Author.AGENT, status=int(Status.FAILED))
    await world.message(chat, "+4915155500099", kind="system")
    await ended(world, chat)

    await run(courier)

    assert [one["text"] for one in receiver.came[0].told["data"]["messages"]] == ["Mein Zugang ist gesperrt."]


async def test_of_a_chat_that_is_deleted_nothing_is_told_but_that_it_ended(world, subscribe, receiver, courier, clock):
    await subscribe(transcripts=True)
    chat = await world.held()
    await ended(world, chat)
    async with world.sessions.begin() as session:
        await forget_old(session, now=clock.now + timedelta(days=366), at_once=10)

    await run(courier)

    assert await world.all(select(Message.id)) == []
    (came,) = receiver.came
    assert (came.told["type"], came.told["data"]["messages"]) == ("conversation.closed", None)


async def test_a_delivery_keeps_nothing_personal(world, subscribe):
    await subscribe(transcripts=True)
    chat = await world.held(name="Mara Beispiel")
    await world.assigned(chat, await world.record())
    await ended(world, chat)
    await world.callback()

    async with world.sessions() as session:
        rows = str((await session.execute(text("SELECT * FROM webhook_deliveries"))).all())
    for word in ("Mara", "gesperrt", "1004711", "+49", "15155500042", "Anna"):
        assert word not in rows


async def test_what_was_delivered_is_forgotten_after_a_month_and_what_waits_is_not(
    world, subscribe, receiver, courier, clock, act
):
    key, _ = await subscribe()
    await act(send_test, key)
    await run(courier)
    await act(pause, key)
    await act(send_test, key)

    for days, left in ((29, 2), (31, 1)):
        async with world.sessions.begin() as session:
            await forget_old(session, now=clock.now + timedelta(days=days), at_once=10)
            assert await session.scalar(select(func.count()).select_from(WebhookDelivery)) == left


async def test_in_the_database_the_secret_is_sealed(world, subscribe):
    _, secret = await subscribe()

    async with world.sessions() as session:
        sealed = await session.scalar(text("SELECT secret FROM webhook_subscriptions"))
    assert secret.encode() not in sealed
    assert world.vault.unseal(sealed) == secret
