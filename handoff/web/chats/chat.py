"""One chat as its page shows it: who, why, what may be done now, and what was said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.desk import may_take, window_ends, window_is_open
from handoff.errors import NotFound
from handoff.models import Conversation, Institution, Owner
from handoff.web.chats.standing import Standing, read_standing
from handoff.web.chats.standing_in import StandingIn, read_standing_in
from handoff.web.chats.summary import Summary, read_summary
from handoff.web.customers import read_shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

LIVING = (
    joinedload(Conversation.customer),
    joinedload(Conversation.institution).joinedload(Institution.organisation),
    joinedload(Conversation.agent),
    joinedload(Conversation.offered_to),
    joinedload(Conversation.offered_by),
    joinedload(Conversation.team),
    joinedload(Conversation.named),
    joinedload(Conversation.former),
)


@dataclass(frozen=True, slots=True)
class Chat:
    """`stance`: what this viewer may do now: write, shut (the window is), take, offered (to another), held (by
    another), closed. `asked_for`: whom the customer wants by name; `stands_in`: for whom the viewer has the chat;
    `former`: who had the customer's last chat.
    """

    id: UUID
    name: str
    number: str | None
    topic: str
    language: str
    institution: str
    team: str | None
    zone: str
    stance: str
    holder: str | None
    asked_for: str | None
    stands_in: StandingIn | None
    former: str | None
    is_with_bot: bool
    is_parked: bool
    is_urgent: bool
    waiting_since: datetime | None
    due_at: datetime | None
    is_overdue: bool
    window_ends: datetime | None
    unread: int
    attention: str | None
    identity_changed_at: datetime | None
    summary: Summary
    standing: Standing


async def read_conversation(session: AsyncSession, viewer: Viewer, chat_id: UUID) -> Conversation:
    """Raises NotFound."""
    wanted = select(Conversation).where(Conversation.id == chat_id, viewer.access.conversations())
    conversation = await session.scalar(wanted.options(*LIVING).execution_options(populate_existing=True))
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


async def read_chat(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> Chat:
    now = desk.clock()
    who = await read_shown(session, desk, viewer, conversation.customer)
    changed = conversation.customer.identity_changed_at
    summary = await read_summary(session, desk, viewer, conversation)
    return Chat(
        id=conversation.id,
        name=who.name,
        number=who.number if who.number != who.name else None,
        topic=desk.catalogue.title(conversation.topic, viewer.language),
        language=conversation.language,
        institution=conversation.institution.organisation.name,
        team=conversation.team.name if conversation.team else None,
        zone=conversation.institution.zone,
        stance=_stance(conversation, viewer, now=now),
        holder=conversation.agent.name if conversation.agent else None,
        asked_for=conversation.named.name if conversation.named else None,
        stands_in=await read_standing_in(session, viewer, conversation, summary, now=now),
        former=conversation.former.name if conversation.former else None,
        is_with_bot=conversation.is_with_bot,
        is_parked=conversation.owner is Owner.PARKED,
        is_urgent=conversation.priority >= 3,
        waiting_since=conversation.waiting_since,
        due_at=conversation.due_at,
        is_overdue=conversation.due_at is not None and conversation.due_at < now,
        window_ends=window_ends(conversation),
        unread=conversation.unread if conversation.agent_id == viewer.user.id else 0,
        attention=conversation.attention,
        identity_changed_at=changed if changed and changed >= conversation.opened_at else None,
        summary=summary,
        standing=await read_standing(session, viewer, conversation),
    )


def _stance(conversation: Conversation, viewer: Viewer, *, now: datetime) -> str:
    if conversation.owner is Owner.CLOSED:
        return "closed"
    if conversation.owner is not Owner.AGENT:
        return "take" if may_take(conversation, viewer.access) else "offered"
    if conversation.agent_id != viewer.user.id:
        return "held"
    return "write" if window_is_open(conversation, now=now) else "shut"
