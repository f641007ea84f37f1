"""The bot's replies as bubbles: at most two, since each may cost and a stack of them is read by nobody."""

from collections.abc import Sequence
from dataclasses import replace

from bot.turn import Button, Reply
from handoff.apology import PERSON_INTENT
from handoff.sending import Bubble, Offer, fits

AT_MOST = 2


def bubbles_of(replies: Sequence[Reply], *, form_run: int | None) -> list[Bubble]:
    return [_bubble(reply, form_run) for reply in replies]


def squeeze(bubbles: Sequence[Bubble]) -> list[Bubble]:
    """Neighbours join until two are left, or no two fit into one."""
    left = list(bubbles)
    while len(left) > AT_MOST and (at := _best_place(left)) is not None:
        left[at : at + 2] = [_join(left[at], left[at + 1])]
    return left


def _best_place(bubbles: Sequence[Bubble]) -> int | None:
    """Where the least is lost: a text alone loses nothing, one with a link its button, one with buttons all of them."""
    places = sorted(range(len(bubbles) - 1), key=lambda at: (bool(bubbles[at].offers), bubbles[at].link is not None))
    return next((at for at in places if fits(_join(bubbles[at], bubbles[at + 1]))), None)


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
        # Who wants a person gets one, whatever has become of the form.
        form_run=None if button.choice.intent == PERSON_INTENT else form_run,
    )


def _join(first: Bubble, second: Bubble) -> Bubble:
    names = [bubble.response_name for bubble in (first, second) if bubble.response_name]
    lines = [first.body, *([first.link[1]] if first.link else []), second.body]
    return replace(second, body="\n\n".join(lines), response_name="+".join(names) or None)
