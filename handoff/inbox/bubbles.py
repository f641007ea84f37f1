"""The bot's replies as bubbles: at most two, since each may cost and a stack of them is read by nobody."""

from collections.abc import Sequence
from dataclasses import replace

from bot.turn import Button, Reply
from handoff.sending import Bubble, Offer

AT_MOST = 2


def bubbles_of(replies: Sequence[Reply], *, form_run: int | None) -> list[Bubble]:
    return [_bubble(reply, form_run) for reply in replies]


def squeeze(bubbles: Sequence[Bubble]) -> list[Bubble]:
    """Texts without buttons join what follows them, then the first two join, until two are left."""
    left = list(bubbles)
    while len(left) > AT_MOST:
        at = next((i for i, bubble in enumerate(left[:-1]) if _is_plain(bubble)), 0)
        left[at : at + 2] = [_join(left[at], left[at + 1])]
    return left


def _bubble(reply: Reply, form_run: int | None) -> Bubble:
    link = (reply.link.title, reply.link.url) if reply.link else None
    offers = tuple(_offer(button, form_run) for button in reply.buttons)
    return Bubble(reply.text, offers, label=reply.menu, link=link, response_name=reply.name)


def _offer(button: Button, form_run: int | None) -> Offer:
    return Offer(
        button.title,
        button.choice.intent,
        dict(button.choice.entities),
        description=button.description,
        form_run=form_run,
    )


def _is_plain(bubble: Bubble) -> bool:
    return not bubble.offers and bubble.link is None


def _join(first: Bubble, second: Bubble) -> Bubble:
    names = [bubble.response_name for bubble in (first, second) if bubble.response_name]
    return replace(second, body=f"{first.body}\n\n{second.body}", response_name="+".join(names) or None)
