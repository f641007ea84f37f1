"""A notice as the browser gets it: to be shown, and sounded, by the page that the user sees."""

from handoff.notices import Notice
from handoff.web.desk import Desk
from handoff.web.live.stream_actions import action
from handoff.web.viewer import Viewer


def as_stream(desk: Desk, viewer: Viewer, notice: Notice) -> str:
    """Shown on top of the other notices in every page; the script decides whether the system shows it too."""
    topic = notice.thing[1] if notice.thing else desk.catalogue.title(notice.topic, viewer.language)
    return action("append", "notices", desk.pages.render("_notice.html", viewer, notice=notice, topic=topic))
