"""For which institution a page of the administration is, where its reader administers several."""

from dataclasses import dataclass
from uuid import UUID

from sanic import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import Institution, Organisation
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class House:
    """`query`: to be added to addresses, so that they stay with this institution; empty where there is one alone."""

    id: UUID
    name: str
    zone: str
    query: str


@dataclass(frozen=True, slots=True)
class Houses:
    all: tuple[House, ...]
    chosen: House


async def read_houses(session: AsyncSession, request: Request, viewer: Viewer, right: Right) -> Houses:
    """The one that the address names as `institution`, else the reader's own. Raises NotFound."""
    rows = await session.execute(
        select(Institution.id, Organisation.name, Institution.zone)
        .join(Organisation, Organisation.id == Institution.id)
        .where(Institution.id.in_(viewer.access.where(right)))
        .order_by(Organisation.name, Institution.id)
    )
    found = rows.all()
    houses = tuple(House(id, name, zone, f"?institution={id}" if len(found) > 1 else "") for id, name, zone in found)
    wanted = request.args.get("institution")
    if wanted is None:
        own = (house for house in houses if house.id == viewer.user.organisation_id)
        chosen = next(own, houses[0] if houses else None)
    else:
        chosen = next((house for house in houses if str(house.id) == wanted), None)
    if chosen is None:
        raise NotFound("no such institution")
    return Houses(houses, chosen)
