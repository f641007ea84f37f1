"""Sending: in order, once, within the window; what refusals and broken connections mean."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import async_sessionmaker

from handoff.models import (
    Conversation,
    EarlyStatus,
    Identifier,
    IdentifierKind,
    Message,
    Number,
    OutboxEntry,
    Process,
    Status,
)
from handoff.outbox.letters import CLAIM
from handoff.webhook import acknowledge
from handoff.whatsapp.client import CloudApi
from handoff.workbench.rehearsal import phone as says


def answer_with(service, *answers):
    """The Graph API answers so, one by one, then as usual: an error's code, a whole answer, or an exception raised."""
    left = list(answers)
    usual = service.graph.transport()

    def handle(request):
        if b'"status":"read"' in request.content or not left:
            return usual.handle_request(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(400, json={"error": {"code": answer, "message": "refused"}})

    service.outbox._api = CloudApi("http://graph.test", transport=httpx.MockTransport(handle))


async def messages(service):
    async with service.sessions() as session:
        return list(await session.scalars(select(Message).where(Message.author == "bot").order_by(Message.id)))


async def outbox(service):
    async with service.sessions() as session:
        return list(await session.scalars(select(OutboxEntry).order_by(OutboxEntry.id)))


async def due_now(service):
    async with service.sessions.begin() as session:
        await session.execute(update(OutboxEntry).values(due_at=service.clock.now - timedelta(days=9000)))


async def say_hello(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()


async def test_a_message_goes_out_with_plus_and_our_own_id(service, mara):
    sent = []
    usual = service.graph.transport()

    def keep(request):
        sent.append(json.loads(request.content))
        return usual.handle_request(request)

    service.outbox._api = CloudApi("http://graph.test", transport=httpx.MockTransport(keep))
    await say_hello(service, mara)
    payload = next(one for one in sent if "to" in one)
    (message,) = await messages(service)
    assert payload["to"] == "+4915155500001"
    assert payload["biz_opaque_callback_data"] == str(message.id)
    assert message.status == Status.ACCEPTED


async def test_the_customers_message_is_marked_as_read_with_typing(service, mara):
    await say_hello(service, mara)
    assert service.graph.reads == 1


async def test_a_rate_limit_is_waited_for_and_the_message_sent_once(service, mara):
    answer_with(service, 130429)
    await say_hello(service, mara)
    assert service.graph.bubbles == []
    await due_now(service)
    await service.settle()
    assert len(service.graph.bubbles) == 1


@pytest.mark.parametrize("code", [131026, 131030, 100, 131051, 999999])
async def test_a_refusal_for_good_is_kept_with_its_code(service, mara, code):
    answer_with(service, code)
    await say_hello(service, mara)
    (message,) = await messages(service)
    assert (message.status, message.failure_code) == (Status.FAILED, code)
    assert await outbox(service) == []


async def test_a_failed_message_asks_for_a_person(service, mara):
    answer_with(service, 131026)
    await say_hello(service, mara)
    await service.outbox.sweep()
    async with service.sessions() as session:
        assert (await session.scalars(select(Conversation.attention))).one() == "send_failed"


@pytest.mark.parametrize(("former", "shown"), [("came_back", "send_failed"), ("unreadable", "unreadable")])
async def test_a_failed_message_is_more_urgent_than_a_return_and_hides_nothing_for_others(service, mara, former, shown):
    answer_with(service, 131026)
    await say_hello(service, mara)
    async with service.sessions.begin() as session:
        await session.execute(update(Conversation).values(attention=former))
    await service.outbox.sweep()
    async with service.sessions() as session:
        assert (await session.scalars(select(Conversation.attention))).one() == shown


async def test_an_expired_token_stops_the_number_and_loses_nothing(service, mara):
    answer_with(service, 190)
    await say_hello(service, mara)
    await due_now(service)
    await service.settle()
    async with service.sessions() as session:
        stopped = (await session.scalars(select(Number).where(Number.sending_stopped.is_not(None)))).one()
    assert stopped.phone_number_id == "200000000000001"
    assert service.graph.bubbles == []
    assert len(await outbox(service)) == 1


async def test_a_stopped_number_is_tried_again_after_a_minute(service, mara):
    answer_with(service, 190)
    await say_hello(service, mara)
    async with service.sessions.begin() as session:
        await session.execute(update(Number).values(stopped_at=Number.stopped_at - timedelta(seconds=61)))
    await service.outbox.sweep()
    await due_now(service)
    await service.settle()
    assert len(service.graph.bubbles) == 1


async def test_a_broken_connection_is_no_reason_to_send_twice(service, mara):
    answer_with(service, httpx.ReadTimeout("broken"))
    await say_hello(service, mara)
    await due_now(service)
    await service.settle()
    assert service.graph.bubbles == []
    assert [entry.state for entry in await outbox(service)] == ["unknown"]


async def test_a_status_settles_an_unknown_outcome(service, mara):
    answer_with(service, httpx.ReadTimeout("broken"))
    await say_hello(service, mara)
    (message,) = await messages(service)
    status = {"id": "wamid.LATE", "status": "delivered", "timestamp": "1795597300"}
    value = {
        "metadata": {"phone_number_id": "200000000000001"},
        "statuses": [status | {"biz_opaque_callback_data": str(message.id)}],
    }
    body = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}
    raw, headers = mara.sign(body)
    await post(service, raw, headers)
    await service.outbox.sweep()
    (message,) = await messages(service)
    assert (message.status, message.wamid) == (Status.DELIVERED, "wamid.LATE")
    assert await outbox(service) == []


async def post(service, raw, headers):
    done = await acknowledge(raw, headers["X-Hub-Signature-256"], intake=service.intake, now=service.clock.now)
    assert done.code == 200


async def test_an_outcome_that_stays_unknown_is_marked_for_a_person(service, mara):
    answer_with(service, httpx.ReadTimeout("broken"))
    await say_hello(service, mara)
    await due_now(service)
    await service.outbox.sweep()
    (message,) = await messages(service)
    async with service.sessions() as session:
        attention = (await session.scalars(select(Conversation.attention))).one()
    assert (message.status, message.failure_reason) == (Status.UNKNOWN, "outcome unknown")
    assert attention == "outcome_unknown"


async def test_after_twenty_four_hours_nothing_but_a_template_is_sent(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    service.clock.now += timedelta(hours=24, seconds=1)
    await service.settle()
    (message,) = await messages(service)
    assert (message.status, message.failure_code) == (Status.FAILED, 131047)
    assert service.graph.bubbles == []


async def test_bubbles_of_a_conversation_keep_their_order_when_the_first_must_wait(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    await service.arrive(mara, says.text("Noch da?"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    answer_with(service, 131056)
    await service.settle()
    assert service.graph.bubbles == []
    await due_now(service)
    await service.settle()
    order = [bubble.message_id for bubble in service.graph.bubbles]
    assert order == sorted(order)
    assert len(order) == 2


async def test_an_answer_that_nobody_understands_silences_no_conversation(service, mara):
    answer_with(service, httpx.Response(200, json={"messages": []}))
    await say_hello(service, mara)
    assert [entry.state for entry in await outbox(service)] == ["unknown"]


async def test_a_mistake_of_our_own_while_sending_silences_no_conversation(service, mara):
    answer_with(service, ZeroDivisionError())
    await say_hello(service, mara)
    assert [entry.state for entry in await outbox(service)] == ["unknown"]


async def test_a_message_that_can_not_be_read_holds_up_nobody_else(service, mara):
    for phone in (mara, service.phone("4915155500002")):
        await service.arrive(phone, says.text("Hallo"))
    async with service.sessions.begin() as session:
        first = (await session.scalars(select(Identifier.customer_id).order_by(Identifier.seen_at).limit(1))).one()
        await session.execute(update(Identifier).where(Identifier.customer_id == first).values(ciphertext=b"damaged"))
    await service.settle()
    assert len(service.graph.bubbles) == 1
    # The blue ticks that can't be read are forgotten.
    assert [(entry.kind, entry.state) for entry in await outbox(service)] == [("message", "unknown")]


def second_number(known):
    """Of the same customer, living, and last seen an hour before the first."""
    return Identifier(
        id=uuid4(),
        institution_id=known.institution_id,
        customer_id=known.customer_id,
        kind=IdentifierKind.WA_ID,
        fingerprint=b"other",
        ciphertext=b"other",
        seen_at=known.seen_at - timedelta(hours=1),
    )


async def test_a_customer_has_one_living_number(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    async with service.sessions() as session:
        session.add(second_number((await session.scalars(select(Identifier))).one()))
        with pytest.raises(IntegrityError, match="uq_identifiers_living_kind"):
            await session.flush()


async def test_a_customer_with_two_numbers_would_stop_nobody(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    async with service.sessions() as session:
        await session.execute(text("DROP INDEX IF EXISTS uq_identifiers_living_kind"))
        known = (await session.scalars(select(Identifier))).one()
        newest = known.ciphertext
        session.add(second_number(known))
        await session.flush()
        claimed = (await session.execute(CLAIM, {"holder": 1, "limit": 9})).all()
        await session.rollback()
    assert {row.wa_id for row in claimed} == {newest}


@pytest.mark.parametrize("trouble", [httpx.ConnectError("away"), 4, 80007, 130429, 131057])
async def test_what_was_never_sent_is_not_given_up_before_the_window_shuts(service, mara, trouble):
    answer_with(service, trouble)
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    async with service.sessions.begin() as session:
        await session.execute(update(OutboxEntry).values(attempts=200))
    await service.settle()
    assert [entry.state for entry in await outbox(service)] == ["queued"]


async def test_what_meta_refuses_again_and_again_is_given_up(service, mara):
    answer_with(service, 131000)
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    async with service.sessions.begin() as session:
        await session.execute(update(OutboxEntry).values(attempts=7))
    await service.settle()
    assert await outbox(service) == []


class Flaky:
    """An engine that loses connections: "early", before a statement arrived, or "late", before its answer did."""

    def __init__(self, engine, losses):
        self._engine, self._losses = engine, losses

    def execution_options(self, **options):
        return Flaky(self._engine.execution_options(**options), self._losses)

    @asynccontextmanager
    async def connect(self):
        loss = self._losses.pop() if self._losses else None
        if loss == "early":
            raise OperationalError("", {}, OSError())
        async with self._engine.connect() as connection:
            yield connection
        if loss == "late":
            raise OperationalError("", {}, OSError())


def lose(service, loss):
    service.outbox._sessions = async_sessionmaker(Flaky(service.sessions.kw["bind"], [loss]))


@pytest.mark.parametrize("loss", ["early", "late"])
async def test_an_outcome_survives_a_database_that_starts_again(service, mara, loss):
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    _, letter = await service.outbox.claim(limit=9)
    lose(service, loss)
    await service.outbox.deliver(letter)
    (message,) = await messages(service)
    assert (message.status, len(service.graph.bubbles)) == (Status.ACCEPTED, 1)


async def test_a_refusal_written_twice_does_not_undo_the_next_attempt(service, mara):
    answer_with(service, 130429, 130429)
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    _, former = await service.outbox.claim(limit=9)
    await service.outbox.deliver(former)
    await due_now(service)
    await service.outbox.claim(limit=9)
    await service.outbox.deliver(former)
    assert [entry.state for entry in await outbox(service) if entry.kind == "message"] == ["sending"]


async def test_letters_that_were_claimed_and_never_came_are_claimed_again(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    for conversation in await service.inbox.waiting():
        await service.inbox.handle(conversation)
    lose(service, "late")
    with pytest.raises(OperationalError):
        await service.outbox.claim(limit=1)
    in_hand = await service.outbox.claim(limit=1)
    assert [letter.kind for letter in in_hand + await service.outbox.claim(limit=9)] == ["typing", "message"]


async def test_the_sweep_forgets_what_was_never_ours(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    long_ago, lately = service.clock.now - timedelta(days=3), service.clock.now - timedelta(hours=20)
    async with service.sessions.begin() as session:
        number = (await session.scalars(select(Message.number_id))).first()
        for wamid, at in (("old", long_ago), ("new", lately)):
            session.add(EarlyStatus(wamid=wamid, status=3, number_id=number, at=at))
        for name, age in (("gone", "25 hours"), ("here", "23 hours")):
            seen = text(f"clock_timestamp() - interval '{age}'")
            session.add(Process(name=name, part="worker", seen_at=seen))
    await service.outbox.sweep()
    async with service.sessions() as session:
        assert (await session.scalars(select(EarlyStatus.wamid))).all() == ["new"]
        assert (await session.scalars(select(Process.name))).all() == ["here"]
