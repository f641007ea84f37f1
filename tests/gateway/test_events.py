"""From a customer's message to the institution's system: what the guard has masked stays masked."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from handoff.models import Membership, Role, User, WebhookEvent, WebhookSubscription
from handoff.timers import close_silent
from handoff.vault import Vault
from handoff.watching import look
from handoff.webhooks import By, Courier, Post, Wishes, add_subscription
from handoff.workbench.rehearsal import phone as says
from tests.desk.webhooks.dispatch import run
from tests.desk.webhooks.receiver import receiving
from tests.gateway.test_metrics import value


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def courier(service):
    vault, post = Vault(service.settings.secret_key.get_secret_value()), Post(itself=True)
    yield Courier(service.sessions, post=post, vault=vault, clock=service.clock, holder=7)
    await post.close()


@pytest.fixture
async def subscribed(service, receiver):
    """To chats that end, with transcripts."""
    vault = Vault(service.settings.secret_key.get_secret_value())
    administrators = select(User, Membership.institution_id).join(Membership, Membership.user_id == User.id)
    async with service.sessions.begin() as session:
        for user, institution in await session.execute(administrators.where(Membership.role == Role.ADMINISTRATOR)):
            wishes = Wishes("Kernbank", receiver.address, (WebhookEvent.CONVERSATION_CLOSED,), True)
            await add_subscription(session, institution, wishes, vault=vault, by=By(user, service.clock.now))
    yield
    async with service.sessions.begin() as session:
        await session.execute(delete(WebhookSubscription))


async def ended(service):
    service.clock.now += timedelta(days=4)
    async with service.sessions.begin() as session:
        await close_silent(session, now=service.clock.now)


async def test_a_transcript_is_masked_as_it_is_stored(service, mara, subscribed, receiver, courier):
    await service.arrive(mara, says.text("Meine IBAN ist DE02120300000000202051, die PIN 4711, Danke"))
    await service.settle()
    await ended(service)

    await run(courier)

    messages = receiver.came[0].told["data"]["messages"]
    said = " ".join(one["text"] for one in messages)
    assert (messages[0]["author"], messages[-1]["author"]) == ("customer", "bot")
    assert "IBAN ist" in messages[0]["text"] and "Danke" in messages[0]["text"]
    # Four digits may stand in an id by chance.
    assert "4711" not in said
    body = receiver.came[0].body.decode()
    assert "DE02" not in body and "202051" not in body and "4915155500001" not in body


async def test_monitors_are_told_of_events_and_pauses(service, mara, subscribed, receiver, courier):
    receiver.answers = [(410, {})]
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()
    await ended(service)
    before = value("schalter_event_deliveries_total", outcome="refused")

    await run(courier)
    async with service.sessions() as session:
        await look(session, clock=service.clock)

    assert value("schalter_event_deliveries_total", outcome="refused") == before + 1
    assert value("schalter_events", state="failed") == 1
    assert value("schalter_paused_event_receivers", state="gone") == 1
