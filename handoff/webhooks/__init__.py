"""Signed webhooks to the institutions' own systems: what happened here, sent in order until it arrives."""

from pathlib import Path

from handoff.webhooks.addresses import LONGEST, problem_of
from handoff.webhooks.keeping import keep_webhooks
from handoff.webhooks.posting import Post
from handoff.webhooks.sending import Courier
from handoff.webhooks.shapes import AppointmentTold, CallbackTold, ConversationClosed, Tested, shape_of
from handoff.webhooks.subscribing import (
    By,
    TooMany,
    Wishes,
    add_subscription,
    change_subscription,
    pause,
    remove_subscription,
    renew_secret,
    resume,
    send_now,
    send_test,
    skip,
)

# A receiver's check, in Python, without the line that says what it is.
CHECK = (Path(__file__).parent / "checking.py").read_text().partition('"""\n\n')[2]

__all__ = [
    "CHECK",
    "LONGEST",
    "AppointmentTold",
    "By",
    "CallbackTold",
    "ConversationClosed",
    "Courier",
    "Post",
    "Tested",
    "TooMany",
    "Wishes",
    "add_subscription",
    "change_subscription",
    "keep_webhooks",
    "pause",
    "problem_of",
    "remove_subscription",
    "renew_secret",
    "resume",
    "send_now",
    "send_test",
    "shape_of",
    "skip",
]
