"""Looking for a person, with typing mistakes, by name, place and the end of his number; and who a customer is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.folding import spelt_out
from handoff.models import Record, RecordAssignment

MOST, LONGEST, MOST_WORDS = 20, 100, 6
SHORTEST_ENDING = 3
FOUND = text("SELECT id FROM desk_found_records(:house, :words, :ending, :most) AS id").bindparams(
    bindparam("words", type_=ARRAY(Text))
)
_TOKEN = re.compile(r"[^\W_]+(?:-\d+)*")
# He is spoken of so, and called so in no record's name.
_POLITE = frozenset("frau herr herrn hr fr dr prof mr mrs ms".split())


@dataclass(frozen=True, slots=True)
class Search:
    """`ending`: of the customer number, empty if none was typed. `is_short`: digits were typed, but too few."""

    words: tuple[str, ...]
    ending: str
    is_short: bool

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.ending


def read_search(typed: str) -> Search:
    """Words and digits in any order."""
    words: list[str] = []
    ending, is_short = "", False
    for token in _TOKEN.findall(spelt_out(typed[:LONGEST].replace("\0", " "))):
        if not any(sign.isdecimal() for sign in token):
            words += [token] if token not in _POLITE else []
        elif len(token) >= SHORTEST_ENDING:
            ending = token.upper()
        else:
            is_short = True
    return Search(tuple(dict.fromkeys(words))[:MOST_WORDS], ending, is_short and not ending)


async def find(session: AsyncSession, institution_id: UUID, search: Search) -> Sequence[Record]:
    """The likest first, at most 20, with their advisors; of this institution alone, and none where the session's user
    may see no records. The session must be a desk's (handoff/row_security.py).
    """
    if search.is_empty:
        return []
    values = {"house": institution_id, "words": list(search.words), "ending": search.ending, "most": MOST}
    order = {key: place for place, key in enumerate(await session.scalars(FOUND, values))}
    if not order:
        return []
    wanted = select(Record).where(Record.id.in_(order), Record.institution_id == institution_id)
    found = await session.scalars(wanted.options(joinedload(Record.advisor)))
    return sorted(found, key=lambda record: order[record.id])


async def record_of_customer(session: AsyncSession, customer_id: UUID) -> RecordAssignment | None:
    """The open assignment, with record, advisor and who made it."""
    wanted = select(RecordAssignment).where(
        RecordAssignment.customer_id == customer_id, RecordAssignment.undone_at.is_(None)
    )
    found: RecordAssignment | None = await session.scalar(
        wanted.options(
            joinedload(RecordAssignment.record).joinedload(Record.advisor), joinedload(RecordAssignment.assigned_by)
        )
    )
    return found


async def advisor_of_customer(session: AsyncSession, customer_id: UUID) -> UUID | None:
    """His advisor's id, by the record that he is assigned to."""
    return await session.scalar(
        select(Record.advisor_id)
        .join(RecordAssignment, RecordAssignment.record_id == Record.id)
        .where(RecordAssignment.customer_id == customer_id, RecordAssignment.undone_at.is_(None))
    )
