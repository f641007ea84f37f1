"""An institution's branches, and which of them a message names."""

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Branch

_GENERIC = frozenset(
    "filiale geschaeftsstelle hauptstelle beratungscenter kompetenzcenter sparkasse bank branch "
    "am an der die das im in den dem bei zu zum zur und the".split()
)
_ENGLISH = {"north": "nord", "south": "sued", "east": "ost", "central": "mitte", "centre": "mitte", "center": "mitte"}
_LIKE = 85  # "Beispilhausen" is, "bitte" for "Mitte" is not
_SHORT = 4  # a word so short must be written as it is
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


async def branches_of(session: AsyncSession, institution_id: UUID) -> list[Branch]:
    """By name."""
    wanted = select(Branch).where(Branch.institution_id == institution_id).order_by(Branch.name)
    return list(await session.scalars(wanted))


def named_branches(text: str, branches: Sequence[Branch]) -> list[Branch]:
    """Those whose name or street the message names; if it names none, those of the town that it names."""
    said = _words(text)
    by_name = [branch for branch in branches if _says(said, _words(f"{branch.name} {_street(branch)}"))]
    return by_name or [branch for branch in branches if _says(said, _words(branch.city))]


def _street(branch: Branch) -> str:
    return re.sub(r"\s*\d.*", "", branch.street)


def _words(text: str) -> list[str]:
    """Folded, without what every branch's name has; "Nordfiliale" is "nord"."""
    folded = text.casefold().translate(_FOLDED)
    words = (word.removesuffix("filiale") or word for word in re.findall(r"[^\W\d_]+", folded))
    return [_ENGLISH.get(word, word) for word in words if word not in _GENERIC]


def _says(said: Iterable[str], wanted: Sequence[str]) -> bool:
    return any(_like(word, key) for word in said for key in wanted)


def _like(word: str, key: str) -> bool:
    if len(key) <= _SHORT:
        return word == key
    return fuzz.ratio(word, key) >= _LIKE
