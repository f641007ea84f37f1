"""Callbacks, as people work through them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import access_of, locked_callback
from handoff.auditing import audit_row
from handoff.models import Callback, CallbackState, User


async def show_phone(session: AsyncSession, callback_id: UUID, *, user: User, now: datetime) -> Callback:
    """Writes down who saw the number. Raises NotFound."""
    callback = await locked_callback(session, await access_of(session, user.id), callback_id)
    subject = f"callback:{callback.id}"
    session.add(audit_row(callback.institution_id, "show_phone", subject, None, None, user, now))
    return callback


async def finish_callback(session: AsyncSession, callback_id: UUID, *, user: User, now: datetime) -> Callback:
    """A second time it changes nothing. Raises NotFound."""
    callback = await locked_callback(session, await access_of(session, user.id), callback_id)
    if callback.state is CallbackState.OPEN:
        callback.state = CallbackState.DONE
        callback.done_at = now
        callback.done_by_id = user.id
        before, after = {"state": CallbackState.OPEN.value}, {"state": CallbackState.DONE.value}
        subject = f"callback:{callback.id}"
        session.add(audit_row(callback.institution_id, "finish_callback", subject, before, after, user, now))
    return callback
