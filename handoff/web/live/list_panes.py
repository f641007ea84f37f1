"""The lists as an open page shows them: their frame as a whole, later line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from handoff.web.chats.lines import Line
from handoff.web.desk import Desk
from handoff.web.frame import Frame
from handoff.web.live.columns import Column, Marks, column_changes, marks_of
from handoff.web.live.stream_actions import action
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ListPane:
    """`target`: the section, replaced as a whole by `html` when `state` changes; `lines` stand within it.

    `more`: the way to those behind the first page, if there are any, and `more_target` where it stands.
    """

    target: str
    state: str
    name: str
    html: Callable[[], str]
    title: str
    lines: dict[str, str]
    more: str
    more_target: str


@dataclass(frozen=True, slots=True)
class ToldList:
    """What the browser has of a list."""

    state: str
    title: int
    has_more: bool
    lines: Marks

    @classmethod
    def of(cls, pane: ListPane) -> "ToldList":
        return cls(pane.state, hash(pane.title), bool(pane.more), marks_of(pane.lines))


def list_changes(pane: ListPane, former: ToldList | None) -> list[str]:
    if former is None or former.state != pane.state:
        return [action("replace", pane.target, pane.html(), morph=True)]
    streams = column_changes(Column(f"{pane.name}_lines", pane.lines), former.lines)
    if hash(pane.title) != former.title:
        streams.append(action("replace", f"{pane.name}_title", pane.title, morph=True))
    if pane.more and not former.has_more:
        streams.append(action("update", pane.more_target, pane.more))
    return streams


def list_panes(desk: Desk, viewer: Viewer, frame: Frame, *, current: UUID | None) -> tuple[ListPane, ...]:
    lists = frame.lists
    chosen = lists.wanted.listed.value
    shown: tuple[tuple[str, str, tuple[Line, ...], int | None], ...] = (
        ("mine", "mine", lists.mine, lists.counts.mine),
        ("looks", "looks", lists.looks, len(lists.looks)),
        ("waiting", "waiting", lists.waiting, lists.counts.waiting),
        ("chosen", chosen, lists.chosen, None),
    )
    return tuple(
        _pane(desk, viewer, frame, target, name, lines, count=count, current=current)
        for target, name, lines, count in shown
    )


def _pane(
    desk: Desk,
    viewer: Viewer,
    frame: Frame,
    target: str,
    name: str,
    lines: tuple[Line, ...],
    *,
    count: int | None,
    current: UUID | None,
) -> ListPane:
    query = frame.lists.wanted.query
    values = {"frame": frame, "current": current, "name": name, "count": count}
    after = frame.lists.more.get(name)
    return ListPane(
        target=target,
        state=f"{query} {viewer.language}",
        name=name,
        html=partial(desk.pages.render, f"chats/_{target}.html", viewer, **values),
        title=desk.pages.render("chats/_list_title.html", viewer, **values),
        lines={line.dom_id: _line(desk, viewer, line, current=current) for line in lines},
        more=desk.pages.render("chats/_next.html", viewer, **values, after=after, query=query) if after else "",
        more_target=f"{name}_more_{frame.lists.wanted.mark}",
    )


def _line(desk: Desk, viewer: Viewer, line: Line, *, current: UUID | None) -> str:
    shown = line.id if line.id == current else None
    return desk.pages.fragment("chats/_line.html", viewer.language, line=line, current=shown, is_offer=False)
