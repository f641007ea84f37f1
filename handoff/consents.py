"""Consent to notices that we send unasked: given, taken back, given again. Each row says to which text it was given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Consent, ConsentKind


async def revoke_notifications(session: AsyncSession, customer_id: UUID, *, now: datetime) -> None:
    """A second time it changes nothing."""
    living = update(Consent).where(*_of(customer_id), Consent.revoked_at.is_(None))
    await session.execute(living.values(revoked_at=now))


async def resume_notifications(session: AsyncSession, customer_id: UUID, *, now: datetime) -> bool:
    """To what he had agreed to before; whether there is such a thing.

    Who never agreed hasn't now: a switch in WhatsApp, or a word in a chat, is no consent to a text (contract, §12).
    """
    latest = select(Consent).where(*_of(customer_id)).order_by(Consent.revoked_at.desc().nulls_first()).limit(1)
    former = await session.scalar(latest)
    if former is not None and former.revoked_at is not None:
        session.add(Consent(customer_id=customer_id, kind=former.kind, version=former.version, given_at=now))
        await session.flush()
    return former is not None


async def has_agreed(session: AsyncSession, customer_id: UUID) -> bool:
    """To notices that we send unasked, and he hasn't taken it back."""
    living = select(Consent.id).where(*_of(customer_id), Consent.revoked_at.is_(None)).limit(1)
    return await session.scalar(living) is not None


def _of(customer_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Consent.customer_id == customer_id, Consent.kind == ConsentKind.NOTIFICATIONS
