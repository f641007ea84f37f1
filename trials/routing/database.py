"""The same on PostgreSQL: many workers give chats of a few teams to the same people, while those finish theirs, let
them lie, go and come back.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import TextClause, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.assigning import Router, take_away
from handoff.catalogue import Catalogue
from handoff.changing_hands import change_hands
from handoff.database import Sessions
from handoff.models import (
    Conversation,
    Customer,
    HandoffReason,
    Institution,
    Membership,
    Mover,
    Number,
    Organisation,
    OrganisationKind,
    Owner,
    Presence,
    Role,
    Team,
    User,
)

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
TEAMS, PEOPLE = 6, 48
PATIENCE = 120.0

OVER_CAPACITY = text("""
    SELECT count(*) FROM (
        SELECT agent_id, count(*) AS chats FROM conversations WHERE owner = 'agent' GROUP BY agent_id
    ) AS held JOIN users ON users.id = held.agent_id WHERE held.chats > users.capacity
""")
# Each time somebody got a chat he has also lost or finished it, once.
TWICE = text("""
    SELECT count(*) FROM (
        SELECT conversation_id FROM handoffs GROUP BY conversation_id HAVING count(*) FILTER (WHERE reason = 'given') <>
        count(*) FILTER (WHERE reason IN ('unanswered', 'left', 'done'))
    ) AS odd
