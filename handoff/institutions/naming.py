"""Short names (slugs) for what is made at the desk."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Advisor, Branch, Event

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


async def free_slug(
    session: AsyncSession, kind: type[Branch] | type[Advisor] | type[Event], institution_id: UUID, name: str
) -> str:
    """Made from the name, with a number where there is one like it already; whoever asks has locked the institution."""
    wanted = re.sub(r"[^a-z0-9]+", "-", name.casefold().translate(_FOLDED)).strip("-")[:40] or kind.__tablename__
    like = select(kind.slug).where(kind.institution_id == institution_id, kind.slug.startswith(wanted, autoescape=True))
    taken = set(await session.scalars(like))
    return next(slug for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000))) if slug not in taken)
