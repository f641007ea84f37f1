"""A customer of the chat is this person of the core system; and not, after all."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access, access_of, locked_conversation
from handoff.auditing import audit_row
from handoff.errors import HandoffError, NotAllowed, NotFound
from handoff.models import Conversation, Owner, Record, RecordAssignment, User


class AlreadyAssigned(HandoffError):
    """Somebody was quicker, or it was forgotten to undo the former one."""


class NotAssigned(HandoffError):
    """There is nothing to undo."""


async def assign(
    session: AsyncSession, conversation_id: UUID, record_id: UUID, *, user: User, now: datetime
) -> Sequence[UUID]:
    """The chat's customer. Returns the open chats of everybody assigned to this record: what they show has changed.

    Raises NotFound, also for another institution's record; NotAllowed; AlreadyAssigned.
    """
    conversation, _ = await _seen(session, conversation_id, user=user)
    known = select(Record.id).where(Record.id == record_id, Record.institution_id == conversation.institution_id)
    if await session.scalar(known) is None:
        raise NotFound("no such record")
    assignment = RecordAssignment(
        institution_id=conversation.institution_id,
        customer_id=conversation.customer_id,
        record_id=record_id,
        assigned_by_id=user.id,
        assigned_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(assignment)
    except IntegrityError as error:
        raise AlreadyAssigned("the customer is assigned already") from error
    subject, after = f"customer:{conversation.customer_id}", {"record": str(record_id)}
    session.add(audit_row(conversation.institution_id, "assign_record", subject, None, after, user, now))
    return await open_chats(session, [record_id])


async def undo(session: AsyncSession, conversation_id: UUID, *, user: User, now: datetime) -> Sequence[UUID]:
    """The customer is anonymous again; who had assigned him stays written down. Returns and raises as `assign` does,
    and NotAssigned.
    """
    conversation, _ = await _seen(session, conversation_id, user=user)
    wanted = select(RecordAssignment).where(
        RecordAssignment.customer_id == conversation.customer_id, RecordAssignment.undone_at.is_(None)
    )
    assignment = await session.scalar(wanted.with_for_update())
    if assignment is None:
        raise NotAssigned("the customer is assigned to no record")
    touched = await open_chats(session, [assignment.record_id])
    assignment.undone_at, assignment.undone_by_id = now, user.id
    subject, before = f"customer:{conversation.customer_id}", {"record": str(assignment.record_id)}
    session.add(audit_row(conversation.institution_id, "undo_record", subject, before, None, user, now))
    return touched


async def open_chats(session: AsyncSession, records: Sequence[UUID]) -> Sequence[UUID]:
    """Of the customers who are assigned to one of these records."""
    assigned = select(RecordAssignment.customer_id).where(
        RecordAssignment.record_id.in_(records), RecordAssignment.undone_at.is_(None)
    )
    chats = select(Conversation.id).where(Conversation.customer_id.in_(assigned), Conversation.owner != Owner.CLOSED)
    return list(await session.scalars(chats))


async def _seen(session: AsyncSession, conversation_id: UUID, *, user: User) -> tuple[Conversation, Access]:
    access = await access_of(session, user.id)
    conversation = await locked_conversation(session, access, conversation_id)
    if not access.sees_records(conversation.institution_id):
        raise NotAllowed("sees no records there")
    return conversation, access
