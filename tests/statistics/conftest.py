"""Conversations as they may go, at any time, written down as plain rows; and what plain SQL counts of them."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from handoff.models import (
    Callback,
    CallbackOutcome,
    CallbackState,
    Conversation,
    Customer,
    Handoff,
    HandoffReason,
    Message,
    Organisation,
    OrganisationKind,
    Owner,
    Status,
    Team,
    TurnRecord,
)
from handoff.statistics.counting import count
from tests.desk.conftest import clock, password_hash, world

__all__ = ["clock", "password_hash", "world"]

TOPICS = (None, "unlock", "credit", "limit")
REASONS = (HandoffReason.REQUEST, HandoffReason.CONFIDENTIAL, HandoffReason.NOT_UNDERSTOOD)
AGENTS = ("anna", "bernd", "xaver")


@dataclass
class Diary:
    """Writes conversations by chance."""

    world: object
    chance: random.Random

    async def conversation(self, begins, *, customer=None, ends=True):
        chance, world = self.chance, self.world
        slug = chance.choice(("musterstadt", "neubeispiel"))
        institution = world.institutions[slug]
        rows, at = [], begins
        if customer is None:
            rows.append(Customer(id=uuid4(), institution_id=institution, created_at=at))
            customer = rows[0].id
        chat = Conversation(
            id=uuid4(),
            institution_id=institution,
            number_id=world.numbers[slug],
            customer_id=customer,
            topic=chance.choice(TOPICS),
            language=chance.choice(("de", "en")),
            opened_at=at,
            last_activity_at=at,
        )
        rows.append(chat)
        owner, agent, team = Owner.BOT, None, None
        for _ in range(chance.randint(1, 14)):
            at += timedelta(seconds=chance.choice((2, 40, 700, 5000, 40000)) * chance.random())
            author = chance.choice(("customer", "agent" if owner is Owner.AGENT else "bot"))
            rows.append(self.message(chat, author, at, agent if author == "agent" else None))
            if author == "bot":
                rows.append(self.turn(chat, at))
            if chance.random() < 0.4:
                at += timedelta(seconds=1 + 3000 * chance.random())
                former = owner
                owner = chance.choice(
                    {
                        Owner.BOT: (Owner.WAITING, Owner.PARKED, Owner.AGENT),
                        Owner.PARKED: (Owner.WAITING, Owner.BOT, Owner.AGENT),
                        Owner.WAITING: (Owner.AGENT, Owner.AGENT, Owner.WAITING, Owner.BOT),
                        Owner.AGENT: (Owner.WAITING, Owner.BOT, Owner.AGENT),
                    }[former]
                )
                team = chance.choice([id for key, id in world.teams.items() if key.startswith(slug)])
                is_transfer = (former, owner) == (Owner.AGENT, Owner.WAITING)
                rows.append(
                    Handoff(
                        institution_id=institution,
                        conversation_id=chat.id,
                        reason=HandoffReason.TRANSFERRED if is_transfer else chance.choice(REASONS),
                        from_owner=former,
                        to_owner=owner,
                        from_agent_id=agent,
                        to_agent_id=(agent := world.users[chance.choice(AGENTS)] if owner is Owner.AGENT else None),
                        team_id=team,
                        gathered={},
                        at=at,
                    )
                )
        if chance.random() < 0.3:
            rows.append(self.callback(chat, at, team))
        if ends:
            at += timedelta(minutes=1 + 200 * chance.random())
            chat.closed_at = at
            rows.append(
                Handoff(
                    institution_id=institution,
                    conversation_id=chat.id,
                    reason=HandoffReason.DONE,
                    from_owner=owner,
                    to_owner=Owner.CLOSED,
                    from_agent_id=agent,
                    team_id=team,
                    gathered={},
                    at=at,
                )
            )
            owner = Owner.CLOSED
        chat.owner, chat.team_id = owner, team
        chat.agent_id = agent if owner is Owner.AGENT else None
        async with world.sessions.begin() as session:
            for kind in (Customer, Conversation):
                session.add_all([row for row in rows if isinstance(row, kind)])
                await session.flush()
            session.add_all(rows)
        return chat

    def message(self, chat, author, at, user=None):
        failed = author != "customer" and self.chance.random() < 0.15
        return Message(
            institution_id=chat.institution_id,
            number_id=chat.number_id,
            conversation_id=chat.id,
            author=author,
            user_id=user,
            kind=self.chance.choice(("text", "text", "text", "image", "edit", "reaction")),
            wamid=f"wamid.{uuid4().hex}",
            sent_at=at,
            received_at=at,
            handled_at=at,
            status=None if author == "customer" else Status.FAILED if failed else Status.READ,
            failure_reason="refused" if failed else None,
        )

    def turn(self, chat, at):
        return TurnRecord(
            institution_id=chat.institution_id,
            conversation_id=chat.id,
            intent=self.chance.choice(("unlock_access", "nlu_fallback", "greet")),
            confidence=0.9,
            language=chat.language,
            rule="action_x",
            outcome=self.chance.choice(("answered", "answered", "failed")),
            model_hash="",
            milliseconds=1.0,
            at=at,
        )

    def callback(self, chat, at, team):
        state = self.chance.choice(list(CallbackState))
        is_done = state is CallbackState.DONE
        return Callback(
            institution_id=chat.institution_id,
            customer_id=chat.customer_id,
            conversation_id=chat.id,
            team_id=team,
            topic="credit",
            phone=b"",
            language=chat.language,
            earliest=at + timedelta(hours=1),
            latest=at + timedelta(hours=3),
            state=state,
            created_at=at,
            done_at=at + timedelta(hours=5 * self.chance.random()) if is_done else None,
            outcome=self.chance.choice(list(CallbackOutcome)) if is_done else None,
        )


@pytest.fixture
def diary(world):
    def diary(seed):
        return Diary(world, random.Random(seed))

    return diary


@pytest.fixture
def count_all(world):
    """Counts every conversation that is there, as of `now`."""

    async def count_all(now=datetime(2030, 1, 1, tzinfo=UTC)):
        async with world.sessions.begin() as session:
            ids = list(await session.scalars(text("SELECT id FROM conversations")))
            await count(session, ids, now=now)

    return count_all


@pytest.fixture
def ask(world):
    """Rows of a statement, as tuples."""

    async def ask(statement, **values):
        async with world.sessions() as session:
            return [tuple(row) for row in await session.execute(text(statement), values)]

    return ask


@pytest.fixture
async def external_team(world):
    """Neubeispiel's only team, which another company staffs."""
    company = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug="fernwort", name="Fernwort GmbH")
    async with world.sessions.begin() as session:
        session.add(company)
        await session.flush()
        team = await session.get_one(Team, world.teams["neubeispiel/service"])
        team.staffed_by_id = company.id
    return team.id
