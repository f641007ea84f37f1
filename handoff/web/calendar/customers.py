"""What of a customer is shown to whom: as his institution has it for the viewer's roles."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import CustomerView, customer_view
from handoff.models import Customer, Institution
from handoff.phone import masked
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer


def shown_name(desk: Desk, viewer: Viewer, institution: Institution, customer: Customer) -> str | None:
    """As WhatsApp gives it, if the viewer may see names."""
    if customer.name is None or customer_view(viewer.access, institution) is CustomerView.NOTHING:
        return None
    return desk.vault.unseal(customer.name)


async def number_of(session: AsyncSession, desk: Desk, customer_id: UUID) -> str | None:
    """The number the customer writes from, as "+4915555501234"; None if WhatsApp doesn't tell it."""
    sealed = await session.scalar(select(func.desk_number(customer_id)))
    return f"+{desk.vault.unseal(bytes(sealed)).lstrip('+')}" if sealed else None


def shown_number(number: str, view: CustomerView) -> str | None:
    """None for who may see nothing of it."""
    if view is CustomerView.NUMBER:
        return number
    return masked(number) if view is CustomerView.MASKED_NUMBER else None
