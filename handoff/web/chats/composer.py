"""What the reply form holds: the draft, its key, its text blocks, and what is to be said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sanic import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.desk import Checked, Wording, draft_of
from handoff.guard import Kind
from handoff.models import TextBlock
from handoff.web.chats.chat import Chat
from handoff.web.desk import Desk
from handoff.web.forms import field_of, fields_of
from handoff.web.live.stream_actions import LINE_END
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what was written; `kind`: what the guard found there."""

    text: str
    kind: Kind | None


def pieces_of(checked: Checked) -> tuple[Piece, ...]:
    pieces, done = [], 0
    for find in checked.finds:
        pieces += [Piece(checked.body[done : find.start], None), Piece(checked.body[find.start : find.end], find.kind)]
        done = find.end
    return tuple(piece for piece in (*pieces, Piece(checked.body[done:], None)) if piece.text)


def written_in(request: Request) -> Wording:
    """As the form brings it. Browsers end lines with CRLF. A key that is none is a new one: then a repeated form can't
    be told.
    """
    revision = field_of(request, "revision")
    return Wording(
        body=LINE_END.sub("\n", field_of(request, "body")),
        client_key=_uuid(field_of(request, "client_key")) or uuid4(),
        revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
        text_blocks=tuple(filter(None, map(_uuid, fields_of(request, "text_block")))),
        file_of=_uuid(field_of(request, "block_file")),
    )


async def composer_values(
    session: AsyncSession, viewer: Viewer, chat: Chat, *, refused: Wording | None = None, **why: Any
) -> dict[str, Any]:
    """For the composer's partial: what was refused, else the draft. `why`: `problem`, and what belongs to it."""
    draft = await draft_of(session, chat.id, user=viewer.user)
    wording = refused
    if wording is None and draft is not None:
        blocks = tuple(map(UUID, draft.text_blocks))
        wording = Wording(draft.body, draft.client_key, draft.revision, blocks, draft.file_of_id)
    wording = wording or Wording("", uuid4(), 0)
    is_its_draft = draft is not None and draft.client_key == wording.client_key
    return {
        "client_key": wording.client_key,
        "draft": wording.body,
        "revision": draft.revision if draft and is_its_draft else 0,
        "blocks": await _blocks(session, wording.text_blocks),
        "block_file": next(iter(await _blocks(session, [wording.file_of] if wording.file_of else [])), None),
        "problem": None,
        "checked": None,
        "pieces": (),
        **why,
    }


def render_composer(desk: Desk, viewer: Viewer, chat: Chat, values: dict[str, Any]) -> str:
    return desk.pages.render("chats/_composer.html", viewer, chat=chat, now=desk.clock(), **values)


async def _blocks(session: AsyncSession, ids: Sequence[UUID]) -> list[TextBlock]:
    return list(await session.scalars(select(TextBlock).where(TextBlock.id.in_(ids)))) if ids else []


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
