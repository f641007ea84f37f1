"""The page with all figures and charts."""

from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.statistics.figures import figures
from handoff.statistics.reading import Answer, answer
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.statistics.asked import Asked, clock_of, read_asked
from handoff.web.statistics.centres import has_centres
from handoff.web.statistics.charts import Chart, charts
from handoff.web.statistics.numbers import change, told, whole_day
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

PATH = "/desk/statistics"


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, show, right=Right.STATISTICS)


async def show(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        asked, found = await read_answer(session, desk, request, viewer)
        return page(
            desk.pages,
            request,
            viewer,
            "statistics/statistics.html",
            frame=await read_frame(session, desk, viewer, choices=False),
            asked=asked,
            is_empty=found.is_empty,
            figures=figures(found),
            charts=drawn(desk, viewer, asked, found),
            told=told,
            change=change,
            whole_day=whole_day,
            has_centres=await has_centres(session, viewer),
            may_switch=asked.house is not None and viewer.access.may(Right.INSTITUTION, asked.house),
        )


async def read_answer(session: AsyncSession, desk: Desk, request: Request, viewer: Viewer) -> tuple[Asked, Answer]:
    """Raises NotFound."""
    asked = await read_asked(session, desk, request, viewer)
    return asked, await answer(session, asked.question)


def drawn(desk: Desk, viewer: Viewer, asked: Asked, found: Answer) -> tuple[Chart, ...]:
    def topic(key: str) -> str:
        return desk.catalogue.title(key, viewer.language) or key or texts_in(viewer.language)("statistics.no_topic")

    return charts(found, language=viewer.language, topic=topic, until=clock_of(asked, desk.clock()))
