"""What a viewer is shown of a customer: one place for lists, chats, callbacks and search."""

import base64
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import CustomerView
from handoff.phone import masked
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
    """`name` and `number` are sealed. The name is as WhatsApp gives it: chosen by the customer, proof of nothing."""
    view = viewer.access.customer_view(institution_id)
    whole = _readable(desk.vault.unseal(number)) if number and view.shows(CustomerView.MASKED_NUMBER) else None
    seen = whole if whole is None or view.shows(CustomerView.NUMBER) else masked(whole)
    if name and view.shows(CustomerView.NAME):
        return Shown(desk.vault.unseal(name), seen)
    return Shown(seen or texts_in(viewer.language)("customer.code", code=_code(customer_id)), seen)


async def numbers_of(session: AsyncSession, viewer: Viewer, customers: Collection[UUID]) -> dict[UUID, bytes]:
    """Living numbers, sealed, of those whose numbers this viewer may see at least in part."""
    sees_some = any(view.shows(CustomerView.MASKED_NUMBER) for view in viewer.access.views.values())
    if not customers or not sees_some:
        return {}
    return {row.customer_id: row.number for row in await session.execute(NUMBERS, {"customers": list(customers)})}


def _readable(wa_id: str) -> str:
    """WhatsApp's "4915155500042" as it is read and dialled; what is no number stays as it is."""
    try:
        number = phonenumbers.parse(f"+{wa_id}")
    except NumberParseException:
        return wa_id
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _code(customer_id: UUID) -> str:
    """Short, and the same each time, so that colleagues can speak of him."""
    return base64.b32encode(customer_id.bytes[:5])[:5].decode()
