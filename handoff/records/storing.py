"""Records as the core system says they are now: added, changed, removed, by many at once and all or none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.errors import HandoffError, NotFound
from handoff.models import Advisor, Audit, Institution, Mover, Record, User
from handoff.models.base import JSON
from handoff.records.assigning import open_chats
from handoff.records.entry import RecordEntry

# Who has done it, in the audit list.
CORE_SYSTEM = "core_system"
COLUMNS = ("customer_number", "name", "title", "city", "language", "advisor_id", "folded")
# So many customer numbers are told of those who are added, changed or removed.
SOME = 5
_ARRAYS = ", ".join(f"CAST(:{name} AS {'uuid' if name == 'advisor_id' else 'text'}[])" for name in COLUMNS)
GIVEN = f"WITH given AS (SELECT * FROM unnest({_ARRAYS}) AS g ({', '.join(COLUMNS)}))"
_VALUES = ("name", "title", "city", "language", "advisor_id", "folded")
_OURS, _THEIRS = (", ".join(f"{row}.{name}" for name in _VALUES) for row in "rg")
DIFFERS = f"({_OURS}) IS DISTINCT FROM ({_THEIRS})"


def _with_rows(statement: str) -> Any:
    return text(f"{GIVEN} {statement}").bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in COLUMNS))


COMPARE = _with_rows(f"""
    SELECT count(*) FILTER (WHERE r.id IS NULL) AS added,
           count(*) FILTER (WHERE r.id IS NOT NULL AND {DIFFERS}) AS changed,
           (array_agg(g.customer_number) FILTER (WHERE r.id IS NULL))[1:{SOME}] AS some_added,
           (array_agg(g.customer_number) FILTER (WHERE r.id IS NOT NULL AND {DIFFERS}))[1:{SOME}] AS some_changed
    FROM given g LEFT JOIN records r ON r.institution_id = :house AND r.customer_number = g.customer_number
""")
CHANGE = _with_rows(f"""
    UPDATE records r SET ({", ".join(_VALUES)}) = ({_THEIRS}), changed_at = :now FROM given g
    WHERE r.institution_id = :house AND r.customer_number = g.customer_number AND {DIFFERS} RETURNING r.id
""")
ADD = _with_rows(f"""
    INSERT INTO records (id, institution_id, number_from_end, changed_at, {", ".join(COLUMNS)})
    SELECT gen_random_uuid(), :house, reverse(g.customer_number), :now, {", ".join(f"g.{name}" for name in COLUMNS)}
    FROM given g WHERE NOT EXISTS (
        SELECT FROM records r WHERE r.institution_id = :house AND r.customer_number = g.customer_number
    )
    RETURNING id
""")
LEFT_OUT = _with_rows("""
    SELECT r.id, r.customer_number FROM records r
    WHERE r.institution_id = :house AND r.customer_number NOT IN (SELECT g.customer_number FROM given g)
    ORDER BY r.customer_number
""")
REMOVE = text("DELETE FROM records WHERE id = ANY (CAST(:ids AS uuid[]))")


@dataclass(frozen=True, slots=True)
class By:
    """Who has the records changed: a user with a file, or the core system by a token of this name."""

    user: User | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Examples:
    """A few customer numbers of each."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """`chats`: the open ones that show what has changed."""

    difference: Difference
    chats: Sequence[UUID]


class UnknownAdvisor(HandoffError):
    """`places`: of the entries whose advisor the institution doesn't have."""

    def __init__(self, places: Sequence[int]):
        super().__init__("no such advisor")
        self.places = tuple(places)


async def compare(
    session: AsyncSession, institution_id: UUID, entries: Sequence[RecordEntry], *, is_complete: bool
) -> tuple[Difference, Examples]:
    """What `put_records` would do now. Raises UnknownAdvisor."""
    values = await _rows(session, institution_id, entries)
    found = (await session.execute(COMPARE, values)).one()
    removed = [row.customer_number for row in await session.execute(LEFT_OUT, values)] if is_complete else []
    examples = Examples(tuple(found.some_added or ()), tuple(found.some_changed or ()), tuple(removed[:SOME]))
    return Difference(found.added, found.changed, len(removed)), examples


