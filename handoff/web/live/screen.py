"""What an open page shows now, and what of it has changed since the browser was last told."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.web.chats.chat import read_conversation
from handoff.web.chats.panes import Pane, chat_panes, pane
from handoff.web.chats.thread import Thread, mark_of, page_from
from handoff.web.desk import Desk
from handoff.web.frame import read_frame
from handoff.web.live.columns import Column, Marks, column_changes, marks_of
from handoff.web.live.list_panes import ListPane, ToldList, list_changes, list_panes
from handoff.web.live.sheets import Place
from handoff.web.viewer import Viewer

PERSONAL = ("for_you", "later")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the browser is, besides the lists: in a chat, shown from a message on, or at another page that follows."""

    chat_id: UUID | None
    from_id: int | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Reading:
    """`ids`: the conversations that are on the page; `houses`: the institutions whose calendar is."""

    lists: tuple[ListPane, ...]
    panes: tuple[Pane, ...]
    columns: tuple[Column, ...]
    ids: frozenset[UUID]
    houses: frozenset[UUID]


REMOVAL = '<turbo-stream action="remove"'


@dataclass(slots=True)
class Screen:
    """What the browser was told: as marks of it, since hundreds of pages are open all day."""

    _lists: dict[str, ToldList] = field(default_factory=dict)
    _panes: dict[str, int] = field(default_factory=dict)
    _columns: dict[str, Marks] = field(default_factory=dict)

    def changes(self, reading: Reading) -> list[str]:
        """What a reading doesn't speak of stays as it is."""
        streams: list[str] = []
        for shown in reading.lists:
            streams += list_changes(shown, self._lists.get(shown.target))
            self._lists[shown.target] = ToldList.of(shown)
        for part in reading.panes:
            if self._panes.get(part.target) != hash(part.state):
                streams.append(part.stream)
                self._panes[part.target] = hash(part.state)
        for column in reading.columns:
            streams += column_changes(column, self._columns.get(column.target))
            self._columns[column.target] = marks_of(column.items)
        # A chat has the same id in each list: it leaves the one before it comes to the other.
        return sorted(streams, key=lambda stream: not stream.startswith(REMOVAL))


async def read_screen(
    session: AsyncSession, desk: Desk, viewer: Viewer, spot: Spot, *, changed: frozenset[UUID] | None = None
) -> Reading:
    """`changed`: which conversations have something new, where that is known; the chat is read if it is one of them.

    Nothing else changes it but time, a window that shuts, and then it is read with all the rest a few seconds later.
    """
    frame = await read_frame(session, desk, viewer, choices=False)
    has_chats = viewer.access.may(Right.CHATS)
    shared = {"frame": frame, "current": spot.chat_id}
    panes = [pane(desk, viewer, f"chats/_{name}.html", **shared) for name in PERSONAL if has_chats]
    panes.append(pane(desk, viewer, "_figures.html", **shared))
    columns: list[Column] = []
    houses, ids = frozenset[UUID](), frame.ids
    if spot.place is not None:
        sheet = await spot.place.read(session, desk, viewer)
        panes += [Pane(target, html, html) for target, html in sheet.panes.items()]
        columns += sheet.columns
        houses, ids = sheet.houses, ids | sheet.ids
    if spot.chat_id is not None and has_chats and (changed is None or spot.chat_id in changed):
        await _read_chat(session, desk, viewer, spot, panes, columns)
    ids |= {spot.chat_id} if spot.chat_id else set()
    lists = list_panes(desk, viewer, frame, current=spot.chat_id) if has_chats else ()
    return Reading(lists, tuple(panes), tuple(columns), ids, houses)


async def _read_chat(
    session: AsyncSession, desk: Desk, viewer: Viewer, spot: Spot, panes: list[Pane], columns: list[Column]
) -> None:
    assert spot.chat_id is not None
    try:
        conversation = await read_conversation(session, viewer, spot.chat_id)
    except NotFound:
        html = desk.pages.render("chats/_gone.html", viewer)
        panes.append(Pane("main", html, "gone"))
        return
    panes += await chat_panes(session, desk, viewer, conversation)
    thread = await page_from(session, conversation, viewer, await mark_of(session, conversation, viewer, spot.from_id))
    columns.append(Column("messages", items_of(desk, viewer, thread, now=desk.clock())))


def items_of(desk: Desk, viewer: Viewer, thread: Thread, *, now: datetime) -> dict[str, str]:
    return {item.dom_id: desk.pages.render("chats/_item.html", viewer, item=item, now=now) for item in thread.items}
