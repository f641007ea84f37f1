"""Pictures and documents to the customer."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from sanic import Request
from sanic.response import HTTPResponse, redirect

from handoff.access import Right
from handoff.desk import ConfidentialReply, send_file
from handoff.errors import ConversationMoved, HandoffError, LimitExceeded, OutsideServiceWindow
from handoff.web.chats.chat import read_chat, read_conversation
from handoff.web.chats.holding import gone_page, gone_stream
from handoff.web.chats.shown import shown
from handoff.web.desk import Desk
from handoff.web.forms import field_of, fields_of, key_of, uploads_of
from handoff.web.frame import read_frame
from handoff.web.gate import Routes
from handoff.web.live.stream_actions import LINE_END, action
from handoff.web.pages import page, turbo_stream, wants_stream
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer
from handoff.whatsapp.files import LARGEST_UPLOAD, OutgoingFile, Unfit, UnfitFile, outgoing_file

# Scripts send one file a request; without them a few small ones may come at once.
MOST = 10


def add_to(routes: Routes) -> None:
    path = "/desk/chats/<chat_id:uuid>/files"
    routes.page("GET", f"{path}/new", new, right=Right.CHATS)
    routes.page("POST", path, create, right=Right.CHATS, largest=LARGEST_UPLOAD)


async def new(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """The form as a page of its own, for browsers without scripts."""
    return await _form(desk, request, viewer, chat_id)


async def create(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    key = key_of(request)
    try:
        # Another chat's existence must not show by what is said of the file.
        async with desk.sessions() as session:
            await read_conversation(session, viewer, chat_id)
        files, captions = _chosen(request), [_lines(text) for text in fields_of(request, "caption")]
        async with desk.sessions.begin() as session:
            ids = [
                await send_file(
                    session,
                    chat_id,
                    user=viewer.user,
                    file=file,
                    caption=captions[place] if place < len(captions) else "",
                    client_key=uuid5(key, str(place)),
                    now=desk.clock(),
                )
                for place, file in enumerate(files)
            ]
    except ConversationMoved as moved:
        if not wants_stream(request):
            return await gone_page(desk, request, viewer, chat_id, moved)
        problem = _problem(desk, viewer, texts_in(viewer.language)("pending.moved"))
        return await gone_stream(desk, viewer, chat_id, moved, problem)
    except (UnfitFile, OutsideServiceWindow, LimitExceeded, ConfidentialReply) as error:
        return await _refused(desk, request, viewer, chat_id, key, _words(viewer, error))
    await desk.realtime.publish([chat_id])
    if not wants_stream(request):
        return redirect(f"/desk/chats/{chat_id}", status=303)
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        bubbles = [await shown(session, desk, viewer, conversation, message_id) for message_id in ids]
    return turbo_stream(*(action("append", "messages", bubble) for bubble in bubbles))


def _chosen(request: Request) -> list[OutgoingFile]:
    """Raises UnfitFile."""
    uploads = uploads_of(request, "file")
    if not uploads:
        raise UnfitFile(Unfit.EMPTY)
    return [outgoing_file(upload.name, upload.body) for upload in uploads[:MOST]]


def _lines(text: str) -> str:
    return LINE_END.sub("\n", text).strip()


def _words(viewer: Viewer, error: HandoffError) -> str:
    texts = texts_in(viewer.language)
    if isinstance(error, UnfitFile):
        return texts(f"files.problem.{error.why.value}")
    if isinstance(error, ConfidentialReply):
        kinds = ", ".join(texts.of("kind", kind.value) for kind in error.checked.kinds)
        return texts("files.problem.confidential", kinds=kinds, masked=error.checked.masked)
    return texts("files.problem.shut" if isinstance(error, OutsideServiceWindow) else "files.problem.long")


async def _refused(
    desk: Desk, request: Request, viewer: Viewer, chat_id: UUID, key: UUID, problem: str
) -> HTTPResponse:
    """Scripts show the sentence beside the file, which they keep."""
    if wants_stream(request):
        return turbo_stream(_problem(desk, viewer, problem), status=422)
    return await _form(desk, request, viewer, chat_id, problem=problem, client_key=key, status=422)


def _problem(desk: Desk, viewer: Viewer, problem: str) -> str:
    return action("update", "file_problem", desk.pages.render("chats/_file_problem.html", viewer, problem=problem))


async def _form(
    desk: Desk,
    request: Request,
    viewer: Viewer,
    chat_id: UUID,
    *,
    problem: str | None = None,
    client_key: UUID | None = None,
    status: int = 200,
) -> HTTPResponse:
    async with desk.sessions() as session:
        conversation = await read_conversation(session, viewer, chat_id)
        values: dict[str, Any] = {
            "chat": await read_chat(session, desk, viewer, conversation),
            "frame": await read_frame(session, desk, viewer),
            "caption": field_of(request, "caption"),
            "client_key": client_key or uuid4(),
            "problem": problem,
        }
    return page(desk.pages, request, viewer, "chats/files.html", status=status, **values)
