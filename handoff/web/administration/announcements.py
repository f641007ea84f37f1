"""What the bot announces before its answers, and when."""

from typing import Annotated, Any

from pydantic import StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.announcements import announcements
from handoff.catalogue import Catalogue
from handoff.errors import NotFound
from handoff.institutions.announcing import end_announcement, new_slug, put_announcement
from handoff.institutions.file import AnnouncementEntry
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.administration.period import Period
from handoff.web.desk import Desk
from handoff.web.forms import Filled, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/announcements"
Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class AnnouncementForm(Period):
    """`starts` and `ends` by the institution's clocks."""

    topics: list[str] = []
    de: Words
    en: Words

    def entry(self, slug: str) -> AnnouncementEntry:
        return AnnouncementEntry.model_validate(
            {
                "slug": slug,
                "topics": self.topics,
                "from": self.starts,
                "until": self.ends,
                "de": self.de,
                "en": self.en,
            }
        )


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/new", new, right=Right.INSTITUTION)
    routes.page("POST", PATH, create, right=Right.INSTITUTION)
    routes.page("GET", f"{PATH}/<slug:str>", edit, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<slug:str>", update, right=Right.INSTITUTION)
    routes.page("POST", f"{PATH}/<slug:str>/end", create_end, right=Right.INSTITUTION)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        now = desk.clock()
        rows = sorted(
            announcements(house.institution.announcements, house.local(now).tzinfo), key=lambda one: one.begins
        )
        groups = [
            ("running", [one for one in rows if one.begins <= now < one.ends]),
            ("coming", [one for one in rows if now < one.begins]),
            ("over", [one for one in reversed(rows) if one.ends <= now]),
        ]
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "announcements",
            "announcements.html",
            groups=groups,
            topics=_topics(desk.catalogue, viewer.language),
            path=PATH,
        )


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        given = {"starts": house.local(desk.clock()).strftime("%Y-%m-%dT%H:%M"), "topics": []}
        return await _form(desk, request, viewer, session, house, None, Filled(given, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    return await _put(desk, request, viewer, None)


async def edit(desk: Desk, request: Request, viewer: Viewer, slug: str) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        entry = _find(house, slug)
        given = {"starts": entry["from"][:16], "ends": entry["until"][:16]} | {
            name: entry[name] for name in ("topics", "de", "en")
        }
        return await _form(desk, request, viewer, session, house, slug, Filled(given, None, {}))


async def update(desk: Desk, request: Request, viewer: Viewer, slug: str) -> HTTPResponse:
    return await _put(desk, request, viewer, slug)


async def create_end(desk: Desk, request: Request, viewer: Viewer, slug: str) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        await end_announcement(session, house.id, slug, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def _put(desk: Desk, request: Request, viewer: Viewer, slug: str | None) -> HTTPResponse:
    filled = read_form(request, AnnouncementForm)
    if filled.form and set(filled.form.topics) - desk.catalogue.rules.keys():
        filled = refused(filled, topics="unknown_topic")
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.INSTITUTION)
        if slug is not None:
            _find(house, slug)
        if filled.form is None:
            return await _form(desk, request, viewer, session, house, slug, filled)
        entry = filled.form.entry(slug or new_slug())
        await put_announcement(session, house.id, entry, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


def _find(house: House, slug: str) -> dict[str, Any]:
    found = next((entry for entry in house.institution.announcements if entry["slug"] == slug), None)
    if found is None:
        raise NotFound("no such announcement")
    return found


def _topics(catalogue: Catalogue, language: str) -> dict[str, str]:
    return {topic: catalogue.title(topic, language) for topic in catalogue.rules}


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    slug: str | None,
    filled: Filled[AnnouncementForm],
) -> HTTPResponse:
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "announcements",
        "announcement.html",
        status=422 if filled.problems else 200,
        slug=slug,
        filled=filled,
        topics=_topics(desk.catalogue, viewer.language),
        path=PATH,
    )
