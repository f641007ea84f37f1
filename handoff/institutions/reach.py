"""What of an institution a user may set up, locked until his transaction ends; and each change in the audit list."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, access_of
from handoff.auditing import audit_row, change
from handoff.errors import NotFound
from handoff.models import Advisor, Branch, Event, Institution, Label, TextBlock, User

Owned = TypeVar("Owned", Branch, Advisor, Event, Label, TextBlock)


async def locked_institution(session: AsyncSession, user: User, right: Right, institution_id: UUID) -> Institution:
    """Raises NotFound."""
    wanted = select(Institution).where(
        Institution.id == institution_id, Institution.id.in_((await access_of(session, user.id)).where(right))
    )
    found = await session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("no such institution")
    return found


async def locked_row(session: AsyncSession, user: User, right: Right, kind: type[Owned], row_id: UUID) -> Owned:
    """Raises NotFound."""
    wanted = select(kind).where(
        kind.id == row_id, kind.institution_id.in_((await access_of(session, user.id)).where(right))
    )
    found = await session.scalar(wanted.with_for_update(key_share=True).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(f"no such row of {kind.__tablename__}")
    return found


def record_change(session: AsyncSession, row: Owned, act: str, user: User, now: datetime, **values: Any) -> None:
    """Sets what differs; if nothing does, nothing is written down."""
    before, after = change(row, **values)
    if after:
        session.add(audit_row(row.institution_id, act, subject_of(row), before, after, user, now))


async def record_new(session: AsyncSession, row: Owned, act: str, user: User, now: datetime, **values: Any) -> None:
    """Adds the row with these values."""
    _, after = change(row, **values)
    session.add(row)
    await session.flush()
    session.add(audit_row(row.institution_id, act, subject_of(row), None, after, user, now))


async def record_removal(session: AsyncSession, row: Owned, act: str, user: User, now: datetime, *names: str) -> None:
    """Deletes the row; `names` are what the audit list keeps of it."""
    before = {name: getattr(row, name) for name in names}
    session.add(audit_row(row.institution_id, act, subject_of(row), before, None, user, now))
    await session.delete(row)
    await session.flush()


NOUNS = {Advisor: "advisor", Branch: "branch", Event: "event", Label: "label", TextBlock: "text_block"}


def subject_of(row: Advisor | Branch | Event | Label | TextBlock) -> str:
    """As the audit list names it: "text_block:<uuid>"."""
    return f"{NOUNS[type(row)]}:{row.id}"


def record(
    session: AsyncSession, institution: Institution, act: str, user: User, now: datetime, *, before: Any, after: Any
) -> None:
    """Of the institution itself; only the parts that differ."""
    parts = sorted(before.keys() | after.keys())
    differing = [part for part in parts if before.get(part) != after.get(part)]
    if not differing:
        return
    subject = f"institution:{institution.id}"
    was, is_now = ({part: values[part] for part in differing if part in values} for values in (before, after))
    session.add(audit_row(institution.id, act, subject, was, is_now, user, now))
