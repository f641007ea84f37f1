"""The list of open callbacks: what is due, what comes today, what comes later."""

from uuid import UUID

from handoff.web.calendar.callback_rows import Row
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

GROUPS = ("due", "today", "later")


def callback_items(desk: Desk, viewer: Viewer, rows: tuple[Row, ...], *, shown: UUID | None = None) -> dict[str, str]:
    """The list's elements by their ids: each group's heading, then its rows."""
    items: dict[str, str] = {}
    for group in GROUPS:
        of_group = [row for row in rows if row.group == group]
        if of_group:
            heading = desk.pages.render("calendar/_group.html", viewer, group=group, number=len(of_group))
            items[f"callbacks_{group}"] = heading
        for row in of_group:
            items[row.dom_id] = callback_html(desk, viewer, row, is_shown=row.id == shown)
    return items


def callback_html(desk: Desk, viewer: Viewer, row: Row, *, is_shown: bool) -> str:
    values = {"row": row, "is_shown": is_shown, "now": desk.clock()}
    return desk.pages.render("calendar/_callback.html", viewer, **values)
