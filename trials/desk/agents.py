"""Agents who are logged in already, and customers who can write to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from handoff.database import Sessions
from handoff.models import Conversation, Identifier, IdentifierKind, Membership, Number, Owner, User
from handoff.vault import Vault
from handoff.web.cookies import LOG_IN
from handoff.web.log_in.keys import open_log_in


@dataclass(frozen=True, slots=True)
class Agent:
    """`chat_id`: a chat that he holds; `customer` and `number` are who writes there and to which number (Meta's id)."""

    user_id: UUID
    cookies: dict[str, str]
    chat_id: UUID
    customer: str
    number: str


async def log_in_agents(sessions: Sessions, vault: Vault, *, count: int, now: datetime) -> list[Agent]:
    """Those who hold chats, in teams of the institution with the most of them first."""
    held = func.count(Conversation.id)
    busiest = (
        select(User, func.max(cast(Conversation.id, Text)))
        .join(Membership, Membership.user_id == User.id)
        .join(Conversation, Conversation.agent_id == User.id)
        .where(Conversation.owner == Owner.AGENT, Conversation.last_inbound_at.is_not(None))
        .group_by(User.id)
        .order_by(held.desc(), User.email)
        .limit(count)
    )
    agents = []
    async with sessions.begin() as session:
        for user, chat_id in (await session.execute(busiest)).all():
            row = await session.execute(
                select(Identifier.ciphertext, Number.phone_number_id)
                .join(Conversation, Conversation.customer_id == Identifier.customer_id)
                .join(Number, Number.id == Conversation.number_id)
                .where(Conversation.id == UUID(chat_id), Identifier.kind == IdentifierKind.WA_ID)
                .where(Identifier.retired_at.is_(None))
            )
            sealed, number = row.one()
            token = await open_log_in(session, user, former=None, now=now)
            agents.append(Agent(user.id, {LOG_IN: token}, UUID(chat_id), vault.unseal(sealed), number))
    return agents
