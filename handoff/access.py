"""Who sees what at the desk: decided here alone, by membership. What a user may not see does not exist for him."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import NotFound
from handoff.models import Callback, Conversation, Media, Membership, Message, Role, Team, User

IN_THE_HOUSE = frozenset({Role.AGENT, Role.LEAD})
AT_THE_DESK = IN_THE_HOUSE | {Role.EXTERNAL_AGENT}


@dataclass(frozen=True, slots=True)
class Access:
    """`teams`: whose work this user does, for which `institutions`. `houses`: those that he works in himself, not for
    another centre; there he also sees what belongs to no team yet, and what a customer wrote to other teams before.
    """

    user_id: UUID
    teams: frozenset[UUID]
    institutions: frozenset[UUID]
    houses: frozenset[UUID]

    def conversations(self) -> ColumnElement[bool]:
        ownerless = and_(Conversation.team_id.is_(None), Conversation.institution_id.in_(self.houses))
        return or_(Conversation.team_id.in_(self.teams), ownerless)

    def sees(self, team_id: UUID | None, institution_id: UUID) -> bool:
        """The same for a conversation whose team and institution are known."""
        return team_id in self.teams if team_id is not None else institution_id in self.houses

    def history(self) -> ColumnElement[bool]:
        """Also earlier conversations of a customer, to be read with one that he sees."""
        return or_(Conversation.team_id.in_(self.teams), Conversation.institution_id.in_(self.houses))

    def callbacks(self) -> ColumnElement[bool]:
        ownerless = and_(Callback.team_id.is_(None), Callback.institution_id.in_(self.houses))
        return or_(Callback.team_id.in_(self.teams), ownerless)


async def access_of(session: AsyncSession, user_id: UUID) -> Access:
    """Nothing for a disabled user."""
    rows = await session.execute(
        select(Membership.role, Team.id, Team.institution_id)
        .join(Team, Team.id == Membership.team_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.user_id == user_id, User.disabled_at.is_(None), Membership.role.in_(AT_THE_DESK))
    )
    memberships = rows.all()
    return Access(
        user_id=user_id,
        teams=frozenset(team for _, team, _ in memberships),
        institutions=frozenset(institution for _, _, institution in memberships),
        houses=frozenset(institution for role, _, institution in memberships if role in IN_THE_HOUSE),
    )


async def locked_conversation(session: AsyncSession, access: Access, conversation_id: UUID) -> Conversation:
    """Waits for whoever holds it, and reads it anew. Raises NotFound."""
    wanted = select(Conversation).where(Conversation.id == conversation_id, access.conversations())
    locked = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    conversation = await session.scalar(locked)
    if conversation is None:
        raise NotFound("no such conversation")
    return conversation


async def locked_callback(session: AsyncSession, access: Access, callback_id: UUID) -> Callback:
    """Raises NotFound."""
    wanted = select(Callback).where(Callback.id == callback_id, access.callbacks())
    callback = await session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if callback is None:
        raise NotFound("no such callback")
    return callback


async def media_for(session: AsyncSession, access: Access, media_id: UUID) -> Media:
    """A file of a thread that the user sees: of a conversation of his, or of an earlier one with the same customer.

    Raises NotFound.
    """
    row = await session.execute(
        select(Media, Conversation.customer_id)
        .join(Message, Message.id == Media.message_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Media.id == media_id, access.history())
    )
    found = row.one_or_none()
    if found is None:
        raise NotFound("no such file")
    media, customer_id = found
    seen = select(Conversation.id).where(Conversation.customer_id == customer_id, access.conversations()).limit(1)
    if await session.scalar(seen) is None:
        raise NotFound("no such file")
    return media
