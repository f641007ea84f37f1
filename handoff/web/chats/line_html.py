"""Lines as HTML, kept: two hundred open pages show the same fifty chats that wait, and few of them change."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from handoff.web.chats.lists import Line, Surroundings
from handoff.web.pages import Pages
from handoff.web.reader import Guest
from handoff.web.viewer import Viewer

KEPT = 4096


def lines_html(pages: Pages, viewer: Viewer, lines: Iterable[Line], *, current: UUID | None) -> dict[str, str]:
    """By element id, in their order."""
    around = Surroundings.of(viewer)
    return {
        line.dom_id: _html(pages, viewer.language, line, line.id if line.id == current else None, around)
        for line in lines
    }


@lru_cache(maxsize=KEPT)
def _html(pages: Pages, language: str, line: Line, current: UUID | None, around: Surroundings) -> str:
    """The words depend on the language alone, so it is rendered for nobody in particular."""
    return pages.render("chats/_line.html", Guest(language), line=line, current=current, frame=around)
