"""Kept out, and let in again. Nobody is deleted: what he did stays his."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.auditing import audit_row, change
from handoff.models import Invitation, Membership, Role, User
from handoff.people.giving_back import give_back
from handoff.people.log_ins import end_log_ins
from handoff.people.roles import demand_another_administrator
from handoff.row_security import beyond


async def suspend(session: AsyncSession, user: User, *, by: User, now: datetime) -> list[UUID]:
    """At once: his log-ins and links end, his chats wait for somebody else. Returns the chats concerned.

    A second time it changes nothing. Raises Fault if he is the last to administer an institution.
    """
    if user.disabled_at is not None:
        return []
    async with beyond(session):
        administered = select(Membership.institution_id).where(
            Membership.user_id == user.id, Membership.role == Role.ADMINISTRATOR
        )
        institutions = (await session.scalars(administered.order_by(Membership.institution_id))).all()
    for institution_id in institutions:
        await demand_another_administrator(session, user, institution_id, field="")
    ended = await end_log_ins(session, user.id)
    await session.execute(delete(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)))
    chats = await give_back(session, user, by=by, now=now)
    before, after = change(user, disabled_at=now)
    before |= {"log_ins": ended, "chats": len(chats)}
    row = audit_row(user.organisation_id, "disable_user", f"user:{user.id}", before, after, by, now)
    session.add(row)
    await session.flush()
    return chats


async def reinstate(session: AsyncSession, user: User, *, by: User, now: datetime) -> None:
    """With the password and the roles that he had. A second time it changes nothing."""
    if user.disabled_at is None:
        return
    before, after = change(user, disabled_at=None)
    session.add(audit_row(user.organisation_id, "enable_user", f"user:{user.id}", before, after, by, now))
    await session.flush()
