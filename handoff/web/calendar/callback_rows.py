"""Callbacks as their pages show them, read for who looks."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from handoff.access import CustomerView
from handoff.errors import NotFound
from handoff.models import (
    Callback,
    CallbackOutcome,
    CallbackState,
    Conversation,
    Customer,
    Institution,
    Organisation,
    Team,
    User,
)
from handoff.phone import masked
from handoff.web.calendar.callback_filter import Filter
from handoff.web.customers import shown
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

LONGEST = 200
DONE_SHOWN = timedelta(days=14)
UNSEEN = "••••"


@dataclass(frozen=True, slots=True)
class Row:
    """`chat_id` is set if the viewer may see the chat that it comes from, `institution` if he works for several.

    `group`: due, today or later; null when it is done.
    """

    id: UUID
    name: str
    phone: str
    masked: str
    topic: str
    language: str
    institution: str | None
    team: str | None
    zone: str
    earliest: datetime
    latest: datetime
    is_due: bool
    is_overdue: bool
    chat_id: UUID | None
    group: str | None
    tries: int
    note: str | None
    promised_by: str | None
    outcome: CallbackOutcome | None
    done_at: datetime | None
    done_by: str | None
    is_open: bool

    @property
    def dom_id(self) -> str:
        return f"callback_{self.id}"


async def read_callbacks(session: AsyncSession, desk: Desk, viewer: Viewer, wanted: Filter) -> tuple[Row, ...]:
    return await _rows(
        session, desk, viewer, Callback.state == CallbackState.OPEN, wanted.condition(viewer), order=Callback.earliest
    )


async def read_callbacks_of(
    session: AsyncSession, desk: Desk, viewer: Viewer, whose: ColumnElement[bool]
) -> tuple[Row, ...]:
    """The open ones of some customers. Condition on callbacks."""
    return await _rows(session, desk, viewer, Callback.state == CallbackState.OPEN, whose, order=Callback.earliest)


async def read_done(session: AsyncSession, desk: Desk, viewer: Viewer, wanted: Filter) -> tuple[Row, ...]:
    """Of the last fortnight, the newest first."""
    is_done = Callback.state == CallbackState.DONE
    recent = Callback.done_at > desk.clock() - DONE_SHOWN
    order = Callback.done_at.desc()
    return await _rows(session, desk, viewer, is_done, recent, wanted.condition(viewer), order=order)


async def read_callback(session: AsyncSession, desk: Desk, viewer: Viewer, callback_id: UUID) -> Row:
    """Raises NotFound."""
    rows = await _rows(session, desk, viewer, Callback.id == callback_id, order=Callback.earliest)
    if not rows:
        raise NotFound("no such callback")
    return rows[0]


async def _rows(
    session: AsyncSession,
    desk: Desk,
    viewer: Viewer,
    *wanted: ColumnElement[bool],
    order: SQLColumnExpression[Any],
) -> tuple[Row, ...]:
    chat = select(Conversation.id).where(Conversation.id == Callback.conversation_id, viewer.access.conversations())
    promiser, caller = aliased(User), aliased(User)
    found = await session.execute(
        select(
            Callback,
            Institution,
            Organisation.name,
            Team.name,
            promiser.name,
            caller.name,
            chat.correlate(Callback).scalar_subquery(),
        )
        .join(Institution, Institution.id == Callback.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .outerjoin(Team, Team.id == Callback.team_id)
        .outerjoin(promiser, promiser.id == Callback.created_by_id)
        .outerjoin(caller, caller.id == Callback.done_by_id)
        .where(viewer.access.callbacks(), *wanted)
        .options(joinedload(Callback.customer))
        .order_by(order, Callback.id)
        .limit(LONGEST)
    )
    return tuple(_row(desk, viewer, *row) for row in found)


def _row(
    desk: Desk,
    viewer: Viewer,
    callback: Callback,
    institution: Institution,
    house: str,
    team: str | None,
    promised_by: str | None,
    done_by: str | None,
    chat_id: UUID | None,
) -> Row:
    now, phone = desk.clock(), desk.vault.unseal(callback.phone)
    # Who promised the call may no longer see the customer, when the chat has gone on to others.
    customer: Customer | None = callback.customer
    name = customer.name if customer else None
    is_open = callback.state is CallbackState.OPEN
    row = Row(
        id=callback.id,
        name=shown(desk, viewer, callback.customer_id, callback.institution_id, name=name).name,
        phone=phone,
        masked=masked(phone) if _sees_digits(viewer, institution) else UNSEEN,
        topic=desk.catalogue.title(callback.topic, viewer.language),
        language=callback.language,
        institution=house if len(viewer.access.institutions) > 1 else None,
        team=team,
        zone=institution.zone,
        earliest=callback.earliest,
        latest=callback.latest,
        is_due=is_open and callback.earliest <= now < callback.latest,
        is_overdue=is_open and callback.latest <= now,
        chat_id=chat_id,
        group=None,
        tries=callback.tries,
        note=callback.note,
        promised_by=promised_by,
        outcome=callback.outcome,
        done_at=callback.done_at,
        done_by=done_by,
        is_open=is_open,
    )
    return replace(row, group=_group(row, now)) if is_open else row


def _sees_digits(viewer: Viewer, institution: Institution) -> bool:
    return viewer.access.customer_view(institution.id).shows(CustomerView.MASKED_NUMBER)


def _group(row: Row, now: datetime) -> str:
    if row.is_due or row.is_overdue:
        return "due"
    zone = ZoneInfo(row.zone)
    return "today" if row.earliest.astimezone(zone).date() == now.astimezone(zone).date() else "later"
