"""What people do at the desk: one function an act, on the session that is given, in its transaction."""

from handoff.desk.booking import (
    Plan,
    Teller,
    book_appointment,
    cancel_appointment,
    move_appointment,
    note_outcome,
)
from handoff.desk.calling import Attempt, Call, promise_call, settle_callback, show_phone
from handoff.desk.holding import close, hand_back, take
from handoff.desk.reading import look, read
from handoff.desk.replying import ConfidentialReply, reply, window_ends, window_is_open
from handoff.desk.signing_up import Wish, sign_customer_off, sign_customer_up
from handoff.desk.telling import can_tell, chat_to_tell_in

__all__ = [
    "Attempt",
    "Call",
    "ConfidentialReply",
    "Plan",
    "Teller",
    "Wish",
    "book_appointment",
    "can_tell",
    "cancel_appointment",
    "chat_to_tell_in",
    "close",
    "hand_back",
    "look",
    "move_appointment",
    "note_outcome",
    "promise_call",
    "read",
    "reply",
    "settle_callback",
    "show_phone",
    "sign_customer_off",
    "sign_customer_up",
    "take",
    "window_ends",
    "window_is_open",
]
