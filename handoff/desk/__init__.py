"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.calling import finish_callback, show_phone
from handoff.desk.holding import close, hand_back, take
from handoff.desk.reacting import EMOJI, react
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open
from handoff.desk.retrying import NothingToRetry, retry
from handoff.desk.sending_files import send_file
from handoff.desk.sending_templates import (
    ConsentMissing,
    UnfitValues,
    approved_template,
    approved_templates,
    send_template,
)
from handoff.desk.typing import TYPING_SECONDS, type_to

__all__ = [
    "EMOJI",
    "TYPING_SECONDS",
    "ConfidentialReply",
    "ConsentMissing",
    "NothingToRetry",
    "UnfitValues",
    "approved_template",
    "approved_templates",
    "close",
    "finish_callback",
    "hand_back",
    "look",
    "react",
    "read",
    "reply",
    "retry",
    "send_file",
    "send_template",
    "show_phone",
    "take",
    "type_to",
    "window_ends",
    "window_is_open",
]