""")
OPEN = text("SELECT count(*) FROM conversations WHERE owner <> 'closed'")
GIVEN = text("SELECT count(*) FROM handoffs WHERE reason = 'given'")


@dataclass(slots=True)
class Churn:
    """`rate`: assignments a second by all workers, where nobody has to wait for a free place."""

    chats: int
    workers: int
    rate: float = 0.0
    assignments: int = 0
    twice: int = 0
    over_capacity: int = 0
    forgotten: int = 0


@dataclass(frozen=True, slots=True)
class House:
    institution: UUID
    number: UUID
    teams: list[UUID]
    people: list[UUID]


async def churn(sessions: Sessions, catalogue: Catalogue, *, chats: int, workers: int, chance: random.Random) -> Churn:
    """First all at once to people with room for everything, then with five places each and everybody busy."""
    found, router = Churn(chats, workers), Router(catalogue)
    house = await _found(sessions)
    await _queue(sessions, house, chats, chance)
    start = time.perf_counter()
    await asyncio.gather(*(_give_all(sessions, router, house, number) for number in range(workers)))
    found.rate = chats / (time.perf_counter() - start)
    await _end(sessions)

    async with sessions.begin() as session:
        await session.execute(update(User).values(capacity=5))
    await _queue(sessions, house, chats, chance)
    deadline = time.monotonic() + PATIENCE
    ending = asyncio.Event()
    watcher = asyncio.create_task(_watch(sessions, found, ending))
    routing = [_keep_routing(sessions, router, house, ending, random.Random(number)) for number in range(workers - 22)]
    finishing = [_keep_finishing(sessions, ending, random.Random(number)) for number in range(18)]
    disturbing = [_keep_disturbing(sessions, house, ending, random.Random(number)) for number in range(4)]
    tasks = [asyncio.create_task(work) for work in (*routing, *finishing, *disturbing)]
    while time.monotonic() < deadline and await _count(sessions, OPEN):
        await asyncio.sleep(0.2)
    ending.set()
    await asyncio.gather(*tasks, watcher)
    found.forgotten = await _count(sessions, OPEN)
    found.twice = await _count(sessions, TWICE)
    found.assignments = await _count(sessions, GIVEN)
    return found


async def _found(sessions: Sessions) -> House:
    async with sessions.begin() as session:
        organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug="pruefstand", name="Prüfstand")
        session.add(organisation)
        await session.flush()
        institution = organisation.id
        session.add(Institution(id=institution, state="NW", notice_version="1", facts={}, limits={}))
        await session.flush()
        number = Number(institution_id=institution, phone_number_id="0", business_account_id="0", display_number="0")
        teams = [
            Team(institution_id=institution, slug=slug, name=slug, hours="24/7", push=True)
            for slug in ("service", *(f"team{one}" for one in range(1, TEAMS)))
        ]
        people = [
            User(
                organisation_id=institution,
                email=f"person{one}@pruefstand.example",
                name=f"Person {one}",
                capacity=1_000_000,
                seen_at=NOW + timedelta(days=1),
            )
            for one in range(PEOPLE)
        ]
        session.add_all([number, *teams, *people])
        await session.flush()
        session.add_all(
            Membership(user_id=person.id, institution_id=institution, team_id=team.id, role=Role.AGENT)
            for place, person in enumerate(people)
            for team in {teams[place % TEAMS].id: teams[place % TEAMS], teams[place % 3].id: teams[place % 3]}.values()
        )
        return House(institution, number.id, [team.id for team in teams], [person.id for person in people])


async def _queue(sessions: Sessions, house: House, chats: int, chance: random.Random) -> None:
    customers = [{"id": uuid4(), "institution_id": house.institution, "created_at": NOW} for _ in range(chats)]
    async with sessions.begin() as session:
        await session.execute(insert(Customer), customers)
        rows = [
            {
                "id": uuid4(),
                "institution_id": house.institution,
                "number_id": house.number,
                "customer_id": customer["id"],
                "owner": Owner.WAITING,
                "team_id": chance.choice(house.teams),
                "topic": "hours",
                "priority": chance.randrange(4),
                "opened_at": NOW,
                "last_activity_at": NOW,
                "waiting_since": NOW - timedelta(seconds=chance.randrange(600)),
                "due_at": NOW + timedelta(minutes=chance.randrange(30)),
            }
            for customer in customers
        ]
        await session.execute(insert(Conversation), rows)


async def _give_all(sessions: Sessions, router: Router, house: House, number: int) -> None:
    for team in [*house.teams[number % TEAMS :], *house.teams[: number % TEAMS]]:
        while await _route(sessions, router, team):
            pass


async def _route(sessions: Sessions, router: Router, team: UUID) -> list[UUID]:
    async with sessions.begin() as session:
        return await router.route(session, team, now=NOW)


async def _end(sessions: Sessions) -> None:
    async with sessions.begin() as session:
        for conversation in await session.scalars(select(Conversation).where(Conversation.owner == Owner.AGENT)):
            await _close(session, conversation)


async def _close(session: AsyncSession, conversation: Conversation) -> None:
    await change_hands(
        session,
        conversation,
        to=Owner.CLOSED,
        by=Mover.AGENT,
        reason=HandoffReason.DONE,
        now=NOW,
    )


async def _keep_routing(
    sessions: Sessions, router: Router, house: House, ending: asyncio.Event, chance: random.Random
) -> None:
    while not ending.is_set():
        await _route(sessions, router, chance.choice(house.teams))
        await asyncio.sleep(chance.uniform(0.0, 0.2))


async def _keep_finishing(sessions: Sessions, ending: asyncio.Event, chance: random.Random) -> None:
    held = (
        select(Conversation)
        .where(Conversation.owner == Owner.AGENT, Conversation.answer_by > NOW)
        .limit(5)
        .with_for_update(of=Conversation, skip_locked=True, key_share=True)
    )
    while not ending.is_set():
        async with sessions.begin() as session:
            for conversation in await session.scalars(held):
                if chance.random() < 0.05:
                    conversation.answer_by = NOW  # lets it lie
                else:
                    await _close(session, conversation)
        await asyncio.sleep(chance.uniform(0.0, 0.05))


async def _keep_disturbing(sessions: Sessions, house: House, ending: asyncio.Event, chance: random.Random) -> None:
    while not ending.is_set():
        person, is_back = chance.choice(house.people), chance.random() < 0.7
        async with sessions.begin() as session:
            presence = Presence.ONLINE if is_back else Presence.AWAY
            seen = NOW + timedelta(days=1) if is_back or chance.random() < 0.5 else NOW - timedelta(days=1)
            await session.execute(update(User).where(User.id == person).values(presence=presence, seen_at=seen))
        async with sessions.begin() as session:
            await take_away(session, now=NOW)
        await asyncio.sleep(chance.uniform(0.0, 0.1))
    async with sessions.begin() as session:
        there = {"presence": Presence.ONLINE, "seen_at": NOW + timedelta(days=1)}
        await session.execute(update(User).where(User.id.in_(house.people)).values(**there))


async def _watch(sessions: Sessions, found: Churn, ending: asyncio.Event) -> None:
    while not ending.is_set():
        found.over_capacity = max(found.over_capacity, await _count(sessions, OVER_CAPACITY))
        await asyncio.sleep(0.05)


async def _count(sessions: Sessions, statement: TextClause) -> int:
    async with sessions() as session:
        return int(await session.scalar(statement) or 0)
