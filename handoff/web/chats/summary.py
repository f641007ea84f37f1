"""For who takes a chat over: why, what was gathered, who passed it on, what was masked, what was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from handoff.models import Conversation, Handoff, HandoffReason, Message, Owner, User
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

EARLIER = 3
BOTS, WAITING = (Owner.BOT, Owner.PARKED), (Owner.WAITING, Owner.PARKED)


@dataclass(frozen=True, slots=True)
class Passed:
    """The last transfer: by whom, and with which note."""

    by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A conversation of this customer that is over. `outcome` is None if no agent closed it."""

    ended_at: datetime
    topic: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """`gathered`: what the bot knows of the wish, by slot name. `masked`: the kinds of what the guard took out."""

    reason: str | None
    gathered: tuple[tuple[str, str], ...]
    passed: Passed | None
    masked: tuple[str, ...]
    earlier: tuple[Earlier, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.reason or self.passed or self.masked or self.earlier)


async def read_summary(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> Summary:
    sender = aliased(User)
    rows = await session.execute(
        select(Handoff, sender.name)
        .outerjoin(sender, sender.id == Handoff.from_agent_id)
        .where(Handoff.conversation_id == conversation.id)
        .order_by(Handoff.at.desc())
    )
    handoffs = [(handoff, name) for handoff, name in rows]
    origin = next((one for one, _ in handoffs if one.from_owner in BOTS and one.to_owner in WAITING), None)
    return Summary(
        reason=origin.reason.value if origin else None,
        gathered=tuple((str(name), str(value)) for name, value in (origin.gathered if origin else {}).items() if value),
        passed=_passed(handoffs),
        masked=await _masked(session, conversation),
        earlier=await _earlier(session, desk, viewer, conversation),
    )


def _passed(handoffs: Sequence[tuple[Handoff, str | None]]) -> Passed | None:
    """The newest, if the chat hasn't been with the bot since."""
    for handoff, name in handoffs:
        if handoff.to_owner is Owner.BOT:
            return None
        if handoff.reason is HandoffReason.TRANSFERRED:
            return Passed(name, handoff.note)
    return None


async def _masked(session: AsyncSession, conversation: Conversation) -> tuple[str, ...]:
    kinds = (
        select(func.jsonb_array_elements_text(Message.guarded).label("kind"))
        .where(Message.conversation_id == conversation.id, Message.guarded != [])
        .distinct()
        .order_by("kind")
    )
    return tuple(await session.scalars(kinds))


async def _earlier(
    session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation
) -> tuple[Earlier, ...]:
    rows = await session.execute(
        select(Conversation.closed_at, Conversation.topic, Conversation.outcome)
        .where(Conversation.customer_id == conversation.customer_id, Conversation.number_id == conversation.number_id)
        .where(Conversation.closed_at.is_not(None), Conversation.id != conversation.id, viewer.access.history())
        .order_by(Conversation.closed_at.desc())
        .limit(EARLIER)
    )
    return tuple(
        Earlier(ended_at, desk.catalogue.title(topic, viewer.language), outcome.value if outcome else None)
        for ended_at, topic, outcome in rows
        if ended_at
    )
