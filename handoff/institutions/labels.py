"""Labels, as they are set up at the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import HandoffError
from handoff.institutions.reach import locked_institution, locked_row, record_change, record_new, record_removal
from handoff.models import Colour, Label, User

# Who sets up labels needn't see the chats that bear them.
USES = text("SELECT label_id, chats, customers FROM desk_label_uses()")


class NameTaken(HandoffError):
    """Another label of the institution is called so."""


@dataclass(frozen=True, slots=True)
class Uses:
    chats: int = 0
    customers: int = 0


async def label_uses(session: AsyncSession) -> dict[UUID, Uses]:
    """On how much each label is that belongs to an institution of the user's."""
    return {row.label_id: Uses(row.chats, row.customers) for row in await session.execute(USES)}


async def add_label(
    session: AsyncSession, institution_id: UUID, *, name: str, colour: Colour, user: User, now: datetime
) -> Label:
    """Raises NameTaken, NotFound."""
    await locked_institution(session, user, Right.TEXTS, institution_id)
    await _check(session, institution_id, name, own_id=None)
    label = Label(institution_id=institution_id)
    await record_new(session, label, "add_label", user, now, name=name, colour=colour)
    return label


async def change_label(
    session: AsyncSession, label_id: UUID, *, name: str, colour: Colour, user: User, now: datetime
) -> Label:
    """Raises NameTaken, NotFound."""
    label = await locked_row(session, user, Right.TEXTS, Label, label_id)
    await _check(session, label.institution_id, name, own_id=label_id)
    record_change(session, label, "change_label", user, now, name=name, colour=colour)
    return label


async def remove_label(session: AsyncSession, label_id: UUID, *, user: User, now: datetime) -> Label:
    """Also from all chats and customers that bear it. Raises NotFound."""
    label = await locked_row(session, user, Right.TEXTS, Label, label_id)
    await record_removal(session, label, "remove_label", user, now, "name", "colour")
    return label


async def _check(session: AsyncSession, institution_id: UUID, name: str, *, own_id: UUID | None) -> None:
    """Whether upper or lower case makes no other name."""
    labels = select(Label.id, Label.name).where(Label.institution_id == institution_id)
    for row in await session.execute(labels):
        if row.name.casefold() == name.casefold() and row.id != own_id:
            raise NameTaken(name)