async def put_records(
    session: AsyncSession,
    institution_id: UUID,
    entries: Sequence[RecordEntry],
    *,
    is_complete: bool = False,
    by: By,
    now: datetime,
) -> Stored:
    """All of them; `is_complete`: and no others. Each customer number only once. Raises UnknownAdvisor, NotFound."""
    await _lock(session, institution_id)
    values = await _rows(session, institution_id, entries) | {"now": now}
    gone = list(await session.scalars(LEFT_OUT, values)) if is_complete else []
    chats = set(await open_chats(session, gone))
    await session.execute(REMOVE, {"ids": gone})
    changed = list(await session.scalars(CHANGE, values))
    added = list(await session.scalars(ADD, values))
    chats |= set(await open_chats(session, changed))
    difference = Difference(len(added), len(changed), len(gone))
    if by.user is None and len(entries) == 1:
        for act, ids in {"add_record": added, "change_record": changed}.items():
            session.add_all(_audit(institution_id, act, f"record:{one}", {}, by, now) for one in ids)
    elif difference != Difference(0, 0, 0):
        told = {"added": difference.added, "changed": difference.changed, "removed": difference.removed}
        session.add(_audit(institution_id, "put_records", f"institution:{institution_id}", told, by, now))
    return Stored(difference, list(chats))


async def remove_record(
    session: AsyncSession, institution_id: UUID, customer_number: str, *, by: By, now: datetime
) -> Stored:
    """With its assignments. Raises NotFound."""
    await _lock(session, institution_id)
    record_id = await session.scalar(
        select(Record.id).where(Record.institution_id == institution_id, Record.customer_number == customer_number)
    )
    if record_id is None:
        raise NotFound("no such record")
    chats = await open_chats(session, [record_id])
    await session.execute(REMOVE, {"ids": [record_id]})
    session.add(_audit(institution_id, "remove_record", f"record:{record_id}", {}, by, now))
    return Stored(Difference(0, 0, 1), chats)


async def advisors_by_name(session: AsyncSession, institution_id: UUID) -> Mapping[str, UUID]:
    """By slug, and by the e-mail of whose log-in it is; small letters."""
    rows = await session.execute(
        select(Advisor.slug, Advisor.id, User.email)
        .outerjoin(User, User.id == Advisor.user_id)
        .where(Advisor.institution_id == institution_id)
        .order_by(Advisor.slug)
    )
    named: dict[str, UUID] = {}
    for slug, advisor_id, email in rows:
        named.setdefault(slug.lower(), advisor_id)
        if email:
            named.setdefault(email.lower(), advisor_id)
    return named


async def _lock(session: AsyncSession, institution_id: UUID) -> None:
    """One writes after the other: two files at once would each count what the other does. Raises NotFound."""
    wanted = select(Institution.id).where(Institution.id == institution_id)
    if await session.scalar(wanted) is None:
        raise NotFound("no such institution")
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"records {institution_id}", 0))))


async def _rows(session: AsyncSession, institution_id: UUID, entries: Sequence[RecordEntry]) -> dict[str, Any]:
    advisors = await advisors_by_name(session, institution_id)
    unknown = _unknown(entries, advisors)
    if unknown:
        raise UnknownAdvisor(unknown)
    named = [str(advisors[one.advisor.lower()]) if one.advisor else None for one in entries]
    columns = {name: [getattr(one, name) for one in entries] for name in COLUMNS if name != "advisor_id"}
    return {"house": institution_id, "advisor_id": named, **columns}


def _unknown(entries: Sequence[RecordEntry], advisors: Collection[str]) -> list[int]:
    return [place for place, one in enumerate(entries) if one.advisor and one.advisor.lower() not in advisors]


def _audit(institution_id: UUID, act: str, subject: str, told: JSON, by: By, now: datetime) -> Audit:
    return Audit(
        institution_id=institution_id,
        at=now,
        actor=Mover.AGENT.value if by.user else CORE_SYSTEM,
        user_id=by.user.id if by.user else None,
        act=act,
        subject=subject,
        before=None,
        after=told | ({"token": by.token} if by.token else {}) or None,
    )
