"""The list of text blocks over the composer: searched as one types, filled in for this chat."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, html
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.language import LANGUAGES
from handoff.models import Conversation, TextBlock
from handoff.text_blocks import Ask, Place, Values, blocks_for, fill, ranked, values_for
from handoff.web.chats.chat import read_conversation
from handoff.web.customers import shown_name
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer

# More than anybody reads: who doesn't find it types another letter.
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Option:
    """`language`: of the body, which may be another than the chat's. `parts`: texts, and gaps by variable's name."""

    block: TextBlock
    language: str
    parts: list[str | dict[str, str]]
    asks: list[dict[str, Any]]

    @property
    def gist(self) -> str:
        return " ".join("".join(part if isinstance(part, str) else "…" for part in self.parts).split())


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/chats/<chat_id:uuid>/text-blocks", index, right=Right.CHATS, quiet=True)


async def index(desk: Desk, request: Request, viewer: Viewer, chat_id: UUID) -> HTTPResponse:
    query = str(request.args.get("q") or "")[:100]
    async with desk.sessions() as session:
        chat = await read_conversation(session, viewer, chat_id)
        blocks = await blocks_for(session, chat, teams=viewer.access.crews)
        values = await _values(session, desk, viewer, chat)
    place = Place(chat.team_id, chat.topic)
    found = ranked((block for block in blocks if block.bodies), query, place=place)[:SHOWN]
    options = [_option(block, chat, values, viewer) for block in found]
    return html(
        desk.pages.render("chats/_text_block_options.html", viewer, options=options, chat_language=chat.language)
    )


async def _values(session: AsyncSession, desk: Desk, viewer: Viewer, chat: Conversation) -> dict[str, Values]:
    """By language, for a body may be in the other one."""
    customer = shown_name(desk, viewer, chat.institution_id, chat.customer.name)
    return {
        language: await values_for(
            session, chat, user=viewer.user, customer=customer, language=language, now=desk.clock()
        )
        for language in LANGUAGES
    }


def _option(block: TextBlock, chat: Conversation, values: dict[str, Values], viewer: Viewer) -> Option:
    language = chat.language if block.bodies.get(chat.language) else next(iter(block.bodies))
    here = values[language if language in values else LANGUAGES[0]]
    parts = fill(str(block.bodies[language]), here.known)
    texts = texts_in(viewer.language)
    names = dict.fromkeys(part.name for part in parts if isinstance(part, Ask))
    asks = [
        {"name": name, "label": texts.of("block_picker.variable", name), "choices": list(here.choices.get(name, ()))}
        for name in names
    ]
    return Option(block, language, [{"ask": part.name} if isinstance(part, Ask) else part for part in parts], asks)
