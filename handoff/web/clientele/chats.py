"""Chats of an advisor's customers: who has each, and those that are over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Advisor, Conversation, Outcome, Owner, Record, RecordAssignment, Team
from handoff.web.chats.lines import Line, read_pages
from handoff.web.chats.list_pages import LATEST, NEWLY_CLOSED, PAGE, Listing, Order, is_with
from handoff.web.desk import Desk
from handoff.web.moments import day_name
from handoff.web.viewer import Viewer

CLOSED = 10


class Place(IntEnum):
    """Where a chat is, in the order in which an advisor looks at them. `OTHERS`: offered to a colleague."""

    OFFERED = 0
    WAITING = 1
    MINE = 2
    PARKED = 3
    OTHERS = 4
    HELD = 5
    BOT = 6
    CLOSED = 7


@dataclass(frozen=True, slots=True)
class Chat:
    """`called`: as the core system knows the customer, `signed` as he calls himself in WhatsApp, if otherwise.
    `instead_of`: the advisor for whom the viewer stands in. `closed_day`: in words.
    """

    line: Line
    place: Place
    called: str
    signed: str | None
    team: str | None
    instead_of: str | None
    outcome: Outcome | None
    closed_at: datetime | None
    closed_day: str | None

    @property
    def dom_id(self) -> str:
        return f"advised_{self.line.id}"

    @property
    def may_take(self) -> bool:
        return self.place in (Place.OFFERED, Place.WAITING, Place.PARKED, Place.BOT)


async def read_chats(
    session: AsyncSession, desk: Desk, viewer: Viewer
) -> tuple[tuple[Chat, ...], tuple[Chat, ...], bool]:
    """Open ones, the last closed ones, and whether more are open."""
    his = viewer.access.is_advised(Conversation.customer_id)
    is_open = is_with(Owner.BOT, Owner.PARKED, Owner.WAITING, Owner.AGENT)
    listings = {
        "open": _listing(LATEST, PAGE, is_open, his),
        "closed": _listing(NEWLY_CLOSED, CLOSED, is_with(Owner.CLOSED), his),
    }
    pages = await read_pages(session, desk, viewer, listings)
    lines = [*pages["open"].lines, *pages["closed"].lines]
    rows = await _rows(session, [line.id for line in lines])
    # Whose assignment was undone between the two queries is his no longer.
    known = [line for line in lines if line.id in rows]
    chats = [_chat(desk, viewer, line, rows[line.id]) for line in known]
    opened = sorted((chat for chat in chats if chat.place is not Place.CLOSED), key=_turn)
    closed = tuple(chat for chat in chats if chat.place is Place.CLOSED)
    return tuple(opened), closed, pages["open"].more is not None


def _turn(chat: Chat) -> tuple[int, int]:
    """What is urgent first, where the chat is in the same place; then whatever happened last."""
    return chat.place, -chat.line.priority


def _listing(order: Order, most: int, *wanted: ColumnElement[bool]) -> Listing:
    which = select(*order.columns).where(*wanted).order_by(*order.by(Conversation)).limit(most + 1)
    return Listing(which, order, most)


async def _rows(session: AsyncSession, ids: Collection[UUID]) -> Mapping[UUID, Any]:
    """What the lists don't say, by the chats' ids."""
    if not ids:
        return {}
    found = await session.execute(
        select(
            Conversation.id,
            Conversation.owner,
            Conversation.agent_id,
            Conversation.offered_to_id,
            Conversation.outcome,
            Conversation.closed_at,
            Team.name.label("team"),
            Advisor.user_id.label("advised_by_id"),
            Advisor.name.label("advised_by"),
            Record,
        )
        .join(RecordAssignment, RecordAssignment.customer_id == Conversation.customer_id)
        .join(Record, Record.id == RecordAssignment.record_id)
        .join(Advisor, Advisor.id == Record.advisor_id)
        .outerjoin(Team, Team.id == Conversation.team_id)
        .where(Conversation.id.in_(ids), RecordAssignment.undone_at.is_(None))
    )
    return {row.id: row for row in found}


def _chat(desk: Desk, viewer: Viewer, line: Line, row: Any) -> Chat:
    record: Record = row.Record
    now, zone = desk.clock(), line.zone
    return Chat(
        line=line,
        place=_place(row, viewer),
        called=record.called,
        signed=line.name if line.name not in (record.called, record.name) else None,
        team=row.team,
        instead_of=row.advised_by if row.advised_by_id != viewer.user.id else None,
        outcome=row.outcome,
        closed_at=row.closed_at,
        closed_day=day_name(row.closed_at, now, zone, viewer.language) if row.closed_at else None,
    )


def _place(row: Any, viewer: Viewer) -> Place:
    match row.owner:
        case Owner.BOT:
            return Place.BOT
        case Owner.PARKED:
            return Place.PARKED
        case Owner.WAITING if row.offered_to_id is None:
            return Place.WAITING
        case Owner.WAITING:
            return Place.OFFERED if row.offered_to_id == viewer.user.id else Place.OTHERS
        case Owner.AGENT:
            return Place.MINE if row.agent_id == viewer.user.id else Place.HELD
        case _:
            return Place.CLOSED
