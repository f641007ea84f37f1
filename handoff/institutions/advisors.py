"""Advisors and when appointments with them may lie, as they are set up at the desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import HandoffError, NotFound
from handoff.institutions.file import AdvisorEntry
from handoff.institutions.naming import free_slug
from handoff.institutions.reach import locked_institution, locked_row, record_change, record_new, record_removal
from handoff.models import Advisor, Branch, Membership, User


class AdvisorInUse(HandoffError):
    """Appointments name him."""


async def add_advisor(
    session: AsyncSession,
    institution_id: UUID,
    entry: AdvisorEntry,
    *,
    belongs_to: UUID | None,
    user: User,
    now: datetime,
) -> Advisor:
    """The entry's slug is made from its name. `belongs_to`: his log-in. Raises NotFound."""
    await locked_institution(session, user, Right.INSTITUTION, institution_id)
    slug = await free_slug(session, Advisor, institution_id, entry.name)
    values = await _values(session, institution_id, entry, belongs_to) | {"slug": slug}
    advisor = Advisor(institution_id=institution_id)
    await record_new(session, advisor, "add_advisor", user, now, **values)
    return advisor


async def change_advisor(
    session: AsyncSession,
    advisor_id: UUID,
    entry: AdvisorEntry,
    *,
    belongs_to: UUID | None,
    user: User,
    now: datetime,
) -> Advisor:
    """All but his slug. What is booked already stays. Raises NotFound."""
    advisor = await locked_row(session, user, Right.INSTITUTION, Advisor, advisor_id)
    values = await _values(session, advisor.institution_id, entry, belongs_to)
    record_change(session, advisor, "change_advisor", user, now, **values)
    return advisor


async def remove_advisor(session: AsyncSession, advisor_id: UUID, *, user: User, now: datetime) -> Advisor:
    """Raises AdvisorInUse if an appointment has ever been booked with him, NotFound."""
    advisor = await locked_row(session, user, Right.INSTITUTION, Advisor, advisor_id)
    try:
        async with session.begin_nested():
            await record_removal(session, advisor, "remove_advisor", user, now, "slug", "name", "topics", "hours")
    except IntegrityError as error:
        raise AdvisorInUse("appointments name this advisor") from error
    return advisor


async def _values(
    session: AsyncSession, institution_id: UUID, entry: AdvisorEntry, belongs_to: UUID | None
) -> dict[str, object]:
    """Branch and log-in must be of this institution."""
    branch = select(Branch.id).where(Branch.institution_id == institution_id, Branch.slug == entry.branch)
    branch_id = await session.scalar(branch)
    if branch_id is None:
        raise NotFound("no such branch")
    works_here = select(Membership.id).where(
        Membership.user_id == belongs_to, Membership.institution_id == institution_id
    )
    if belongs_to is not None and await session.scalar(works_here.limit(1)) is None:
        raise NotFound("no such user here")
    lists = {"topics": list(entry.topics), "meetings": list(entry.meetings)}
    return (
        entry.model_dump(exclude={"slug", "branch", "email"}) | lists | {"branch_id": branch_id, "user_id": belongs_to}
    )
