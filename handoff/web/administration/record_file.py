"""The customer file: how many stand in it, a file that is tried and then taken, and the interface's tokens."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from handoff.access import Right
from handoff.models import Organisation, Record, RecordImport, RecordToken
from handoff.records import BadFile, ImportGone, Trial, make_token, take_import, try_import, withdraw_token
from handoff.row_security import beyond
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, field_of, read_form, uploads_of
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/records"
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
# A little more than the file may have, so that one that is too large is told so on the page.
LARGEST_FORM = LARGEST + MEGABYTE


class FileForm(Form):
    """`kind`: "complete", if who isn't in the file shall go."""

    kind: str = "partial"


class TokenForm(Form):
    name: Annotated[str, StringConstraints(min_length=1, max_length=60)]


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.RECORD_FILE)
    routes.page("POST", f"{PATH}/trials", create_trial, right=Right.RECORD_FILE, largest=LARGEST_FORM)
    routes.page("POST", f"{PATH}/imports", create_import, right=Right.RECORD_FILE)
    routes.page("POST", f"{PATH}/tokens", create_token, right=Right.RECORD_FILE)
    routes.page("POST", f"{PATH}/tokens/<record_token_id:uuid>/withdrawal", create_withdrawal, right=Right.RECORD_FILE)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.RECORD_FILE)
        return await _page(desk, request, viewer, session, house)


async def create_trial(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled, uploads = read_form(request, FileForm), uploads_of(request, "file")
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.RECORD_FILE)
        if not uploads or len(uploads[0].body) > LARGEST:
            problem = "file_too_large" if uploads else "no_file"
            return await _page(desk, request, viewer, session, house, file_problem=problem, status=422)
        is_complete = filled.given["kind"] == "complete"
        try:
            trial = await try_import(
                session, house.id, uploads[0].body, is_complete=is_complete, user=viewer.user, now=desk.clock()
            )
        except BadFile as bad:
            return await _page(desk, request, viewer, session, house, bad=bad, status=422)
        return await _page(desk, request, viewer, session, house, trial=trial, is_complete=is_complete)


async def create_import(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    try:
        import_id = UUID(field_of(request, "import"))
    except ValueError:
        import_id = UUID(int=0)
    try:
        async with desk.sessions.begin() as session:
            house = await read_house(session, request, viewer, Right.RECORD_FILE)
            stored = await take_import(session, house.id, import_id, user=viewer.user, now=desk.clock())
    except (ImportGone, BadFile) as gone:
        async with desk.sessions() as session:
            house = await read_house(session, request, viewer, Right.RECORD_FILE)
            why = {"bad": gone} if isinstance(gone, BadFile) else {"file_problem": "import_gone"}
            return await _page(desk, request, viewer, session, house, status=409, **why)
    await desk.realtime.publish(stored.chats)
    return saved(PATH, house)


async def create_token(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    """The page that shows it is the only one that ever does."""
    filled = read_form(request, TokenForm)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.RECORD_FILE)
        if filled.form is None:
            return await _page(desk, request, viewer, session, house, filled=filled, status=422)
        name = filled.form.name
        token = await make_token(session, house.id, name=name, user=viewer.user, now=desk.clock())
        answer = await sheet(
            desk, request, viewer, session, house, "records", "record_token.html", name=name, token=token, path=PATH
        )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def create_withdrawal(desk: Desk, request: Request, viewer: Viewer, record_token_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        institution_id = await withdraw_token(session, record_token_id, user=viewer.user, now=desk.clock())
        house = await read_house(session, request, viewer, Right.RECORD_FILE, institution_id=institution_id)
    return saved(PATH, house, "#tokens")


async def _page(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    *,
    status: int = 200,
    trial: Trial | None = None,
    is_complete: bool = False,
    bad: BadFile | None = None,
    file_problem: str | None = None,
    filled: Filled[TokenForm] | None = None,
) -> HTTPResponse:
    tokens = select(RecordToken).where(RecordToken.institution_id == house.id).order_by(RecordToken.created_at.desc())
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "records",
        "records.html",
        status=status,
        number=await _number(session, house),
        last=await _last(session, house),
        slug=await session.scalar(select(Organisation.slug).where(Organisation.id == house.id)),
        tokens=list(await session.scalars(tokens)),
        trial=trial,
        is_complete=is_complete,
        bad=bad,
        file_problem=file_problem,
        filled=filled or Filled({"name": ""}, None, {}),
        path=PATH,
    )


async def _number(session: AsyncSession, house: House) -> int:
    """Who sets up the file sees how many, and none of them."""
    counted = select(func.count()).select_from(Record).where(Record.institution_id == house.id)
    async with beyond(session):
        return await session.scalar(counted) or 0


async def _last(session: AsyncSession, house: House) -> RecordImport | None:
    newest = (
        select(RecordImport)
        .where(RecordImport.institution_id == house.id, RecordImport.done_at.is_not(None))
        .order_by(RecordImport.done_at.desc())
        .limit(1)
    )
    found: RecordImport | None = await session.scalar(newest.options(joinedload(RecordImport.user)))
    return found
