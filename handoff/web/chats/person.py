"""Who the customer of a chat is, by the core system, and what was written with this person before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation, Owner, Record, RecordAssignment
from handoff.records import record_of_customer
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

MOST_CHATS = 8


@dataclass(frozen=True, slots=True)
class Known:
    """`advisor`: his name, if the core system names one. `number_end`: the customer number's last signs."""

    name: str
    city: str | None
    number_end: str
    advisor: str | None
    assigned_by: str
    assigned_at: datetime


@dataclass(frozen=True, slots=True)
class PersonsChat:
    """Another chat of the same person. `is_elsewhere`: by another WhatsApp account. `may_open`: by this viewer."""

    id: UUID
    at: datetime
    topic: str
    outcome: str | None
    is_open: bool
    is_elsewhere: bool
    may_open: bool


@dataclass(frozen=True, slots=True)
class Person:
    """`may_see`: the viewer sees records here; else nothing is told. `known` is None while nobody has assigned him."""

    chat_id: UUID
    zone: str
    may_see: bool
    known: Known | None = None
    chats: tuple[PersonsChat, ...] = ()


async def read_person(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> Person:
    """Needs the conversation's institution loaded."""
    may_see = viewer.access.sees_records(conversation.institution_id)
    assignment = await record_of_customer(session, conversation.customer_id) if may_see else None
    if assignment is None:
        return Person(conversation.id, conversation.institution.zone, may_see)
    return Person(
        conversation.id,
        conversation.institution.zone,
        may_see,
        known=_known(assignment, assignment.record),
        chats=await _chats(session, desk, viewer, conversation, assignment.record_id),
    )


def _known(assignment: RecordAssignment, record: Record) -> Known:
    return Known(
        name=record.called,
        city=record.city,
        number_end=record.number_end,
        advisor=record.advisor.name if record.advisor else None,
        assigned_by=assignment.assigned_by.name,
        assigned_at=assignment.assigned_at,
    )


async def _chats(
    session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation, record_id: UUID
) -> tuple[PersonsChat, ...]:
    """The newest first. What the viewer may read beside one of his own chats is told; what he may open leads there."""
    assigned = select(RecordAssignment.customer_id).where(
        RecordAssignment.record_id == record_id, RecordAssignment.undone_at.is_(None)
    )
    at = func.coalesce(Conversation.closed_at, Conversation.last_activity_at)
    rows = await session.execute(
        select(
            Conversation.id,
            at,
            Conversation.topic,
            Conversation.outcome,
            Conversation.owner,
            Conversation.customer_id,
            viewer.access.conversations(),
        )
        .where(Conversation.customer_id.in_(assigned), Conversation.id != conversation.id, viewer.access.history())
        .order_by(at.desc(), Conversation.id)
        .limit(MOST_CHATS)
    )
    return tuple(
        PersonsChat(
            id=id_,
            at=when,
            topic=desk.catalogue.title(topic, viewer.language),
            outcome=outcome.value if outcome else None,
            is_open=owner is not Owner.CLOSED,
            is_elsewhere=customer_id != conversation.customer_id,
            may_open=bool(may_open),
        )
        for id_, when, topic, outcome, owner, customer_id, may_open in rows
    )
