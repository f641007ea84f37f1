"""Events for the institution's systems: written with what they tell of, sent in order, signed, until they arrive."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from handoff.database import listening
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
    PauseCause,
    Status,
    User,
    WebhookDelivery,
    WebhookEvent,
    WebhookSubscription,
)
from handoff.retention import forget_old
from handoff.timers import close_silent
from handoff.vault import Vault
from handoff.webhooks import (
    By,
    Courier,
    Post,
    Wishes,
    add_subscription,
    pause,
    remove_subscription,
    renew_secret,
    resume,
    send_now,
    send_test,
    skip,
)
from handoff.webhooks.posting import NoAnswer

from .receiver import receiving

ALL = tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST)
CHANCE = 0.5  # which changes no time


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def post():
    post = Post(itself=True)
    yield post
    await post.close()


@pytest.fixture
def courier_of(world, post):
    """A sending process's; `holder` says which."""

    def courier_of(holder=1, **values):
        given = {"post": post, "vault": world.vault, "clock": world.clock, "holder": holder, "chance": lambda: CHANCE}
        return Courier(world.sessions, **(given | values))

    return courier_of


@pytest.fixture
def courier(courier_of):
    return courier_of()


@pytest.fixture
def act(world):
    """Does one of the administrators' acts."""

    async def act(what, *things, who="adam", **values):
        async with world.sessions.begin() as session:
            user = await session.get_one(User, world.users[who])
            return await what(session, *things, by=By(user, world.clock()), **values)

    return act


@pytest.fixture
def subscribe(world, act, receiver):
    """Returns id and secret."""

    async def subscribe(institution="musterstadt", who="adam", *, events=ALL, transcripts=False, address=None):
        wishes = Wishes("Kernbank", address or receiver.address, events, transcripts)
        subscription, secret = await act(
            add_subscription, world.institutions[institution], wishes, vault=world.vault, who=who
        )
        return subscription.id, secret

    return subscribe


async def run(courier):
    """As the process does, until nothing is due."""
    for subscription in await courier.claim(limit=10):
        await courier.serve(subscription)


async def ended(world, chat, *, who="anna", outcome=Outcome.ANSWERED):
    async with world.sessions.begin() as session:
        await close(
            session, chat, user=await session.get_one(User, world.users[who]), outcome=outcome, now=world.clock()
        )


async def deliveries(world):
    return await world.all(select(WebhookDelivery).order_by(WebhookDelivery.place))


async def subscriptions(world):
    (one,) = await world.all(select(WebhookSubscription))
    return one


# What is written.


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


# Transcripts.


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


# Order, failures, pauses.


async def test_the_next_waits_until_the_former_has_arrived(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(500, {}), (503, {}), (204, {})]
    for _ in range(3):
        await world.callback()

    await run(courier)
    await run(courier)
    assert receiver.events == [(1, "callback.created")]

    clock.now += timedelta(seconds=5)
    await run(courier)
    assert len(receiver.came) == 2
    clock.now += timedelta(seconds=5)
    await run(courier)

    assert [one[0] for one in receiver.events] == [1, 1, 1, 2, 3]
    assert len({one.headers["webhook-id"] for one in receiver.came}) == 3
    first, *_ = await deliveries(world)
    assert (first.attempts, first.state, first.failing_since) == (3, DeliveryState.DELIVERED, None)


async def test_a_receiver_that_asks_to_wait_is_left_alone_so_long(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(429, {"Retry-After": "600"})]
    await world.callback()
    await run(courier)

    clock.now += timedelta(seconds=599)
    await run(courier)
    assert len(receiver.came) == 1
    clock.now += timedelta(seconds=1)
    await run(courier)
    assert len(receiver.came) == 2


