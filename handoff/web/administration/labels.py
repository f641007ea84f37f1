"""Labels for chats and customers."""

from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.labels import NameTaken, Uses, add_label, change_label, label_uses, remove_label
from handoff.models import Colour, Label
from handoff.web.administration.house import House, read_house, saved, sheet
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

PATH = "/desk/administration/labels"


class LabelForm(Form):
    name: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    colour: Colour = Colour.GREY


def add_to(routes: Routes) -> None:
    routes.page("GET", PATH, index, right=Right.TEXTS)
    routes.page("POST", PATH, create, right=Right.TEXTS)
    routes.page("POST", f"{PATH}/<label_id:uuid>", update, right=Right.TEXTS)
    routes.page("POST", f"{PATH}/<label_id:uuid>/removal", create_removal, right=Right.TEXTS)


async def index(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    async with desk.sessions() as session:
        house = await read_house(session, request, viewer, Right.TEXTS)
        return await _list(desk, request, viewer, session, house, {})


async def create(desk: Desk, request: Request, viewer: Viewer) -> HTTPResponse:
    filled = read_form(request, LabelForm)
    async with desk.sessions.begin() as session:
        house = await read_house(session, request, viewer, Right.TEXTS)
        if filled.form is not None:
            try:
                form = filled.form
                await add_label(
                    session, house.id, name=form.name, colour=form.colour, user=viewer.user, now=desk.clock()
                )
            except NameTaken:
                filled = refused(filled, name="name_taken")
        if filled.form is None:
            return await _list(desk, request, viewer, session, house, {None: filled})
    return saved(PATH, house)


async def update(desk: Desk, request: Request, viewer: Viewer, label_id: UUID) -> HTTPResponse:
    filled = read_form(request, LabelForm)
    async with desk.sessions.begin() as session:
        house = await _house(session, request, viewer, label_id)
        if filled.form is not None:
            try:
                form = filled.form
                await change_label(
                    session, label_id, name=form.name, colour=form.colour, user=viewer.user, now=desk.clock()
                )
            except NameTaken:
                filled = refused(filled, name="name_taken")
        if filled.form is None:
            return await _list(desk, request, viewer, session, house, {label_id: filled})
    return saved(PATH, house)


async def create_removal(desk: Desk, request: Request, viewer: Viewer, label_id: UUID) -> HTTPResponse:
    async with desk.sessions.begin() as session:
        house = await _house(session, request, viewer, label_id)
        await remove_label(session, label_id, user=viewer.user, now=desk.clock())
    return saved(PATH, house)


async def _house(session: AsyncSession, request: Request, viewer: Viewer, label_id: UUID) -> House:
    institution_id = await session.scalar(select(Label.institution_id).where(Label.id == label_id))
    if institution_id is None:
        raise NotFound("no such label")
    return await read_house(session, request, viewer, Right.TEXTS, institution_id=institution_id)


async def _list(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    session: AsyncSession,
    house: House,
    refused_ones: dict[UUID | None, Filled[LabelForm]],
) -> HTTPResponse:
    """`refused_ones`: what was wrong, by the label; None: the new one."""
    labels = list(await session.scalars(select(Label).where(Label.institution_id == house.id).order_by(Label.name)))
    uses = await label_uses(session)
    rows = [
        (label, refused_ones.get(label.id) or _filled(label.name, label.colour.value), uses.get(label.id, Uses()))
        for label in labels
    ]
    return await sheet(
        desk,
        request,
        viewer,
        session,
        house,
        "labels",
        "labels.html",
        status=422 if refused_ones else 200,
        rows=rows,
        new=refused_ones.get(None) or _filled("", Colour.GREY.value),
        colours=[colour.value for colour in Colour],
        path=PATH,
    )


def _filled(name: str, colour: str) -> Filled[LabelForm]:
    return Filled({"name": name, "colour": colour}, None, {})
