"""What is kept of customers, and that it goes when it should."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from handoff.changing_hands import change_hands
from handoff.models import (
    Absence,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    HandoffReason,
    Identifier,
    Institution,
    Message,
    Mover,
    Owner,
    Shift,
    Team,
    User,
)
from handoff.retention import forget_old
from handoff.workbench.rehearsal import phone as says


@pytest.fixture
async def closed(service, mara):
    """A conversation that ended now."""
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()
    async with service.sessions.begin() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        await change_hands(
            session, conversation, to=Owner.CLOSED, by=Mover.TIME, reason=HandoffReason.SILENCE, now=service.clock.now
        )


async def after(service, days):
    """What is left so many days later: conversations, messages, customers, identifiers."""
    now = service.clock.now + timedelta(days=days)
    async with service.sessions.begin() as session:
        await forget_old(session, now=now, at_once=10)
        kinds = (Conversation, Message, Customer, Identifier)
        return [await session.scalar(select(func.count()).select_from(kind)) for kind in kinds]


async def test_a_year_later_nothing_is_left_of_it_or_of_its_customer(service, closed):
    assert await after(service, 364) == [1, 2, 1, 1]
    assert await after(service, 366) == [0, 0, 0, 0]


async def test_the_bank_decides_how_long(service, closed):
    async with service.sessions.begin() as session:
        institution = (await session.scalars(select(Institution).join(Conversation))).one()
        facts = institution.facts
        institution.facts = facts | {"retention_days": 30}

    left = await after(service, 31)

    async with service.sessions.begin() as session:
        await session.execute(update(Institution).where(Institution.id == institution.id).values(facts=facts))
    assert left[0] == 0


async def test_what_is_open_stays(service, mara):
    await service.arrive(mara, says.text("Hallo"))
    await service.settle()

    assert await after(service, 4000) == [1, 2, 1, 1]


async def test_who_agreed_to_notices_stays_known(service, closed):
    async with service.sessions.begin() as session:
        customer = (await session.scalars(select(Customer))).one()
        session.add(
            Consent(
                customer_id=customer.id,
                kind=ConsentKind.NOTIFICATIONS,
                version="1",
                given_at=service.clock.now,
            )
        )

    assert await after(service, 400) == [0, 0, 1, 1]


async def test_who_was_to_work_when_is_kept_for_two_years(service):
    start = service.clock.now
    async with service.sessions.begin() as session:
        team = (await session.scalars(select(Team).limit(1))).one()
        user = (await session.scalars(select(User).limit(1))).one()
        hours = {"starts_at": start, "ends_at": start + timedelta(hours=8)}
        session.add(Shift(institution_id=team.institution_id, team_id=team.id, user_id=user.id, **hours))
        days = {"first_day": start.date(), "last_day": start.date()}
        session.add(Absence(institution_id=team.institution_id, user_id=user.id, **days, **hours))

    left = []
    for days in (729, 732):
        async with service.sessions.begin() as session:
            await forget_old(session, now=start + timedelta(days=days), at_once=1000)
            counts = [select(func.count()).where(kind.starts_at == start) for kind in (Shift, Absence)]
            left.append([await session.scalar(count) for count in counts])
    assert left == [[1, 1], [0, 0]]
