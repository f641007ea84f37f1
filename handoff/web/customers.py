"""What a viewer is shown of a customer: one place for lists, chats, callbacks, the calendar and search."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy import Uuid, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import CustomerView
from handoff.models import Customer, Identifier, IdentifierKind
from handoff.phone import masked
from handoff.row_security import beyond
from handoff.web.desk import Desk
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

# The database checks once more who may see which.
NUMBERS = text("SELECT customer_id, number FROM desk_numbers(:customers)").bindparams(
    bindparam("customers", type_=ARRAY(Uuid))
)


@dataclass(frozen=True, slots=True)
class Shown:
    """`name` is always something to call him by; `number` is masked for who may not see all of it."""

    name: str
    number: str | None


def shown(
    desk: Desk,
    viewer: Viewer,
    customer_id: UUID,
    institution_id: UUID,
    *,
    name: bytes | None,
    number: bytes | None = None,
) -> Shown:
    """`name` and `number` are sealed."""
    seen = shown_number(desk.vault.unseal(number), viewer.access.customer_view(institution_id)) if number else None
    called = shown_name(desk, viewer, institution_id, name)
    return Shown(called or seen or texts_in(viewer.language)("customer.code", code=_code(customer_id)), seen)


async def read_shown(session: AsyncSession, desk: Desk, viewer: Viewer, customer: Customer) -> Shown:
    """One customer, with his number."""
    numbers = await numbers_of(session, viewer, [customer.id])
    number = numbers.get(customer.id)
    return shown(desk, viewer, customer.id, customer.institution_id, name=customer.name, number=number)


def shown_name(desk: Desk, viewer: Viewer, institution_id: UUID, name: bytes | None) -> str | None:
    """As WhatsApp gives it: chosen by the customer, proof of nothing. None for who may not see it."""
    may_see = viewer.access.customer_view(institution_id).shows(CustomerView.NAME)
    return desk.vault.unseal(name) if name and may_see else None


def shown_number(wa_id: str, view: CustomerView) -> str | None:
    """As it is read and dialled, or its end; None for who may see nothing of it."""
    if not view.shows(CustomerView.MASKED_NUMBER):
        return None
    whole = _readable(wa_id)
    return whole if view.shows(CustomerView.NUMBER) else masked(whole)


async def numbers_of(session: AsyncSession, viewer: Viewer, customers: Collection[UUID]) -> dict[UUID, bytes]:
    """Living numbers, sealed, of those whose numbers this viewer may see at least in part."""
    sees_some = any(view.shows(CustomerView.MASKED_NUMBER) for view in viewer.access.views.values())
    if not customers or not sees_some:
        return {}
    return {row.customer_id: row.number for row in await session.execute(NUMBERS, {"customers": list(customers)})}


async def number_to_call(session: AsyncSession, desk: Desk, customer_id: UUID) -> str | None:
    """As "+4915555501234", to be kept for a call and not to be shown: also where the viewer sees nothing of it.

    None if WhatsApp doesn't tell it.
    """
    newest = (
        select(Identifier.ciphertext)
        .where(
            Identifier.customer_id == customer_id,
            Identifier.kind == IdentifierKind.WA_ID,
            Identifier.retired_at.is_(None),
        )
        .order_by(Identifier.seen_at.desc())
        .limit(1)
    )
    async with beyond(session):
        sealed = await session.scalar(newest)
    return f"+{desk.vault.unseal(sealed).lstrip('+')}" if sealed else None


def _readable(wa_id: str) -> str:
    """WhatsApp's "4915155500042" as it is read and dialled; what is no number stays as it is."""
    try:
        number = phonenumbers.parse(f"+{wa_id.lstrip('+')}")
    except NumberParseException:
        return wa_id
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _code(customer_id: UUID) -> str:
    """Short, and the same each time, so that colleagues can speak of him."""
    return base64.b32encode(customer_id.bytes[:5])[:5].decode()
