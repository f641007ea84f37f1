"""Callbacks as their page shows them, the next one due first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.errors import NotFound
from handoff.models import Callback, CallbackState, Conversation, Institution, Organisation, Team
from handoff.phone import masked
from handoff.web.chats.customers import shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """`chat_id` is set if the viewer may see the chat that it comes from, `institution` if he works for several."""

    id: UUID
    name: str
    phone: str
    masked: str
    topic: str
    language: str
    institution: str | None
    team: str | None
    zone: str
    earliest: datetime
    latest: datetime
    is_due: bool
    is_overdue: bool
    chat_id: UUID | None

    @property
    def dom_id(self) -> str:
        return f"callback_{self.id}"


async def read_callbacks(session: AsyncSession, desk: Desk, viewer: Viewer) -> tuple[Row, ...]:
    return await _rows(session, desk, viewer, Callback.state == CallbackState.OPEN)


async def read_callback(session: AsyncSession, desk: Desk, viewer: Viewer, callback_id: UUID) -> Row:
    """Raises NotFound."""
    rows = await _rows(session, desk, viewer, Callback.id == callback_id)
    if not rows:
        raise NotFound("no such callback")
    return rows[0]


async def _rows(session: AsyncSession, desk: Desk, viewer: Viewer, wanted: ColumnElement[bool]) -> tuple[Row, ...]:
    chat = select(Conversation.id).where(Conversation.id == Callback.conversation_id, viewer.access.conversations())
    found = await session.execute(
        select(Callback, Institution.zone, Organisation.name, Team.name, chat.correlate(Callback).scalar_subquery())
        .join(Institution, Institution.id == Callback.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .outerjoin(Team, Team.id == Callback.team_id)
        .where(viewer.access.callbacks(), wanted)
        .options(joinedload(Callback.customer))
        .order_by(Callback.earliest, Callback.id)
        .limit(LONGEST)
    )
    now = desk.clock()
    return tuple(_row(desk, viewer, *row, now=now) for row in found)


def _row(
    desk: Desk,
    viewer: Viewer,
    callback: Callback,
    zone: str,
    institution: str,
    team: str | None,
    chat_id: UUID | None,
    *,
    now: datetime,
) -> Row:
    phone = desk.vault.unseal(callback.phone)
    return Row(
        id=callback.id,
        name=shown(desk, viewer, callback.customer_id, callback.institution_id, name=callback.customer.name).name,
        phone=phone,
        masked=masked(phone),
        topic=desk.catalogue.title(callback.topic, viewer.language),
        language=callback.language,
        institution=institution if len(viewer.access.institutions) > 1 else None,
        team=team,
        zone=zone,
        earliest=callback.earliest,
        latest=callback.latest,
        is_due=callback.earliest <= now < callback.latest,
        is_overdue=callback.latest <= now,
        chat_id=chat_id,
    )
