"""Branches, as they are set up at the desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import HandoffError
from handoff.institutions.file import BranchEntry
from handoff.institutions.naming import free_slug
from handoff.institutions.reach import locked_institution, locked_row, record_change, record_new, record_removal
from handoff.models import Advisor, Branch, User


class BranchInUse(HandoffError):
    """Advisors work there; their names, for who must move them first."""

    def __init__(self, advisors: list[str]):
        super().__init__("advisors work at this branch")
        self.advisors = advisors


async def add_branch(
    session: AsyncSession, institution_id: UUID, entry: BranchEntry, *, user: User, now: datetime
) -> Branch:
    """The entry's slug is made from its name. Raises NotFound."""
    await locked_institution(session, user, Right.INSTITUTION, institution_id)
    slug = await free_slug(session, Branch, institution_id, entry.name)
    branch = Branch(institution_id=institution_id)
    await record_new(session, branch, "add_branch", user, now, **entry.model_dump() | {"slug": slug})
    return branch


async def change_branch(
    session: AsyncSession, branch_id: UUID, entry: BranchEntry, *, user: User, now: datetime
) -> Branch:
    """All but its slug, by which the bot's state knows it. Raises NotFound."""
    branch = await locked_row(session, user, Right.INSTITUTION, Branch, branch_id)
    record_change(session, branch, "change_branch", user, now, **entry.model_dump(exclude={"slug"}))
    return branch


async def remove_branch(session: AsyncSession, branch_id: UUID, *, user: User, now: datetime) -> Branch:
    """Raises BranchInUse while an advisor is there, NotFound."""
    branch = await locked_row(session, user, Right.INSTITUTION, Branch, branch_id)
    there = select(Advisor.name).where(Advisor.branch_id == branch_id).order_by(Advisor.name)
    if advisors := list(await session.scalars(there)):
        raise BranchInUse(advisors)
    await record_removal(
        session, branch, "remove_branch", user, now, "slug", "name", "street", "postcode", "city", "hours"
    )
    return branch
