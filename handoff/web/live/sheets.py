"""What a page shows in its middle besides a chat, as its stream follows it."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.web.desk import Desk
from handoff.web.live.columns import Column
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Sheet:
    """`panes`: elements that are replaced as a whole, by their ids. `houses`: the institutions whose appointments and
    events it shows, and whose news concern it for that. `ids`: the conversations that it shows.
    """

    panes: dict[str, str]
    columns: tuple[Column, ...] = ()
    houses: frozenset[UUID] = frozenset()
    ids: frozenset[UUID] = frozenset()


class Place(Protocol):
    """A page that changes while it is open."""

    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        """An empty sheet for who has no right to it, or where what it is about has gone."""
