"""Sending: in order, once, within the window; what refusals and broken connections mean."""

import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from handoff.models import Conversation, Message, Number, OutboxEntry, Status
from handoff.rehearsal import phone as says
from handoff.webhook import acknowledge
from handoff.whatsapp.client import CloudApi


def answer_with(service, *answers):
    """The Graph API answers so, one by one, then as usual. An exception is raised as a broken connection is."""
    left = list(answers)
    usual = service.graph.transport()

    def handle(request):
        if b'"status":"read"' in request.content or not left:
            return usual.handle_request(request)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
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
    secret = service.settings.whatsapp_app_secret.get_secret_value()
    done = await acknowledge(
        raw, headers["X-Hub-Signature-256"], app_secret=secret, intake=service.intake, now=service.clock.now
    )
    assert done.code == 200


async def test_an_outcome_that_stays_unknown_is_marked_for_a_person(service, mara):
    answer_with(service, httpx.ReadTimeout("broken"))
    await say_hello(service, mara)
    await due_now(service)
    await service.outbox.sweep()
    (message,) = await messages(service)
    async with service.sessions() as session:
        attention = (await session.scalars(select(Conversation.attention))).one()
    assert message.status == Status.UNKNOWN
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
