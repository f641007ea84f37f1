"""What Meta says of each number and what its profile shall say: read in every hour, and changed as the desk wishes."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import null, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.errors import ChannelError
from handoff.models import Number
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi

log = structlog.get_logger()

LOOK_EVERY = 2.0
AT_ONCE = 20
OLD = timedelta(hours=1)


async def keep_accounts(sessions: Sessions, *, api: CloudApi, access_token: str, vault: Vault, clock: Clock) -> None:
    """Wishes at once, news soon, all else every hour; until cancelled."""
    while True:
        try:
            await look_after_accounts(sessions, api=api, access_token=access_token, vault=vault, clock=clock)
        except (SQLAlchemyError, OSError) as error:
            log.warning("accounts wait, the database is away", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)


async def look_after_accounts(
    sessions: Sessions, *, api: CloudApi, access_token: str, vault: Vault, clock: Clock
) -> None:
    # A wish that Meta has refused waits until the desk has another one. Without `read_at` there is news of the number.
    wished = Number.profile_wanted.is_not(None) & Number.profile_problem.is_(None)
    old = or_(Number.read_at.is_(None), Number.read_at < clock() - OLD)
    async with sessions() as session:
        due = list(
            await session.scalars(select(Number).where(or_(wished, old)).order_by(Number.read_at).limit(AT_ONCE))
        )
    for number in due:
        token = vault.unseal(number.access_token) if number.access_token else access_token
        if number.profile_wanted is not None and number.profile_problem is None:
            await _change(sessions, api, number, token)
        await _read(sessions, api, number, token, clock)


async def _change(sessions: Sessions, api: CloudApi, number: Number, token: str) -> None:
    """What the desk has wished for since then stays; where the connection broke, the next look tries again."""
    wanted = number.profile_wanted or {}
    known: dict[str, Any] = {"profile": wanted, "profile_wanted": null()}
    try:
        await api.change_profile(wanted, number=number.phone_number_id, token=token)
    except ChannelError as error:
        log.warning("profile not changed", number=str(number.id), error=type(error).__name__, code=error.code)
        if not error.permanent:
            return
        known = {"profile_problem": str(error.code or "refused")}
    async with sessions.begin() as session:
        same = update(Number).where(Number.id == number.id, Number.profile_wanted == wanted)
        await session.execute(same.values(**known))


async def _read(sessions: Sessions, api: CloudApi, number: Number, token: str, clock: Clock) -> None:
    """If Meta doesn't answer, what was known stays until the next hour."""
    known: dict[str, Any] = {"read_at": clock()}
    try:
        shown = await api.number(number.phone_number_id, token=token)
        profile = await api.profile(number.phone_number_id, token=token)
        known |= {
            "verified_name": shown.get("verified_name"),
            "quality": shown.get("quality_rating"),
            "messaging_limit": shown.get("whatsapp_business_manager_messaging_limit"),
            "profile": profile,
        }
    except ChannelError as error:
        log.warning("account not read", number=str(number.id), error=type(error).__name__, code=error.code)
    async with sessions.begin() as session:
        await session.execute(update(Number).where(Number.id == number.id).values(**known))
