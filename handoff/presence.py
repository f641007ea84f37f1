"""Who is at the desk: what a user says of himself, and whether a page of his is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access
from handoff.models import Conversation, Membership, Owner, Presence, User

# An open page says so every now and then; after so long without it the user has gone.
TOUCH_EVERY = timedelta(seconds=25)
GONE_AFTER = timedelta(seconds=75)


class Standing(StrEnum):
    ONLINE = "online"
    AWAY = "away"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Colleague:
    """`chats`: how many he holds now."""

    id: UUID
    name: str
    standing: Standing
    chats: int


def standing_of(user: User, *, now: datetime) -> Standing:
    if user.seen_at is None or user.seen_at < now - GONE_AFTER:
        return Standing.OFFLINE
    return Standing.AWAY if user.presence is Presence.AWAY else Standing.ONLINE


def needs_touch(user: User, *, now: datetime) -> bool:
    return user.seen_at is None or user.seen_at < now - TOUCH_EVERY


async def touch(session: AsyncSession, user_id: UUID, *, now: datetime) -> None:
    """A page of his is open. Several pages write once."""
    stale = or_(User.seen_at.is_(None), User.seen_at < now - TOUCH_EVERY)
    await session.execute(update(User).where(User.id == user_id, stale).values(seen_at=now))


async def choose(session: AsyncSession, user_id: UUID, presence: Presence, *, now: datetime) -> None:
    await session.execute(update(User).where(User.id == user_id).values(presence=presence, seen_at=now))


async def colleagues_of(session: AsyncSession, access: Access, *, now: datetime) -> Sequence[Colleague]:
    """Everybody of the same teams but the user himself; who is there first, then by name."""
    chats = select(func.count()).where(Conversation.owner == Owner.AGENT, Conversation.agent_id == User.id)
    of_the_teams = select(Membership.user_id).where(Membership.team_id.in_(access.crews))
    rows = await session.execute(
        select(User, chats.correlate(User).scalar_subquery())
        .where(User.id.in_(of_the_teams), User.id != access.user_id, User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    )
    found = [Colleague(user.id, user.name, standing_of(user, now=now), count) for user, count in rows]
    return sorted(found, key=lambda colleague: list(Standing).index(colleague.standing))
