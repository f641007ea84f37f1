"""What a search finds, newest first: customers by name or number, and messages by their words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import ARRAY, LargeBinary, Select, bindparam, case, func, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.blind_index import wanted_keys
from handoff.models import Author, Conversation, Customer, Institution, Message, Organisation, Owner
from handoff.phone import parse_phone
from handoff.vault import Vault
from handoff.web.customers import Shown, numbers_of, shown
from handoff.web.desk import Desk
from handoff.web.markup import without_marks
from handoff.web.search.query import Query
from handoff.web.search.snippet import OPTIONS, START, STOP, marked
from handoff.web.viewer import Viewer

CUSTOMERS, MESSAGES = 10, 30
# Message ids are below.
END = 2**62
FOUND_CUSTOMERS = text("""
    SELECT conversation_id, last_activity_at FROM desk_customers(:keys, :number, :before_at, :before_id, :most)
""").bindparams(bindparam("keys", type_=ARRAY(LargeBinary)))
FOUND_MESSAGES = text("""
    SELECT message_id FROM desk_messages(desk_words(:typed, :whole, :begun), :before, :most)
""")


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer's newest chat, or a message in one: then it has `snippet` and `said_by`."""

    chat_id: UUID
    customer_id: UUID
    institution_id: UUID
    message_id: int | None
    who: Shown
    topic: str
    language: str
    institution: str
    zone: str
    state: str
    at: datetime
    said_by: Author | None
    snippet: Markup | None

    @property
    def path(self) -> str:
        chat = f"/desk/chats/{self.chat_id}"
        return chat if self.message_id is None else f"{chat}?message={self.message_id}#message_{self.message_id}"


@dataclass(frozen=True, slots=True)
class Hits:
    """`more`: what the next page begins after."""

    hits: tuple[Hit, ...]
    more: str | None


async def find_customers(
    session: AsyncSession, desk: Desk, viewer: Viewer, query: Query, *, after: str | None = None
) -> Hits:
    before_at, before_id = _customer_key(after)
    values = {
        **keys_of(desk.vault, query.typed),
        "before_at": before_at,
        "before_id": before_id,
        "most": CUSTOMERS + 1,
    }
    found = (await session.execute(FOUND_CUSTOMERS, values)).all()
    rows = await session.execute(
        _chats(viewer).where(Conversation.id.in_([row.conversation_id for row in found[:CUSTOMERS]]))
    )
    by_id = {row.id: row for row in rows}
    seen = [by_id[row.conversation_id] for row in found[:CUSTOMERS] if row.conversation_id in by_id]
    numbers = await numbers_of(session, viewer, {row.customer_id for row in seen})
    hits = tuple(_hit(desk, viewer, row, numbers, at=row.last_activity_at) for row in seen)
    last = found[CUSTOMERS - 1] if len(found) > CUSTOMERS else None
    return Hits(hits, f"{last.last_activity_at.isoformat()}~{last.conversation_id}" if last else None)


def keys_of(vault: Vault, typed: str) -> dict[str, list[bytes] | bytes | None]:
    """What a customer of this name or number is found by, as the database's functions want it."""
    phone = parse_phone(typed)
    return {
        "keys": wanted_keys(vault, typed) if len(typed) > 2 else [],
        "number": vault.fingerprint(f"wa_id:{phone.e164.lstrip('+')}") if phone else None,
    }


async def find_messages(
    session: AsyncSession, desk: Desk, viewer: Viewer, query: Query, *, after: str | None = None
) -> Hits:
    before = int(after) if after and after.isascii() and after.isdigit() and len(after) < 19 else END
    words = {"typed": query.typed, "whole": query.whole, "begun": query.begun}
    found = list(await session.scalars(FOUND_MESSAGES, {**words, "before": before, "most": MESSAGES + 1}))
    rows = await session.execute(
        _chats(viewer)
        .add_columns(Message.id.label("message_id"), Message.author, Message.sent_at, _headline(words))
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.id.in_(found[:MESSAGES]))
        .order_by(Message.id.desc())
    )
    seen = rows.all()
    numbers = await numbers_of(session, viewer, {row.customer_id for row in seen if not row.customer_name})
    hits = tuple(_hit(desk, viewer, row, numbers, at=row.sent_at, message=row) for row in seen)
    return Hits(hits, str(found[MESSAGES - 1]) if len(found) > MESSAGES else None)


def _chats(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Conversation.id,
            Conversation.customer_id,
            Conversation.institution_id,
            Conversation.topic,
            Conversation.language,
            Conversation.owner,
            Conversation.last_activity_at,
            Customer.name.label("customer_name"),
            Institution.zone,
            Organisation.name.label("institution_name"),
        )
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Institution, Institution.id == Conversation.institution_id)
        .join(Organisation, Organisation.id == Institution.id)
        .where(viewer.access.conversations())
    )


def _headline(words: dict[str, str]) -> Any:
    """Stems differ by language, and what is found in one is marked in that one."""
    clean = without_marks(func.translate(Message.body, f"{START}{STOP}", ""))
    asked = func.desk_words(words["typed"], words["whole"], words["begun"])
    german, english = (
        func.ts_headline(literal_column(f"'{language}'::regconfig"), clean, asked, OPTIONS)
        for language in ("german", "english")
    )
    return case((func.strpos(german, START) > 0, german), else_=english).label("headline")


def _hit(desk: Desk, viewer: Viewer, row: Any, numbers: dict[UUID, bytes], *, at: datetime, message: Any = None) -> Hit:
    number = numbers.get(row.customer_id)
    owner: Owner = row.owner
    return Hit(
        chat_id=row.id,
        customer_id=row.customer_id,
        institution_id=row.institution_id,
        message_id=message.message_id if message else None,
        who=shown(desk, viewer, row.customer_id, row.institution_id, name=row.customer_name, number=number),
        topic=desk.catalogue.title(row.topic, viewer.language),
        language=row.language,
        institution=row.institution_name,
        zone=row.zone,
        state=owner.value,
        at=at,
        said_by=message.author if message else None,
        snippet=marked(message.headline) if message else None,
    )


def _customer_key(after: str | None) -> tuple[datetime | None, UUID | None]:
    try:
        at, chat_id = (after or "").split("~")
        return datetime.fromisoformat(at), UUID(chat_id)
    except ValueError:
        return None, None
