"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.calling import finish_callback, show_phone
from handoff.desk.colleagues import receivers, who_sees
from handoff.desk.holding import close, hand_back, may_step_in, may_take, put_back, step_in, take
from handoff.desk.labelling import label_chat, label_customer
from handoff.desk.noting import mention_pattern, see_mentions, write_note
from handoff.desk.outcomes import likely_outcome
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open
from handoff.desk.snoozing import snooze, snooze_times, wake
from handoff.desk.transferring import decline, transfer_to_person, transfer_to_team

__all__ = [
    "ConfidentialReply",
    "close",
    "decline",
    "finish_callback",
    "hand_back",
    "label_chat",
    "label_customer",
    "likely_outcome",
    "look",
    "may_step_in",
    "may_take",
    "mention_pattern",
    "put_back",
    "read",
    "receivers",
    "reply",
    "see_mentions",
    "show_phone",
    "snooze",
    "snooze_times",
    "step_in",
    "take",
    "transfer_to_person",
    "transfer_to_team",
    "wake",
    "who_sees",
    "window_ends",
    "window_is_open",
    "write_note",
]
