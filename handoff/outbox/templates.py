"""Reads in the message templates that Meta has approved."""

import asyncio

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from handoff.clock import Clock
from handoff.database import Sessions
from handoff.models import Number, Template
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi

log = structlog.get_logger()

EVERY = 3600.0


async def keep_templates(sessions: Sessions, *, api: CloudApi, access_token: str, vault: Vault, clock: Clock) -> None:
    """At the start and every hour; status changes in between come by webhook."""
    while True:
        try:
            await read_templates(sessions, api=api, access_token=access_token, vault=vault, clock=clock)
        except Exception as error:
            # Messages go out without them; the next hour may bring a list that can be read.
            log.warning("templates not read", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def read_templates(sessions: Sessions, *, api: CloudApi, access_token: str, vault: Vault, clock: Clock) -> None:
    async with sessions() as session:
        numbers = (await session.execute(select(Number.business_account_id, Number.access_token).distinct())).all()
    for account, sealed in numbers:
        token = vault.unseal(sealed) if sealed else access_token
        found = await api.templates(account, token=token)
        async with sessions.begin() as session:
            await session.execute(delete(Template).where(Template.business_account_id == account))
            if found:
                await session.execute(insert(Template), [_row(account, template, clock) for template in found])
        log.info("templates read", account=account, count=len(found))


def _row(account: str, template: dict[str, object], clock: Clock) -> dict[str, object]:
    return {
        "business_account_id": account,
        "name": str(template.get("name", "")),
        "language": str(template.get("language", "")),
        "category": str(template.get("category", "")),
        "status": str(template.get("status", "")),
        "components": {
            "components": template.get("components") or [],
            "parameter_format": template.get("parameter_format") or "POSITIONAL",
        },
        "read_at": clock(),
    }