async def test_a_redirection_is_not_followed_and_nothing_of_an_answer_is_kept(
    world, subscribe, receiver, courier, caplog, capsys
):
    await subscribe()
    receiver.answers = [(302, {"Location": receiver.address + "/anderswo", "X-Secret": "geheim"})]
    await world.callback()

    await run(courier)

    assert [one.path for one in receiver.came] == ["/schalter"]
    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.answer_status) == (DeliveryState.FAILED, 302)
    out = "".join(capsys.readouterr()) + caplog.text
    assert "geheim" not in out and receiver.address not in out and "15155500042" not in out


async def test_after_two_days_it_is_paused_and_nothing_is_lost(world, subscribe, receiver, courier, clock, act):
    key, _ = await subscribe()
    receiver.answers = [(500, {})] * 200
    await world.callback()
    for _ in range(200):
        await run(courier)
        (delivery,) = await deliveries(world)
        if (await subscriptions(world)).paused_at:
            break
        clock.now = delivery.next_attempt_at
    await world.callback()
    paused = await subscriptions(world)
    assert paused.pause_cause is PauseCause.FAILING
    assert timedelta(days=2) <= clock.now - delivery.failing_since <= timedelta(days=2, hours=2)
    tried = len(receiver.came)
    await run(courier)
    assert len(receiver.came) == tried

    receiver.answers = []
    await act(resume, key)
    await run(courier)

    assert [one[0] for one in receiver.events[-2:]] == [1, 2]
    assert [one.state for one in await deliveries(world)] == [DeliveryState.DELIVERED] * 2


async def test_a_receiver_that_is_gone_is_called_no_more(world, subscribe, receiver, courier, clock):
    await subscribe()
    receiver.answers = [(410, {})]
    await world.callback()

    await run(courier)
    clock.now += timedelta(days=1)
    await run(courier)

    assert len(receiver.came) == 1
    assert (await subscriptions(world)).pause_cause is PauseCause.GONE


async def test_while_it_is_paused_events_are_kept(world, subscribe, receiver, courier, act):
    key, _ = await subscribe()
    await act(pause, key)
    await world.callback()
    await run(courier)
    assert receiver.came == []

    await act(resume, key)
    await run(courier)

    assert receiver.events == [(1, "callback.created")]


async def test_what_is_skipped_is_never_sent_and_leaves_a_gap_in_the_sequence(
    world, subscribe, receiver, courier, act, clock
):
    key, _ = await subscribe()
    receiver.answers = [(500, {})]
    await world.callback()
    await world.callback()
    await run(courier)
    first, second = await deliveries(world)

    await act(skip, key, first.id)
    await run(courier)

    assert receiver.events == [(1, "callback.created"), (2, "callback.created")]
    first, second = await deliveries(world)
    assert (first.state, second.state) == (DeliveryState.SKIPPED, DeliveryState.DELIVERED)
    await act(skip, key, second.id)
    assert (await deliveries(world))[1].state is DeliveryState.DELIVERED


async def test_what_failed_is_sent_at_once_if_somebody_wishes(world, subscribe, receiver, courier, act):
    key, _ = await subscribe()
    receiver.answers = [(500, {"Retry-After": "9"})]
    await world.callback()
    await run(courier)
    (delivery,) = await deliveries(world)

    await act(send_now, key, delivery.id)
    await run(courier)

    assert len(receiver.came) == 2


async def test_a_test_event_needs_no_wish(world, subscribe, receiver, courier, act):
    key, secret = await subscribe(events=(WebhookEvent.CALLBACK_DONE,))

    await act(send_test, key)
    await run(courier)

    (came,) = receiver.came
    assert came.is_signed_with(secret)
    assert (came.told["type"], came.told["data"]) == ("test", {})


async def test_for_a_day_both_secrets_sign(world, subscribe, receiver, courier, act, clock):
    key, former = await subscribe()
    new = await act(renew_secret, key, vault=world.vault)
    for hours in (0, 25):
        clock.now += timedelta(hours=hours)
        await act(send_test, key)
        await run(courier)

    soon, later = receiver.came
    assert new != former
    assert soon.is_signed_with(new) and soon.is_signed_with(former)
    assert later.is_signed_with(new) and not later.is_signed_with(former)


