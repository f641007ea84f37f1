"""What is being written, kept on the server while it is written; and what the guard would say to it."""

from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, json

from handoff.access import Right
from handoff.desk import Saved, Saving, draft_of, save_draft
from handoff.errors import ConversationMoved
from handoff.models import Draft
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.composer import pieces_of, written_in
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/draft", show, right=Right.CHATS, quiet=True)
    routes.page("POST", "/desk/chats/<chat_id:uuid>/draft", update, right=Right.CHATS, quiet=True)


async def show(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """For a page that comes to the front again: another device may have gone on."""
    async with desk.sessions() as session:
        await read_conversation(session, viewer, chat_id)
        draft = await draft_of(session, chat_id, user=viewer.user)
    return json(_state(Saving.KEPT if draft else Saving.EMPTY, draft))


async def update(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    """Answers what stands now, as `saving` (handoff.desk.Saving), and the words for the hint under the text."""
    wording = written_in(request)
    try:
        async with desk.sessions.begin() as session:
            saved = await save_draft(
                session, chat_id, wording, user=viewer.user, catalogue=desk.catalogue, now=desk.clock()
            )
    except ConversationMoved:
        return json({"saving": "moved"}, status=409)
    if saved.is_news:
        await desk.realtime.publish([chat_id])
    return json(_state(saved.saving, saved.draft) | {"hint": _hint(desk, viewer, saved)})


def _state(saving: Saving, draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {"saving": saving.value, "body": "", "key": "", "revision": 0}
    return {
        "saving": saving.value,
        "body": draft.body,
        "key": str(draft.client_key),
        "revision": draft.revision,
    }


def _hint(desk: Desk, viewer: Viewer, saved: Saved) -> str:
    """Also where another one's draft stands: what is wrong with this text is told first."""
    problem = {Saving.NEWER: "newer", Saving.CONFIDENTIAL: "unsaved"}.get(saved.saving)
    if saved.saving is Saving.NEWER and saved.checked.finds:
        problem = "unsaved"
    return desk.pages.render(
        "chats/_composer_hint.html",
        viewer,
        problem=problem,
        checked=saved.checked,
        pieces=pieces_of(saved.checked),
        newer=saved.draft,
    ).strip()
