"""A customer's whole world as one value: taken from the database after a turn, and put back before the next.

The database itself holds no customer. Each turn is played in a transaction that first puts the world in and is undone
in the end, so every turn from a state starts from the same database, and a booking is as much part of the state as a
slot is. Messages and turns are no part of it: the dialogue reads neither.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.database import execute_directly
from handoff.models import (
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    Identifier,
    IdentifierKind,
    Institution,
    Number,
)
from handoff.vault import Vault

# What customers bring and the dialogue reads, those first that others point to.
TABLES = ("customers", "identifiers", "consents", "conversations", "appointments", "callbacks", "sign_ups")
WA_ID = "4915155500001"

_PUT = text(
    "WITH "
    + ", ".join(
        f"put_{table} AS (INSERT INTO {table}"
        f" SELECT * FROM jsonb_populate_recordset(NULL::{table}, CAST(:rows AS jsonb) -> '{table}'))"
        for table in TABLES
    )
    + " SELECT 1"
)
_TAKE = text(
    "SELECT jsonb_build_object("
    + ", ".join(f"'{table}', (SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]') FROM {table} t)" for table in TABLES)
    + ") AS rows"
)


@dataclass(frozen=True, slots=True)
class World:
    """`rows` by table, as JSON; `now` in the institution's zone."""

    rows: str
    now: datetime

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        tables: dict[str, list[dict[str, Any]]] = json.loads(self.rows)
        return tables

    def later(self, hours: int) -> "World":
        return replace(self, now=self.now + timedelta(hours=hours))


async def put(session: AsyncSession, world: World) -> None:
    await execute_directly(session, _PUT, {"rows": world.rows})


async def take(session: AsyncSession, *, now: datetime) -> World:
    """The world as it is now, in the transaction that has changed it."""
    await session.flush()
    tables = (await execute_directly(session, _TAKE, {}))[0].rows
    for conversation in tables["conversations"]:
        if "exchange" in conversation["dialogue"]:
            conversation["dialogue"]["exchange"] = [0, 0]
    return World(json.dumps(tables), now)


def open_conversation(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The one that is going on; the last one, where all are closed."""
    conversations = tables["conversations"]
    return next((one for one in conversations if one["owner"] != "closed"), conversations[-1])


async def newcomer(session: AsyncSession, number_id: UUID, *, vault: Vault, language: str, now: datetime) -> None:
    """Writes for the first time, from a number that WhatsApp tells us."""
    customer = await _customer(session, number_id, language=language, now=now, noticed=False)
    session.add(
        Identifier(
            institution_id=customer.institution_id,
            customer_id=customer.id,
            kind=IdentifierKind.WA_ID,
            fingerprint=vault.fingerprint(WA_ID),
            ciphertext=vault.seal(WA_ID),
            seen_at=now,
        )
    )


async def regular(session: AsyncSession, number_id: UUID, *, vault: Vault, language: str, now: datetime) -> None:
    """Has been here before, comes without a number, and has agreed to notices."""
    customer = await _customer(session, number_id, language=language, now=now, noticed=True)
    agreed = Consent(customer_id=customer.id, kind=ConsentKind.NOTIFICATIONS, version="1", given_at=now)
    session.add(agreed)


async def _customer(session: AsyncSession, number_id: UUID, *, language: str, now: datetime, noticed: bool) -> Customer:
    number = await session.get_one(Number, number_id)
    institution = await session.get_one(Institution, number.institution_id)
    version = institution.notice_version if noticed else None
    customer = Customer(institution_id=institution.id, created_at=now, language=language, notice_version=version)
    session.add(customer)
    await session.flush()
    session.add(
        Conversation(
            institution_id=institution.id,
            number_id=number_id,
            customer_id=customer.id,
            language=language,
            opened_at=now,
            last_activity_at=now,
        )
    )
    return customer


async def number_of(session: AsyncSession, phone_number_id: str) -> UUID:
    return (await session.scalars(select(Number.id).where(Number.phone_number_id == phone_number_id))).one()
