"""The WhatsApp account as administrators see it: nothing secret, nobody's name. And the profile that customers see."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, access_of
from handoff.auditing import audit_row
from handoff.errors import NotFound
from handoff.models import Number, Template, User
from handoff.models.base import JSON

LOOK_BACK = timedelta(days=7)
FAILURES = text(
    "SELECT code, times, at FROM desk_failures(:since) WHERE institution = :institution ORDER BY times DESC"
)


@dataclass(frozen=True, slots=True)
class Account:
    """What the desk's role may read of a number (migration 0008); each field is a column of that name."""

    id: UUID
    phone_number_id: str
    business_account_id: str
    display_number: str
    sending_stopped: str | None
    stopped_at: datetime | None
    heard_at: datetime | None
    verified_name: str | None
    quality: str | None
    messaging_limit: str | None
    read_at: datetime | None
    profile: JSON | None
    profile_wanted: JSON | None
    profile_problem: str | None


@dataclass(frozen=True, slots=True)
class Failure:
    """`code` is Meta's; null where we ourselves found that a message can't be sent."""

    code: int | None
    times: int
    last_at: datetime


async def accounts_of(session: AsyncSession, institution_id: UUID) -> list[Account]:
    """For administrators of the institution, and nobody else."""
    columns = [getattr(Number, field.name) for field in fields(Account)]
    wanted = select(*columns).where(Number.institution_id == institution_id).order_by(Number.display_number)
    return [Account(*row) for row in await session.execute(wanted)]


async def failures_of(session: AsyncSession, institution_id: UUID, *, now: datetime) -> list[Failure]:
    """Of the last seven days, the most frequent first."""
    rows = await session.execute(FAILURES, {"since": now - LOOK_BACK, "institution": institution_id})
    return [Failure(row.code, row.times, row.at) for row in rows]


async def templates_of(session: AsyncSession, account: str) -> list[Template]:
    wanted = select(Template).where(Template.business_account_id == account).order_by(Template.name, Template.language)
    return list(await session.scalars(wanted))


async def wish_profile(session: AsyncSession, number_id: UUID, profile: JSON, *, user: User, now: datetime) -> None:
    """The outbox process hands it to Meta. Raises NotFound."""
    wanted = select(Number.institution_id, Number.profile, Number.profile_wanted).where(Number.id == number_id)
    row = (await session.execute(wanted)).one_or_none()
    if row is None or not (await access_of(session, user.id)).may(Right.CHANNEL, row.institution_id):
        raise NotFound("no such number")
    former = row.profile_wanted or row.profile or {}
    if former == profile:
        return
    await session.execute(
        update(Number).where(Number.id == number_id).values(profile_wanted=profile, profile_problem=None)
    )
    subject = f"number:{number_id}"
    session.add(audit_row(row.institution_id, "change_whatsapp_profile", subject, former, profile, user, now))
