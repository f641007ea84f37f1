"""Private notes in a chat."""

from typing import Any
from uuid import UUID, uuid4

from sanic import Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.desk import ConfidentialReply, who_sees, write_note
from handoff.models import Conversation
from handoff.web.chats.act_pages import act_page
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.note_bubbles import notes_of
from handoff.web.desk import Desk
from handoff.web.forms import field_of
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import LINE_END, action
from handoff.web.pages import turbo_stream, wants_stream
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

LONGEST = 4000


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/notes", new, right=Right.CHATS)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/notes", create, right=Right.CHATS)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    return await _form(desk, request, viewer, chat_id)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    body, key = LINE_END.sub("\n", field_of(request, "body")).strip(), _key(request)
    typed = {"draft": body, "client_key": key}
    if not body or len(body) > LONGEST:
        problem = "long" if body else "empty"
        return await _form(desk, request, viewer, chat_id, status=422, **typed, problem=problem)
    try:
        async with desk.sessions.begin() as session:
            note_id = await write_note(session, chat_id, user=viewer.user, body=body, client_key=key, now=desk.clock())
    except ConfidentialReply as found:
        words = texts_in(viewer.language)
        kinds = ", ".join(words.of("kind", kind.value) for kind in found.checked.kinds)
        why = {"problem": "confidential", "kinds": kinds, "masked": found.checked.masked}
        return await _form(desk, request, viewer, chat_id, status=422, **typed, **why)
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    return await _written(desk, viewer, chat_id, note_id)


def _key(request: Request) -> UUID:
    """One that is none is a new one: then a repeated form can't be told."""
    try:
        return UUID(field_of(request, "client_key"))
    except ValueError:
        return uuid4()


async def _written(desk: Desk, viewer: Viewer, chat_id: UUID, note_id: UUID) -> HTTPResponse:
    """At once, not only by the stream; the same element, so that neither shows it twice."""
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        notes = await notes_of(session, conversation, viewer, since=None, until=None)
        values = await _values(session, conversation)
    note = next(note for note in notes if note.id == note_id)
    bubble = desk.pages.render("chats/_item.html", viewer, item=note, now=desk.clock())
    form = desk.pages.render("chats/_note.html", viewer, chat_id=chat_id, **values)
    return turbo_stream(action("append", "messages", bubble), action("replace", f"note_form_{chat_id}", form))


async def _form(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, *, status: int = 200, **given: Any
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        values = await _values(session, conversation) | given
        if status == 200 or not wants_stream(request):
            return await act_page(session, desk, request, viewer, conversation, "note", status=status, **values)
    form = desk.pages.render("chats/_note.html", viewer, chat_id=chat_id, **values)
    return turbo_stream(action("replace", f"note_form_{chat_id}", form), status=status)


async def _values(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    return {
        "colleagues": [one.name for one in await who_sees(session, conversation)],
        "client_key": uuid4(),
        "draft": "",
        "problem": None,
        "longest": LONGEST,
    }
