"""Events: planned, changed, called off."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.events import CalledOff, Plan, TooFewPlaces, call_off, change_event, plan_event
from handoff.models import Event
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.administration.period import Period
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Problem, read_form
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/events"
LONGEST_LIST = 200
Title = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Description = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class EventForm(Period):
    """`starts` and `ends` by the institution's clocks."""

    title_de: Title
    title_en: Title
    description_de: Description
    description_en: Description
    place: Title
    places: Annotated[int, Field(ge=1, le=100_000)]

    def plan(self, house: House) -> Plan:
        return Plan(
            title={"de": self.title_de, "en": self.title_en},
            description={"de": self.description_de, "en": self.description_en},
            place=self.place,
            starts_at=house.moment(self.starts),
            ends_at=house.moment(self.ends),
            places=self.places,
        )


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/new", new, right=Right.INSTITUTION)
    routes.page("POST", PATH, create, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/<event_id:uuid>", edit, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<event_id:uuid>", update, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<event_id:uuid>/cancellation", create_cancellation, right=Right.INSTITUTION)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        wanted = select(Event).where(Event.institution_id == house.id).order_by(Event.starts_at.desc())
        events = list(await session.scalars(wanted.limit(LONGEST_LIST)))
        now = desk.clock()
        coming = [event for event in reversed(events) if event.ends_at > now]
        past = [event for event in events if event.ends_at <= now]
        groups = [("coming", coming), ("over", past)]
        return await sheet(desk, request, viewer, session, house, "events", "events.html", groups=groups, path=PATH)


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        return await _form(desk, request, viewer, session, house, None, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled = read_form(request, EventForm)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        if filled.form and house.moment(filled.form.starts) <= desk.clock():
            filled = Filled(filled.given, None, {"starts": Problem("past")})
        if filled.form is None:
            return await _form(desk, request, viewer, session, house, None, filled)
        await plan_event(session, house.id, filled.form.plan(house), user=viewer.user, now=desk.clock())
    await desk.realtime.publish([house.id])
    return saved(PATH, house)


async def edit(desk: Desk, request: Request, viewer: Viewer, event_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        event, house = await _find(session, request, viewer, event_id)
        given = {
            f"{part}_{key}": text for part in ("title", "description") for key, text in getattr(event, part).items()
        }
        given |= {"place": event.place, "places": event.places}
        given |= {
            name: house.local(moment).strftime("%Y-%m-%dT%H:%M")
            for name, moment in (("starts", event.starts_at), ("ends", event.ends_at))
        }
        return await _form(desk, request, viewer, session, house, event, Filled(given, None, {}))


async def update(desk: Desk, request: Request, viewer: Viewer, event_id: UUID) -> HTTPResponse:
    filled = read_form(request, EventForm)
    async with desk.sessions.begin() as session:
        event, house = await _find(session, request, viewer, event_id)
        if filled.form is None:
            return await _form(desk, request, viewer, session, house, event, filled)
        try:
            await change_event(session, event_id, filled.form.plan(house), user=viewer.user, now=desk.clock())
        except TooFewPlaces as error:
            problem = Problem("too_few_places", {"taken": error.taken})
            return await _form(
                desk, request, viewer, session, house, event, Filled(filled.given, None, {"places": problem})
            )
        except CalledOff:
            problem = Problem("called_off")
            return await _form(
                desk, request, viewer, session, house, event, Filled(filled.given, None, {"title_de": problem})
            )
    await desk.realtime.publish([house.id])
    return saved(PATH, house)


async def create_cancellation(desk: Desk, request: Request, viewer: Viewer, event_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        _, house = await _find(session, request, viewer, event_id)
        await call_off(session, event_id, user=viewer.user, now=desk.clock())
    await desk.realtime.publish([house.id])
    return saved(PATH, house)


async def _find(session: AsyncSession, request: Request, viewer: Viewer, event_id: UUID) -> tuple[Event, House]:
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound("no such event")
    house = await read_house(session, request, viewer, Right.INSTITUTION, institution_id=event.institution_id)
    return event, house


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    event: Event | None,
    filled: Filled[EventForm],
) -> HTTPResponse:
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "events",
        "event.html",
        status=422 if filled.problems else 200,
        event=event,
        filled=filled,
        path=PATH,
    )
