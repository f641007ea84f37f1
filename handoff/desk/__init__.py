"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.calling import finish_callback, show_phone
from handoff.desk.holding import close, hand_back, take
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open

__all__ = [
    "ConfidentialReply",
    "close",
    "finish_callback",
    "hand_back",
    "look",
    "read",
    "reply",
    "show_phone",
    "take",
    "window_ends",
    "window_is_open",
]
