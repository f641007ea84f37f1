"""The parts of an open chat's page that are replaced as a whole: what its stream and an act on the chat bring anew."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.models import Conversation
from handoff.web.calendar.plans import read_plans
from handoff.web.chats.chat import Chat, read_chat
from handoff.web.chats.composer import composer_values, render_composer
from handoff.web.chats.hints import hints_for
from handoff.web.chats.person import read_person
from handoff.web.desk import Desk
from handoff.web.live.stream_actions import action
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Pane:
    """Replaced as a whole when its `state` changes."""

    target: str
    html: str
    state: str

    @property
    def stream(self) -> str:
        return action("replace", self.target, self.html, morph=True)


def pane(desk: Desk, viewer: Viewer, template: str, **values: object) -> Pane:
    """The element has the template's name as its id."""
    html = desk.pages.render(template, viewer, **values)
    return Pane(template.rpartition("/")[2].removeprefix("_").removesuffix(".html"), html, html)


async def chat_panes(session: AsyncSession, desk: Desk, viewer: Viewer, conversation: Conversation) -> list[Pane]:
    """All but the messages."""
    chat = await read_chat(session, desk, viewer, conversation)
    plans = await read_plans(session, desk, viewer, conversation)
    person = await read_person(session, desk, viewer, conversation)
    return [
        pane(desk, viewer, "chats/_chat_head.html", chat=chat, now=desk.clock()),
        pane(desk, viewer, "chats/_record.html", person=person, now=desk.clock()),
        pane(desk, viewer, "chats/_hints.html", chat=chat, hints=hints_for(desk, viewer, conversation)),
        await _composer(session, desk, viewer, chat),
        pane(desk, viewer, "chats/_window.html", chat=chat, now=desk.clock()),
        pane(desk, viewer, "calendar/_plans.html", plans=plans, now=desk.clock()),
    ]


async def _composer(session: AsyncSession, desk: Desk, viewer: Viewer, chat: Chat) -> Pane:
    """Replaced only when something else may be done: what is being typed stays."""
    html = render_composer(desk, viewer, chat, await composer_values(session, viewer, chat))
    return Pane("composer", html, f"{chat.stance} {chat.holder} {viewer.language}")
