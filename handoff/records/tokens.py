"""Tokens by which the core system's interface is opened: shown once, kept as a hash, withdrawn by hand."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, access_of
from handoff.auditing import audit_row
from handoff.errors import NotFound
from handoff.models import Organisation, RecordToken, User

# By this people and programs that look for lost secrets know what it is.
PREFIX = "schalter_"
# A token's last use is written down no more often: each call would write otherwise.
NOTED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who calls: for which institution, by the token of which name."""

    institution_id: UUID
    name: str


async def make_token(session: AsyncSession, institution_id: UUID, *, name: str, user: User, now: datetime) -> str:
    """The token itself, which nobody can read afterwards. Raises NotAllowed."""
    (await access_of(session, user.id)).demand(Right.RECORD_FILE, institution_id)
    token, token_id = PREFIX + secrets.token_urlsafe(32), uuid4()
    session.add(
        RecordToken(
            id=token_id,
            institution_id=institution_id,
            name=name,
            token_hash=_hash(token),
            made_by_id=user.id,
            created_at=now,
        )
    )
    subject = f"record_token:{token_id}"
    session.add(audit_row(institution_id, "make_record_token", subject, None, {"name": name}, user, now))
    return token


async def withdraw_token(session: AsyncSession, token_id: UUID, *, user: User, now: datetime) -> UUID:
    """It opens nothing any more. A second time it changes nothing. Returns the institution; raises NotFound."""
    access = await access_of(session, user.id)
    token = await session.scalar(
        select(RecordToken).where(
            RecordToken.id == token_id, RecordToken.institution_id.in_(access.where(Right.RECORD_FILE))
        )
    )
    if token is None:
        raise NotFound("no such token")
    if token.withdrawn_at is None:
        token.withdrawn_at = now
        subject, before = f"record_token:{token_id}", {"name": token.name}
        session.add(audit_row(token.institution_id, "withdraw_record_token", subject, before, None, user, now))
    return token.institution_id


async def token_holder(session: AsyncSession, token: str, *, slug: str, now: datetime) -> Holder | None:
    """None for a token that isn't one, is withdrawn, or is another institution's."""
    wanted = (
        select(RecordToken.id, RecordToken.institution_id, RecordToken.name, RecordToken.last_used_at)
        .join(Organisation, Organisation.id == RecordToken.institution_id)
        .where(RecordToken.token_hash == _hash(token), RecordToken.withdrawn_at.is_(None), Organisation.slug == slug)
    )
    found = (await session.execute(wanted)).one_or_none()
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at >= NOTED:
        await session.execute(update(RecordToken).where(RecordToken.id == found.id).values(last_used_at=now))
    return Holder(found.institution_id, found.name)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
