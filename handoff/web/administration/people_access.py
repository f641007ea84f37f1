"""Whether and how one of the institution's own people comes in: his link, his log-ins, kept out and let in again."""

from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.models import User
from handoff.people import Fault, reinstate, renew, sign_out, staff_member, suspend
from handoff.web.administration.house import House, read_house
from handoff.web.administration.people import PATH, link_page, person_page
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PERSON = f"{PATH}/<user_id:uuid>"


def add_to(routes: Routes) -> None:
    routes.page("POST", f"{PERSON}/invitation", create_invitation, right=Right.PEOPLE)
    routes.page("POST", f"{PERSON}/suspension", create_suspension, right=Right.PEOPLE)
    routes.page("POST", f"{PERSON}/reinstatement", create_reinstatement, right=Right.PEOPLE)
    routes.page("POST", f"{PERSON}/log-ins/end", end_all, right=Right.PEOPLE)
    routes.page("POST", f"{PERSON}/log-ins/<log_in_id:uuid>/end", end_one, right=Right.PEOPLE)


async def create_invitation(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            user, _ = await _staff(session, request, viewer, user_id)
            invited = await renew(session, user, by=viewer.user, now=desk.clock())
    except Fault as fault:
        return await person_page(desk, request, viewer, user_id, notice=fault.key, status=422)
    return await link_page(desk, request, viewer, invited)


async def create_suspension(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            user, house = await _staff(session, request, viewer, user_id)
            chats = await suspend(session, user, by=viewer.user, now=desk.clock())
    except Fault as fault:
        return await person_page(desk, request, viewer, user_id, notice=fault.key, status=422)
    await desk.realtime.publish(chats)
    return _back(house, user_id)


async def create_reinstatement(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        user, house = await _staff(session, request, viewer, user_id)
        await reinstate(session, user, by=viewer.user, now=desk.clock())
    return _back(house, user_id)


async def end_all(desk: Desk, request: Request, viewer: Viewer, user_id: UUID) -> HTTPResponse:
    return await _end(desk, request, viewer, user_id, None)


async def end_one(desk: Desk, request: Request, viewer: Viewer, user_id: UUID, log_in_id: UUID) -> HTTPResponse:
    return await _end(desk, request, viewer, user_id, log_in_id)


async def _end(desk: Desk, request: Request, viewer: Viewer, user_id: UUID, log_in_id: UUID | None) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        user, house = await _staff(session, request, viewer, user_id)
        await sign_out(session, user, only=log_in_id, by=viewer.user, now=desk.clock())
    return _back(house, user_id)


async def _staff(session: AsyncSession, request: Request, viewer: Viewer, user_id: UUID) -> tuple[User, House]:
    """Raises NotFound."""
    house = await read_house(session, request, viewer, Right.PEOPLE)
    return await staff_member(session, user_id, institution_id=house.id), house


def _back(house: House, user_id: UUID) -> HTTPResponse:
    return redirect(f"{PATH}/{user_id}{house.query}", status=303)
