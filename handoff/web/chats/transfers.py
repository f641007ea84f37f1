"""Passing a chat on, and declining one."""

from typing import Any
from uuid import UUID

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.desk import ConfidentialReply, decline, receivers, transfer_to_person, transfer_to_team
from handoff.errors import ConversationMoved
from handoff.models import Conversation, Team
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.holding import gone_page
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, read_form, refused
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

LONGEST_NOTE = 1000
TO = {"team": transfer_to_team, "user": transfer_to_person}


class TransferForm(Form):
    """`to`: "team:<id>" or "user:<id>"."""

    to: str = Field("", validate_default=True)
    note: str = Field("", max_length=LONGEST_NOTE)

    @field_validator("to")
    @classmethod
    def _names_a_receiver(cls, to: str) -> str:
        kind, _, id_ = to.partition(":")
        try:
            UUID(id_)
        except ValueError:
            kind = ""
        if kind not in TO:
            raise PydanticCustomError("receiver", "nobody is chosen")
        return to


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/transfers", index, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/transfers", create, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/refusal", create_refusal, right=Right.CHATS)


async def index(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _form(desk, request, viewer, chat_id, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    filled = read_form(request, TransferForm)
    if filled.form is None:
        return await _form(desk, request, viewer, chat_id, filled, status=422)
    kind, _, id_ = filled.form.to.partition(":")
    note = filled.form.note
    try:
        async with desk.sessions.begin() as session:
            await TO[kind](session, chat_id, UUID(id_), note=note, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except ConfidentialReply as found:
        filled = refused(filled, note="confidential")
        return await _form(desk, request, viewer, chat_id, filled, status=422, masked=found.checked.masked)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def create_refusal(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    try:
        async with desk.sessions.begin() as session:
            await decline(session, chat_id, user=viewer.user, now=desk.clock())
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    await desk.realtime.publish([chat_id])
    return redirect("/desk", status=303)


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    chat_id: UUID,
    filled: Filled[TransferForm],
    *,
    status: int = 200,
    masked: str | None = None,
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        values = await _receivers(session, desk, viewer, conversation)
        values |= {"filled": filled, "masked": masked, "longest": LONGEST_NOTE}
        return await act_page(session, desk, request, viewer, conversation, "transfer", status=status, **values)


async def _receivers(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> dict[str, Any]:
    teams = select(Team).where(Team.institution_id == conversation.institution_id).order_by(Team.name)
    people = await receivers(session, conversation, sender=viewer.user, now=desk.clock())
    return {
        "teams": list(await session.scalars(teams)),
        "advisors": [one for one in people if one.is_advisor],
        "agents": [one for one in people if not one.is_advisor],
    }
