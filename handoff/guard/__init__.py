"""Finds what must never be stored (bank and card numbers, secrets, papers) and masks it. Pure: no I/O, no state."""

from handoff.guard.detection import may_be_part
from handoff.guard.finds import Expected, Find, Kind, Masked
from handoff.guard.masking import JSON, SPAN_MESSAGES, SPAN_TIME, mask, mask_tree, spans

__all__ = [
    "JSON",
    "SPAN_MESSAGES",
    "SPAN_TIME",
    "Expected",
    "Find",
    "Kind",
    "Masked",
    "mask",
    "mask_tree",
    "may_be_part",
    "spans",
]
