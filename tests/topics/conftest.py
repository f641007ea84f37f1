"""A turn of the bot in the demo institution, on a database of the test's own, for actions called one by one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.context import TurnContext, turn_context
from handoff.database import connect
from handoff.demo import seed
from handoff.links import Links
from handoff.models import Conversation, Customer, Institution, Number
from handoff.settings import Settings
from handoff.vault import Vault

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 10, tzinfo=BERLIN)


@pytest.fixture
async def turn(database_url):
    """The running turn's context, Wednesday 25 November 2026, 10 o'clock; a test may move `turn.now`."""
    seed(Settings().model_copy(update={"database_url": database_url}), today=NOW.date())
    engine = connect(database_url)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        with turn_context(await _context(session)) as context:
            yield context
    await engine.dispose()


async def _context(session):
    number = await session.scalar(select(Number).where(Number.phone_number_id == Settings().whatsapp_phone_number_id))
    institution = await session.get_one(Institution, number.institution_id)
    customer = Customer(institution_id=institution.id, created_at=NOW)
    session.add(customer)
    await session.flush()
    conversation = Conversation(
        institution_id=institution.id,
        number_id=number.id,
        customer_id=customer.id,
        opened_at=NOW,
        last_activity_at=NOW,
    )
    session.add(conversation)
    await session.flush()
    vault, links = Vault("test"), Links("http://test", secret_key="test")
    return TurnContext(session, conversation, customer, institution, vault, links, NOW, text="")
