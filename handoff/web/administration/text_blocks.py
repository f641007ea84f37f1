"""What agents say often: the list of text blocks, and one to be written."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from pydantic import StringConstraints, field_validator
from pydantic_core import PydanticCustomError
from sanic import Request
from sanic.response import HTTPResponse, raw
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.text_blocks import (
    SHORTCUT,
    Block,
    ShortcutTaken,
    add_block,
    change_block,
    remove_block,
)
from handoff.institutions.variables import OF_A_CHAT, OF_AN_INSTITUTION, problems_of
from handoff.models import Team, TextBlock
from handoff.web.administration.block_file import read_file
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer
from handoff.whatsapp.files import OutgoingFile

PATH = "/desk/administration/text-blocks"
LONGEST_LIST = 500
# A caption of WhatsApp's, for a block with a file; without one there would be room for more than anybody reads.
Body = Annotated[str, StringConstraints(max_length=1000)]


class BlockForm(Form):
    """`team`: an id. Each is empty where the block is for all of them."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    shortcut: str
    team: UUID | None = None
    topic: str = ""
    de: Body = ""
    en: Body = ""
    without_file: bool = False

    @field_validator("shortcut")
    @classmethod
    def _letters(cls, value: str) -> str:
        if not SHORTCUT.fullmatch(value):
            raise PydanticCustomError("shortcut", "letters, digits and hyphens")
        return value.casefold()

    @field_validator("de", "en")
    @classmethod
    def _known_variables(cls, value: str) -> str:
        for problem in problems_of(value):
            raise PydanticCustomError(problem.key, "no such variable", dict(problem.values))
        return value.replace("\r\n", "\n")

    def block(self, file: OutgoingFile | None) -> Block:
        bodies = {language: text for language, text in (("de", self.de), ("en", self.en)) if text}
        return Block(
            shortcut=self.shortcut,
            title=self.title,
            team_id=self.team,
            topic=self.topic or None,
            bodies=bodies,
            file=file,
            keeps_file=not self.without_file,
        )


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.TEXTS)
    routes.page("GET", f"{PATH}/new", new, right=Right.TEXTS)
    routes.page("POST", PATH, create, right=Right.TEXTS)
    routes.page("GET", f"{PATH}/<block_id:uuid>", edit, right=Right.TEXTS)
    routes.page("POST", f"{PATH}/<block_id:uuid>", update, right=Right.TEXTS)
    routes.page("POST", f"{PATH}/<block_id:uuid>/removal", create_removal, right=Right.TEXTS)
    routes.page("GET", f"{PATH}/<block_id:uuid>/file", show_file, right=Right.TEXTS)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    wanted = (request.args.get("q") or "").strip().replace("\x00", "")
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.TEXTS)
        blocks = select(TextBlock).where(TextBlock.institution_id == house.id).order_by(TextBlock.shortcut)
        if wanted:
            columns = (
                TextBlock.title,
                TextBlock.shortcut,
                TextBlock.bodies["de"].astext,
                TextBlock.bodies["en"].astext,
            )
            blocks = blocks.where(or_(*(column.icontains(wanted.lstrip("/"), autoescape=True) for column in columns)))
        return await sheet(
            desk,
            request,
            viewer,
            session,
            house,
            "text_blocks",
            "text_blocks.html",
            blocks=list(await session.scalars(blocks.limit(LONGEST_LIST))),
            teams=dict(await _teams(session, house)),
            topics=_topics(desk, viewer),
            wanted=wanted,
            path=PATH,
        )


async def new(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.TEXTS)
        return await _form(desk, request, viewer, session, house, None, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, file = _read(desk, request)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.TEXTS)
        if filled.form is None:
            return await _form(desk, request, viewer, session, house, None, filled)
        try:
            await add_block(session, house.id, filled.form.block(file), user=viewer.user, now=desk.clock())
        except ShortcutTaken:
            filled = refused(filled, shortcut="shortcut_taken")
            return await _form(desk, request, viewer, session, house, None, filled)
    return saved(PATH, house)


async def edit(desk: Desk, request: Request, viewer: Viewer, block_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        block, house = await _find(session, request, viewer, block_id)
        given = {
            "title": block.title,
            "shortcut": block.shortcut,
            "team": block.team_id or "",
            "topic": block.topic or "",
            "de": block.bodies.get("de", ""),
            "en": block.bodies.get("en", ""),
        }
        return await _form(desk, request, viewer, session, house, block, Filled(given, None, {}))


async def update(desk: Desk, request: Request, viewer: Viewer, block_id: UUID) -> HTTPResponse:
    filled, file = _read(desk, request)
    async with desk.sessions.begin() as session:
        block, house = await _find(session, request, viewer, block_id)
        if filled.form is None:
            return await _form(desk, request, viewer, session, house, block, filled)
        try:
            await change_block(session, block_id, filled.form.block(file), user=viewer.user, now=desk.clock())
        except ShortcutTaken:
            filled = refused(filled, shortcut="shortcut_taken")
            return await _form(desk, request, viewer, session, house, block, filled)
    return saved(PATH, house)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, block_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        _, house = await _find(session, request, viewer, block_id)
        await remove_block(session, block_id, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def show_file(desk: Desk, request: Request, viewer: Viewer, block_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        block, _ = await _find(session, request, viewer, block_id)
        await session.refresh(block, ["content"])
    if block.content is None:
        raise NotFound("no file")
    headers = {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(block.file_name or 'datei', safe='')}",
    }
    return raw(block.content, content_type=block.mime_type or "application/octet-stream", headers=headers)


def _read(desk: Desk, request: Request) -> tuple[Filled[BlockForm], OutgoingFile | None]:
    filled = read_form(request, BlockForm)
    file, problem = read_file(request, "file")
    problems: dict[str, Problem] = {"file": problem} if problem else {}
    if field_of(request, "topic") not in {"", *desk.catalogue.rules}:
        problems["topic"] = Problem("unknown_topic")
    if not (field_of(request, "de").strip() or field_of(request, "en").strip()):
        problems["de"] = Problem("missing")
    if problems:
        filled = Filled(filled.given, None, filled.problems | problems)
    return filled, file


async def _find(session: AsyncSession, request: Request, viewer: Viewer, block_id: UUID) -> tuple[TextBlock, House]:
    block = await session.get(TextBlock, block_id)
    if block is None:
        raise NotFound("no such text block")
    return block, await read_house(session, request, viewer, Right.TEXTS, institution_id=block.institution_id)


async def _teams(session: AsyncSession, house: House) -> list[tuple[UUID, str]]:
    teams = select(Team.id, Team.name).where(Team.institution_id == house.id).order_by(Team.name)
    return [(key, name) for key, name in await session.execute(teams)]


def _topics(desk: Desk, viewer: Viewer) -> dict[str, str]:
    return {topic: desk.catalogue.title(topic, viewer.language) for topic in desk.catalogue.rules}


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    block: TextBlock | None,
    filled: Filled[BlockForm],
) -> HTTPResponse:
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "text_blocks",
        "text_block.html",
        status=422 if filled.problems else 200,
        block=block,
        filled=filled,
        teams=await _teams(session, house),
        topics=_topics(desk, viewer),
        variables=OF_A_CHAT,
        facts=OF_AN_INSTITUTION,
        path=PATH,
    )
