"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.calling import finish_callback, show_phone
from handoff.desk.drafting import Saved, Saving, Wording, draft_of, save_draft
from handoff.desk.guarding import Checked
from handoff.desk.holding import close, hand_back, take
from handoff.desk.reacting import EMOJI, react
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open
from handoff.desk.retrying import NothingToRetry, retry
from handoff.desk.sending_files import send_block_file, send_file
from handoff.desk.sending_templates import (
    ConsentMissing,
    UnfitValues,
    approved_template,
    approved_templates,
    send_template,
)
from handoff.desk.topics import change_topic
from handoff.desk.typing import TYPING_SECONDS, type_to

__all__ = [
    "EMOJI",
    "TYPING_SECONDS",
    "Checked",
    "ConfidentialReply",
    "ConsentMissing",
    "NothingToRetry",
    "Saved",
    "Saving",
    "UnfitValues",
    "Wording",
    "approved_template",
    "approved_templates",
    "change_topic",
    "close",
    "draft_of",
    "finish_callback",
    "hand_back",
    "look",
    "react",
    "read",
    "reply",
    "retry",
    "save_draft",
    "send_block_file",
    "send_file",
    "send_template",
    "show_phone",
    "take",
    "type_to",
    "window_ends",
    "window_is_open",
]
