"""A chat with all that was said before, by the same customer to the same number, whoever held it then."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, BigInteger, Select, bindparam, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from handoff.models import Conversation, Edit, Handoff, HandoffReason, Message, Owner, Reaction, Team, User
from handoff.web.chats.bubbles import ABOUT_OTHERS, Bubble, bubble_of
from handoff.web.chats.note_bubbles import NoteBubble, notes_of
from handoff.web.viewer import Viewer

PAGE = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """The first message that is shown: those from it on are the page, and those before it are earlier."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of hands, shown between the messages. `move`: the key of its words; `who`: the agent who got it, or to
    whom it is offered; `by`: who gave it away; `note`: what he wrote for who takes it over.
    """

    id: UUID
    move: str
    who: str | None
    by: str | None
    team: str | None
    note: str | None
    at: datetime
    zone: str

    @property
    def dom_id(self) -> str:
        return f"turn_{self.id}"


Item = Bubble | Turn | NoteBubble


@dataclass(frozen=True, slots=True)
class Thread:
    items: tuple[Item, ...]
    start: Mark | None
    has_earlier: bool


async def newest_page(session: AsyncSession, chat: Conversation, viewer: Viewer) -> Thread:
    newest = _messages(chat, viewer).order_by(Message.sent_at.desc(), Message.id.desc()).limit(PAGE + 1)
    return await _thread(session, chat, viewer, newest, until=None)


async def page_before(session: AsyncSession, chat: Conversation, viewer: Viewer, mark: Mark) -> Thread:
    older = _messages(chat, viewer).where(tuple_(Message.sent_at, Message.id) < (mark.at, mark.id))
    page = older.order_by(Message.sent_at.desc(), Message.id.desc()).limit(PAGE + 1)
    return await _thread(session, chat, viewer, page, until=mark.at)


async def page_from(session: AsyncSession, chat: Conversation, viewer: Viewer, mark: Mark | None) -> Thread:
    """All from the mark on: what an open page shows, however much has come since."""
    messages = _messages(chat, viewer)
    if mark is not None:
        messages = messages.where(tuple_(Message.sent_at, Message.id) >= (mark.at, mark.id))
    found = list(await session.scalars(messages.order_by(Message.sent_at, Message.id)))
    return await _assemble(session, chat, viewer, found, has_earlier=False, since=mark.at if mark else None, until=None)


async def mark_of(session: AsyncSession, chat: Conversation, viewer: Viewer, message_id: int | None) -> Mark | None:
    found = await message_of(session, chat, viewer, message_id)
    return Mark(found.sent_at, found.id) if found else None


async def message_of(
    session: AsyncSession, chat: Conversation, viewer: Viewer, message_id: int | None
) -> Message | None:
    if message_id is None:
        return None
    message: Message | None = await session.scalar(_messages(chat, viewer).where(Message.id == message_id))
    return message


async def one_of(session: AsyncSession, chat: Conversation, viewer: Viewer, message_id: int) -> Bubble | None:
    """One message alone, with the day over it where it begins one."""
    messages = _messages(chat, viewer)
    found = await session.scalar(messages.where(Message.id == message_id))
    if found is None:
        return None
    before = tuple_(Message.sent_at, Message.id) < (found.sent_at, found.id)
    former = await session.scalar(messages.where(before).order_by(Message.sent_at.desc(), Message.id.desc()).limit(1))
    both = [former, found] if former else [found]
    thread = await _assemble(session, chat, viewer, both, has_earlier=False, since=found.sent_at, until=found.sent_at)
    return next((item for item in thread.items if isinstance(item, Bubble) and item.id == message_id), None)


def _messages(chat: Conversation, viewer: Viewer) -> Select[Message]:
    return (
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.number_id == chat.number_id, Conversation.customer_id == chat.customer_id)
        .where(viewer.access.history(), Message.kind.not_in(ABOUT_OTHERS))
        .options(joinedload(Message.user), joinedload(Message.media))
    )


async def _thread(
    session: AsyncSession, chat: Conversation, viewer: Viewer, newest: Select[Message], *, until: datetime | None
) -> Thread:
    found = list(await session.scalars(newest))
    has_earlier = len(found) > PAGE
    page = found[:PAGE][::-1]
    since = page[0].sent_at if page else None
    return await _assemble(session, chat, viewer, page, has_earlier=has_earlier, since=since, until=until)


async def _assemble(
    session: AsyncSession,
    chat: Conversation,
    viewer: Viewer,
    messages: Sequence[Message],
    *,
    has_earlier: bool,
    since: datetime | None,
    until: datetime | None,
) -> Thread:
    zone = chat.institution.zone
    await _complete(session, messages)
    quoted = await _quoted(session, chat, viewer, messages)
    days = [message.sent_at.astimezone(ZoneInfo(zone)).date() for message in messages]
    bubbles = [
        bubble_of(
            message,
            zone=zone,
            starts_day=index == 0 or days[index - 1] != days[index],
            quoted=quoted.get(message.quoted_wamid or ""),
            language=viewer.language,
            chat=chat,
        )
        for index, message in enumerate(messages)
    ]
    turns = await _turns(session, chat, viewer, zone=zone, since=since, until=until)
    notes = await notes_of(session, chat, viewer, since=since, until=until)
    items: list[Item] = sorted([*bubbles, *turns, *notes], key=lambda item: (item.at, not isinstance(item, Bubble)))
    start = Mark(messages[0].sent_at, messages[0].id) if messages else None
    return Thread(tuple(items), start, has_earlier)


async def _complete(session: AsyncSession, messages: Sequence[Message]) -> None:
    """With what was put on them, and what stood there before. As arrays: sixty values of their own take the statement
    longer to be built than to run.
    """
    ids = bindparam("messages", [message.id for message in messages], ARRAY(BigInteger))
    reactions, edits = defaultdict[int, list[Reaction]](list), defaultdict[int, list[Edit]](list)
    put_on = select(Reaction).where(Reaction.message_id == func.any(ids)).order_by(Reaction.at)
    for reaction in await session.scalars(put_on):
        reactions[reaction.message_id].append(reaction)
    former = select(Edit).where(Edit.message_id == func.any(ids)).order_by(Edit.at)
    for edit in await session.scalars(former):
        edits[edit.message_id].append(edit)
    for message in messages:
        set_committed_value(message, "reactions", reactions[message.id])
        set_committed_value(message, "edits", edits[message.id])


async def _quoted(
    session: AsyncSession, chat: Conversation, viewer: Viewer, messages: Sequence[Message]
) -> dict[str, Message]:
    wanted = {message.quoted_wamid for message in messages if message.quoted_wamid}
    if not wanted:
        return {}
    found = await session.scalars(
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.number_id == chat.number_id, Message.wamid.in_(wanted))
        .where(Conversation.customer_id == chat.customer_id, viewer.access.history())
    )
    return {message.wamid: message for message in found if message.wamid}


async def _turns(
    session: AsyncSession,
    chat: Conversation,
    viewer: Viewer,
    *,
    zone: str,
    since: datetime | None,
    until: datetime | None,
) -> list[Turn]:
    giver, receiver = aliased(User), aliased(User)
    turns = (
        select(Handoff, receiver.name, giver.name, Team.name)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .outerjoin(receiver, receiver.id == Handoff.to_agent_id)
        .outerjoin(giver, giver.id == Handoff.from_agent_id)
        .outerjoin(Team, Team.id == Handoff.team_id)
        .where(Conversation.number_id == chat.number_id, Conversation.customer_id == chat.customer_id)
        .where(viewer.access.history())
    )
    if since is not None:
        turns = turns.where(Handoff.at >= since)
    if until is not None:
        turns = turns.where(Handoff.at < until)
    return [
        Turn(handoff.id, _move(handoff), who, by, team, handoff.note, handoff.at, zone)
        for handoff, who, by, team in await session.execute(turns.order_by(Handoff.at))
    ]


def _move(handoff: Handoff) -> str:
    owner, reason = handoff.to_owner, handoff.reason
    if owner is Owner.WAITING and reason is HandoffReason.TRANSFERRED:
        return "offered" if handoff.to_agent_id else "transferred"
    if reason is HandoffReason.CAME_BACK:
        fate = "declined" if handoff.from_agent_id else "untaken"
        return f"{fate}_back" if owner is Owner.AGENT else f"{fate}_waiting"
    if owner in (Owner.WAITING, Owner.PARKED):
        return f"{owner.value}_{reason.value}"
    if reason is HandoffReason.GIVEN:
        return "agent_given"
    return "stepped_in" if reason is HandoffReason.STEPPED_IN else owner.value
