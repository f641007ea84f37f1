"""The page as its stream follows it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.web.clientele.reading import read_clientele
from handoff.web.desk import Desk
from handoff.web.live.sheets import Sheet
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Clientele:
    async def read(self, session: AsyncSession, desk: Desk, viewer: Viewer) -> Sheet:
        if not viewer.access.may(Right.CUSTOMERS):
            return Sheet({})
        clientele = await read_clientele(session, desk, viewer)
        html = desk.pages.render("clientele/_sheet.html", viewer, clientele=clientele, now=desk.clock())
        return Sheet({"clientele": html}, houses=viewer.access.where(Right.CUSTOMERS), ids=clientele.ids)
