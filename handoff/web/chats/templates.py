"""The picker of approved templates: the list, one with its places to fill in, and off it goes."""

from typing import Any
from uuid import UUID, uuid4

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.consents import has_agreed
from handoff.desk import (
    ConfidentialReply,
    ConsentMissing,
    UnfitValues,
    approved_template,
    approved_templates,
    send_template,
)
from handoff.errors import ConversationMoved
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.holding import gone_page
from handoff.web.chats.previews import preview
from handoff.web.desk import Desk
from handoff.web.forms import Filled, Form, Problem, field_of, key_of, uploads_of
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.pages import page
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer
from handoff.whatsapp.files import LARGEST_UPLOAD, OutgoingFile, UnfitFile, outgoing_file


def add_to(routes: Routes) -> None:
    path = "/desk/chats/<chat_id:uuid>/templates"
    routes.page("GET", path, index, right=Right.CHATS)
    routes.page("GET", f"{path}/<template_id:uuid>", show, right=Right.CHATS)
    routes.page("POST", f"{path}/<template_id:uuid>/messages", create, right=Right.CHATS, largest=LARGEST_UPLOAD)


async def index(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        values = await _around(session, desk, viewer, chat_id)
        values["templates"] = [
            {"row": one, "preview": preview(one.text, {})}
            for one in await approved_templates(session, values["conversation"])
        ]
    return page(desk.pages, request, viewer, "chats/templates.html", **values)


async def show(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, template_id: UUID) -> HTTPResponse:
    return await _form(desk, request, viewer, chat_id, template_id, Filled({}, None, {}))


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, template_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        fields = (await approved_template(session, conversation, template_id)).text.fields
    given = {field.key: field_of(request, field.key).strip() for field in fields}
    key = key_of(request)
    try:
        async with desk.sessions.begin() as session:
            await send_template(
                session,
                chat_id,
                template_id,
                user=viewer.user,
                values=given,
                client_key=key,
                now=desk.clock(),
                picture=_picture(request),
            )
    except ConversationMoved as moved:
        return await gone_page(desk, request, viewer, chat_id, moved)
    except UnfitValues as unfit:
        problems = {name: Problem(f"template_{what}") for name, what in unfit.problems.items()}
        return await _form(desk, request, viewer, chat_id, template_id, Filled(given, None, problems), key=key)
    except (ConsentMissing, ConfidentialReply, UnfitFile) as error:
        return await _form(
            desk,
            request,
            viewer,
            chat_id,
            template_id,
            Filled(given, None, {"": Problem("refused")}),
            key=key,
            problem=_words(viewer, error),
        )
    await desk.realtime.publish([chat_id])
    return redirect(f"/desk/chats/{chat_id}", status=303)


def _picture(request: Request) -> OutgoingFile | None:
    """Raises UnfitFile."""
    uploads = uploads_of(request, "picture")
    return outgoing_file(uploads[0].name, uploads[0].body) if uploads else None


def _words(viewer: Viewer, error: ConsentMissing | ConfidentialReply | UnfitFile) -> str:
    texts = texts_in(viewer.language)
    if isinstance(error, UnfitFile):
        return texts(f"files.problem.{error.why.value}")
    if isinstance(error, ConsentMissing):
        return texts("template.no_consent")
    kinds = ", ".join(texts.of("kind", kind.value) for kind in error.checked.kinds)
    return texts("template.confidential", kinds=kinds, masked=error.checked.masked)


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    chat_id: UUID,
    template_id: UUID,
    filled: Filled[Form],
    *,
    key: UUID | None = None,
    problem: str | None = None,
) -> HTTPResponse:
    async with desk.sessions() as session:
        values = await _around(session, desk, viewer, chat_id)
        template = await approved_template(session, values["conversation"], template_id)
    values |= {
        "chosen": template,
        "preview": preview(template.text, filled.given),
        "filled": filled,
        "problem": problem,
        "client_key": key or uuid4(),
    }
    status = 422 if filled.problems else 200
    return page(desk.pages, request, viewer, "chats/template.html", status=status, **values)


async def _around(session: AsyncSession, desk: Desk, viewer: Viewer, chat_id: UUID) -> dict[str, Any]:
    conversation = await read_conversation(session, viewer, chat_id)
    return {
        "conversation": conversation,
        "chat": await read_chat(session, desk, viewer, conversation),
        "frame": await read_frame(session, desk, viewer),
        "has_agreed": await has_agreed(session, conversation.customer_id),
    }
