"""For which institution a page is, and what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.models import Institution, Organisation
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.frame import read_frame
from handoff.web.pages import page
from handoff.web.viewer import Viewer

FIELD = "institution"


@dataclass(frozen=True, slots=True)
class House:
    """`all`: id and name of those among which the viewer may choose here."""

    institution: Institution
    name: str
    all: tuple[tuple[UUID, str], ...]

    @property
    def id(self) -> UUID:
        return self.institution.id

    @property
    def zone(self) -> str:
        return self.institution.zone

    @property
    def query(self) -> str:
        """What goes behind an address, so that the next page is for the same institution."""
        return f"?{FIELD}={self.id}" if len(self.all) > 1 else ""

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def moment(self, naive: datetime) -> datetime:
        """Of a time as people here read their clocks."""
        return naive.replace(tzinfo=ZoneInfo(self.zone))


async def read_house(
    session: AsyncSession, request: Request, viewer: Viewer, right: Right, *, institution_id: UUID | None = None
) -> House:
    """That of `institution_id`, else the one that the address or the form names, else the reader's own, else the first.

    Raises NotFound.
    """
    names = select(Organisation.id, Organisation.name).where(Organisation.id.in_(viewer.access.where(right)))
    rows = await session.execute(names.order_by(Organisation.name, Organisation.id))
    open_to_him = {key: name for key, name in rows}
    wanted = institution_id or _named(request) or _usual(viewer, open_to_him)
    if wanted is None or wanted not in open_to_him:
        raise NotFound("no such institution")
    return House(await session.get_one(Institution, wanted), open_to_him[wanted], tuple(open_to_him.items()))


async def named_house(desk: Desk, request: Request, viewer: Viewer, right: Right) -> House:
    """The same, where nothing else is to be read. Raises NotFound."""
    async with desk.sessions() as session:
        return await read_house(session, request, viewer, right)


def _usual(viewer: Viewer, open_to_him: Mapping[UUID, str]) -> UUID | None:
    own = viewer.user.organisation_id
    return own if own in open_to_him else next(iter(open_to_him), None)


def _named(request: Request) -> UUID | None:
    text = field_of(request, FIELD) or request.args.get(FIELD) or ""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound("no such institution") from error


async def sheet(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    section: str,
    template: str,
    *,
    status: int = 200,
    **values: Any,
) -> HTTPResponse:
    """A page of the administration."""
    return page(
        desk.pages,
        request,
        viewer,
        f"administration/{template}",
        status=status,
        frame=await read_frame(session, desk, viewer),
        sections=viewer.sections,
        section=section,
        house=house,
        is_saved="saved" in request.args,
        **values,
    )


def saved(path: str, house: House, anchor: str = "") -> HTTPResponse:
    """Back to the list, which says so."""
    query = f"{house.query}&saved=1" if house.query else "?saved=1"
    return redirect(f"{path}{query}{anchor}", status=303)
