"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.calling import finish_callback, show_phone
from handoff.desk.drafting import Saved, Saving, Wording, draft_of, save_draft
from handoff.desk.guarding import Checked
from handoff.desk.holding import close, hand_back, take
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open
from handoff.desk.topics import change_topic

__all__ = [
    "Checked",
    "ConfidentialReply",
    "Saved",
    "Saving",
    "Wording",
    "change_topic",
    "close",
    "draft_of",
    "finish_callback",
    "hand_back",
    "look",
    "read",
    "reply",
    "save_draft",
    "show_phone",
    "take",
    "window_ends",
    "window_is_open",
]