async def test_a_secret_that_cannot_be_read_pauses_until_there_is_another(world, subscribe, receiver, courier_of, act):
    key, former = await subscribe()
    await act(send_test, key)
    other = courier_of(vault=Vault("another key than before"))
    await run(other)
    assert (await subscriptions(world)).pause_cause is PauseCause.SEALED

    new = await act(renew_secret, key, vault=world.vault)
    await act(resume, key)
    await run(courier_of())

    assert receiver.came[0].is_signed_with(new) and not receiver.came[0].is_signed_with(former)


async def test_what_cannot_be_written_is_told_and_can_be_skipped(world, subscribe, receiver, courier, act, clock):
    key, _ = await subscribe()
    await world.callback()
    await world.callback()
    (first, _) = await deliveries(world)
    async with world.sessions.begin() as session:
        await session.execute(update(WebhookDelivery).where(WebhookDelivery.id == first.id).values(facts={}))

    await run(courier)
    (first, _) = await deliveries(world)
    assert (first.state, first.error, receiver.came) == (DeliveryState.FAILED, "unwritten", [])
    assert first.next_attempt_at > clock.now
    await act(skip, key, first.id)
    await run(courier)

    assert receiver.events == [(2, "callback.created")]


# The network.


async def test_in_service_the_machine_itself_is_not_called(receiver):
    post = Post(itself=False)
    with pytest.raises(NoAnswer, match="forbidden"):
        await post.send(receiver.address.replace("127.0.0.1", "localhost"), b"{}", {})
    await post.close()

    assert receiver.came == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1:9/x", "connection"),
        ("https://169.254.169.254/latest/meta-data", "forbidden"),
        ("https://nirgends.invalid/x", "name"),
    ],
)
async def test_what_cannot_be_reached_is_told_in_a_word(world, subscribe, courier, address, why):
    await subscribe(address=address)
    await world.callback()

    await run(courier)

    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.error, delivery.answer_status) == (DeliveryState.FAILED, why, None)


async def test_a_name_that_leads_to_the_machines_surroundings_is_not_called(post, monkeypatch, receiver):
    async def lookup(host, port, **_):
        return [(2, 1, 6, "", ("127.0.0.1", port)), (2, 1, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup, raising=False)
    with pytest.raises(NoAnswer, match="forbidden"):
        await post.send(f"http://kernbank.example:{receiver.port}/x", b"{}", {})

    assert receiver.came == []


async def test_the_receiver_is_called_by_its_name(post, receiver):
    answer = await post.send(f"http://localhost:{receiver.port}/x?y=1", b"{}", {})

    assert answer.status == 204
    (came,) = receiver.came
    assert (came.path, came.headers["host"]) == ("/x?y=1", f"localhost:{receiver.port}")
    assert came.headers["user-agent"].startswith("Schalter/")


async def test_a_receiver_that_breaks_off_or_says_no_http_is_tried_again(world, subscribe, receiver, courier):
    await subscribe()
    receiver.answers = [None]
    await world.callback()

    await run(courier)

    (delivery,) = await deliveries(world)
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "broken")


async def test_a_slow_receiver_is_waited_for_a_while_and_holds_up_no_other(
    world, subscribe, receiver, courier, monkeypatch
):
    monkeypatch.setattr("handoff.webhooks.posting.SECONDS", 0.3)

    async def sleep():
        await asyncio.sleep(1)

    await subscribe()
    async with receiving() as other:
        await subscribe(address=other.address)
        receiver.before = sleep
        await world.callback()
        claimed = await courier.claim(limit=10)
        await asyncio.gather(*(courier.serve(one) for one in claimed))

        assert (len(receiver.came), len(other.came)) == (1, 1)
    by_error = {one.error: one.state for one in await deliveries(world)}
    assert by_error == {"timeout": DeliveryState.FAILED, None: DeliveryState.DELIVERED}


# Several processes.


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


# What is kept.


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
