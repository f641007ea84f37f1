"""The link by which a person sets his password: the first, or a new one. It holds for seven days and once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.auditing import audit_row
from handoff.errors import NotFound
from handoff.models import Invitation, User
from handoff.people.faults import Fault
from handoff.people.log_ins import end_log_ins
from handoff.people.roles import Place, set_places

LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """`token` is part of the link, and known to nobody afterwards."""

    user: User
    token: str


async def invite(
    session: AsyncSession,
    institution_id: UUID,
    *,
    name: str,
    email: str,
    language: str,
    places: frozenset[Place],
    by: User,
    now: datetime,
) -> Invited:
    """A new person of this institution. Raises Fault if somebody logs in with this e-mail already, or for a place."""
    user = User(id=uuid4(), organisation_id=institution_id, name=name, email=email.lower(), language=language)
    try:
        async with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise Fault("email", "email_taken") from error
    after = {"name": name, "email": user.email, "language": language}
    session.add(audit_row(institution_id, "invite_user", f"user:{user.id}", None, after, by, now))
    await set_places(session, user, places, institution_id=institution_id, by=by, now=now)
    return Invited(user, await _link(session, user, by=by, now=now))


async def renew(session: AsyncSession, user: User, *, by: User, now: datetime) -> Invited:
    """A new link for who lost his, or his password; former ones hold no longer. Raises Fault for a disabled user."""
    if user.disabled_at is not None:
        raise Fault("", "disabled")
    row = audit_row(user.organisation_id, "renew_invitation", f"user:{user.id}", None, None, by, now)
    session.add(row)
    return Invited(user, await _link(session, user, by=by, now=now))


async def find_invited(session: AsyncSession, token: str, *, now: datetime) -> User:
    """Who may set his password by this link. Raises NotFound if it holds no longer."""
    return (await _find(session, token, now=now)).user


async def accept(session: AsyncSession, token: str, *, password_hash: str, now: datetime) -> User:
    """The link is used up, and all log-ins with the former password end. Raises NotFound."""
    invitation = await _find(session, token, now=now, lock=True)
    invitation.used_at = now
    user = invitation.user
    await session.execute(update(User).where(User.id == user.id).values(password_hash=password_hash))
    await end_log_ins(session, user.id)
    session.add(audit_row(user.organisation_id, "accept_invitation", f"user:{user.id}", None, None, user, now))
    return user


async def _link(session: AsyncSession, user: User, *, by: User, now: datetime) -> str:
    await session.execute(delete(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)))
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(user_id=user.id, token_hash=_hash(token), made_by_id=by.id, created_at=now, expires_at=now + LIFE)
    )
    await session.flush()
    return token


async def _find(session: AsyncSession, token: str, *, now: datetime, lock: bool = False) -> Invitation:
    wanted = (
        select(Invitation)
        .join(Invitation.user)
        .where(Invitation.token_hash == _hash(token), Invitation.used_at.is_(None), Invitation.expires_at > now)
        .where(User.disabled_at.is_(None))
        .options(joinedload(Invitation.user))
        .execution_options(populate_existing=True)
    )
    invitation = await session.scalar(wanted.with_for_update(of=Invitation) if lock else wanted)
    if invitation is None:
        raise NotFound("no such invitation")
    return invitation


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
