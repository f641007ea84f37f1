"""Every change of hands: the move, its handoff row and its audit row, in the transaction it is given."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Audit, Conversation, Handoff, HandoffReason, Mover, Owner, SentOut, Team, User


async def change_hands(
    session: AsyncSession,
    conversation: Conversation,
    *,
    to: Owner,
    by: Mover,
    reason: HandoffReason,
    now: datetime,
    user: User | None = None,
    agent_id: UUID | None = None,
    from_agent_id: UUID | None = None,
    gathered: dict[str, str] | None = None,
    note: str | None = None,
    rule: SentOut | None = None,
) -> None:
    """Raises ConversationMoved if the conversation can't make this move. `user`: who at the desk did it.

    `agent_id`: who has it then, or whom it is offered to. `from_agent_id`: who gives it away without having it.
    `rule`: by which it comes to a team of another company.
    """
    note_change(
        session,
        conversation,
        to=to,
        by=by,
        reason=reason,
        now=now,
        user=user,
        agent_id=agent_id,
        from_agent_id=from_agent_id,
        gathered=gathered,
        note=note,
        rule=rule,
    )
    await session.flush()


def note_change(
    session: AsyncSession,
    conversation: Conversation,
    *,
    to: Owner,
    by: Mover,
    reason: HandoffReason,
    now: datetime,
    user: User | None = None,
    agent_id: UUID | None = None,
    from_agent_id: UUID | None = None,
    gathered: dict[str, str] | None = None,
    note: str | None = None,
    rule: SentOut | None = None,
) -> None:
    """The same for many at a time: the session writes them when it is flushed."""
    former_agent = conversation.agent_id
    former = conversation.move(to, by=by, now=now, agent=agent_id)
    if to in (Owner.BOT, Owner.CLOSED):
        conversation.dialogue = {}
        conversation.expects = None
        conversation.unread = 0
        conversation.attention = None
        conversation.priority = 0
        conversation.due_at = None
        conversation.named_id = conversation.former_id = conversation.escalated_at = None
        conversation.passed_over = []
    session.add(
        Handoff(
            institution_id=conversation.institution_id,
            conversation_id=conversation.id,
            reason=reason,
            topic=conversation.topic,
            from_owner=former,
            to_owner=to,
            from_agent_id=former_agent or from_agent_id,
            to_agent_id=agent_id,
            team_id=conversation.team_id,
            gathered=gathered or {},
            note=note,
            rule=rule,
            at=now,
        )
    )
    session.add(
        Audit(
            institution_id=conversation.institution_id,
            at=now,
            actor=by.value,
            user_id=user.id if user else None,
            act="change_hands",
            subject=f"conversation:{conversation.id}",
            before={"owner": former.value, "agent": str(former_agent) if former_agent else None},
            after={
                "owner": to.value,
                "agent": str(agent_id) if agent_id else None,
                "reason": reason.value,
                **({"outcome": conversation.outcome.value} if to is Owner.CLOSED and conversation.outcome else {}),
            },
        )
    )


async def teams_of(session: AsyncSession, institution_id: UUID) -> dict[str, Team]:
    """By slug. Every institution has a service centre, "service"."""
    teams = await session.scalars(select(Team).where(Team.institution_id == institution_id))
    return {team.slug: team for team in teams}


async def team_for(session: AsyncSession, *, institution_id: UUID, slug: str) -> Team:
    """The institution's team of that name, else its service centre."""
    return in_charge(await teams_of(session, institution_id), slug)


def in_charge(teams: Mapping[str, Team], slug: str) -> Team:
    """The same, of an institution's teams by slug."""
    return teams.get(slug) or teams["service"]
