"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.booking import (
    Plan,
    Teller,
    book_appointment,
    book_for_customer,
    cancel_appointment,
    move_appointment,
    note_outcome,
)
from handoff.desk.calling import Attempt, Call, promise_call, settle_callback, show_phone
from handoff.desk.colleagues import receivers, who_sees
from handoff.desk.dismissing import dismiss
from handoff.desk.drafting import Saved, Saving, Wording, draft_of, save_draft
from handoff.desk.guarding import Checked, ConfidentialReply
from handoff.desk.holding import close, hand_back, may_step_in, may_take, put_back, step_in, take
from handoff.desk.labelling import label_chat, label_customer
from handoff.desk.noting import mention_pattern, see_mentions, write_note
from handoff.desk.outcomes import likely_outcome
from handoff.desk.reacting import EMOJI, react
from handoff.desk.reading import look, read
from handoff.desk.replying import reply, window_ends, window_is_open
from handoff.desk.retrying import NothingToRetry, retry
from handoff.desk.sending_files import send_block_file, send_file
from handoff.desk.sending_templates import (
    ConsentMissing,
    UnfitValues,
    approved_template,
    approved_templates,
    send_template,
)
from handoff.desk.signing_up import Wish, sign_customer_off, sign_customer_up
from handoff.desk.snoozing import snooze, snooze_times, wake
from handoff.desk.telling import can_tell, chat_to_tell_in
from handoff.desk.topics import change_topic
from handoff.desk.transferring import decline, transfer_to_person, transfer_to_team
from handoff.desk.typing import TYPING_SECONDS, type_to

__all__ = [
    "EMOJI",
    "TYPING_SECONDS",
    "Attempt",
    "Call",
    "Checked",
    "ConfidentialReply",
    "ConsentMissing",
    "NothingToRetry",
    "Plan",
    "Saved",
    "Saving",
    "Teller",
    "UnfitValues",
    "Wish",
    "Wording",
    "approved_template",
    "approved_templates",
    "book_appointment",
    "book_for_customer",
    "can_tell",
    "cancel_appointment",
    "change_topic",
    "chat_to_tell_in",
    "close",
    "decline",
    "dismiss",
    "draft_of",
    "hand_back",
    "label_chat",
    "label_customer",
    "likely_outcome",
    "look",
    "may_step_in",
    "may_take",
    "mention_pattern",
    "move_appointment",
    "note_outcome",
    "promise_call",
    "put_back",
    "react",
    "read",
    "receivers",
    "reply",
    "retry",
    "save_draft",
    "see_mentions",
    "send_block_file",
    "send_file",
    "send_template",
    "settle_callback",
    "show_phone",
    "sign_customer_off",
    "sign_customer_up",
    "snooze",
    "snooze_times",
    "step_in",
    "take",
    "transfer_to_person",
    "transfer_to_team",
    "type_to",
    "wake",
    "who_sees",
    "window_ends",
    "window_is_open",
    "write_note",
]
