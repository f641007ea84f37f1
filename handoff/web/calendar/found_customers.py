"""Customers to book an appointment for, found by name or number: those with a chat, and those in the calendar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.models import Customer, Institution, Organisation
from handoff.web.customers import Shown, shown
from handoff.web.desk import Desk
from handoff.web.search.query import Query
from handoff.web.search.results import CUSTOMERS, find_customers, keys_of
from handoff.web.viewer import Viewer

PLANNED = text("SELECT customer_id, last_at FROM desk_planned_customers(:keys, :number, :most)").bindparams(
    bindparam("keys", type_=ARRAY(LargeBinary))
)


@dataclass(frozen=True, slots=True)
class Found:
    """`has_chat`: `at` is when it was last heard from there; else the time of the last appointment or event. `house` is
    set if the viewer works for several.
    """

    customer_id: UUID
    who: Shown
    house: str | None
    zone: str
    has_chat: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FoundCustomers:
    """`has_more`: others are called so, too."""

    customers: tuple[Found, ...]
    has_more: bool


NOBODY = FoundCustomers((), False)


async def find_whom(session: AsyncSession, desk: Desk, viewer: Viewer, query: Query) -> FoundCustomers:
    """Those with a chat first, each group by what was last."""
    chats = await find_customers(session, desk, viewer, query)
    values = {**keys_of(desk.vault, query.typed), "most": CUSTOMERS + 1}
    planned = (await session.execute(PLANNED, values)).all()
    many = len(viewer.access.institutions) > 1
    with_chat = [
        Found(hit.customer_id, hit.who, hit.institution if many else None, hit.zone, True, hit.at)
        for hit in chats.hits
        if viewer.access.may(Right.CALENDAR, hit.institution_id)
    ]
    without = await _read(session, desk, viewer, {row.customer_id: row.last_at for row in planned[:CUSTOMERS]})
    return FoundCustomers((*with_chat, *without), bool(chats.more) or len(planned) > CUSTOMERS)


async def _read(session: AsyncSession, desk: Desk, viewer: Viewer, last_at: dict[UUID, datetime]) -> tuple[Found, ...]:
    rows: Any = await session.execute(
        select(Customer.id, Customer.name, Institution.id, Institution.zone, Organisation.name)
        .join(Institution, Institution.id == Customer.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(Customer.id.in_(last_at), viewer.access.customers_to_book_for())
    )
    many = len(viewer.access.institutions) > 1
    found = {
        one: Found(
            one, shown(desk, viewer, one, house_id, name=name), house if many else None, zone, False, last_at[one]
        )
        for one, name, house_id, zone, house in rows
    }
    return tuple(found[one] for one in last_at if one in found)
