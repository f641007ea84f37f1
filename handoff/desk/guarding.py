"""The guard over what an agent writes, before it leaves and before it is kept as a draft."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.catalogue import Catalogue
from handoff.errors import HandoffError
from handoff.guard import SPAN_MESSAGES, SPAN_TIME, Find, Kind, Masked, mask, spans
from handoff.institutions.facts import facts_of
from handoff.models import Author, Conversation, Institution, Message

NO_SIGN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """`finds` lie in `body`, in order. `may_send`: the catalogue lets people send it all, if they confirm it."""

    body: str
    finds: tuple[Find, ...]
    may_send: bool

    @property
    def masked(self) -> str:
        """The same with what was found made unreadable."""
        return mask(self.body).text

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(dict.fromkeys(find.kind for find in self.finds))


class ConfidentialReply(HandoffError):
    """The guard found something in what an agent wrote; it was neither sent nor kept. `checked` shows where."""

    def __init__(self, checked: Checked):
        super().__init__("the text holds what must not be sent")
        self.checked = checked


def refuse_confidential(text: str, *, earlier: Sequence[str] = ()) -> None:
    """What people write for each other: by itself, and as the end of what its author has just written (`earlier`,
    oldest first). Raises ConfidentialReply.
    """
    masked = mask(text)
    if not masked.finds and earlier:
        masked = spans([*earlier, text])[-1]
    if masked.finds:
        raise ConfidentialReply(Checked(text, masked.finds, may_send=False))


async def check_words(
    session: AsyncSession, conversation: Conversation, body: str, *, now: datetime, catalogue: Catalogue | None = None
) -> Checked:
    """The institution's own facts, its bank code and telephones, are no secret, whatever they are called. Without the
    catalogue nothing that is found may be sent.
    """
    masked = await _guarded(session, conversation, body, now=now)
    if not masked.finds:
        return Checked(body, (), may_send=False)
    institution = await session.get_one(Institution, conversation.institution_id)
    known = {_plain(fact) for fact in facts_of(institution).values()}
    finds = tuple(find for find in masked.finds if _plain(body[find.start : find.end]) not in known)
    rule = catalogue.rule(conversation.topic) if catalogue else None
    allowed = frozenset(rule.may_send) if rule else frozenset()
    return Checked(body, finds, may_send=bool(finds) and {find.kind for find in finds} <= allowed)


async def _guarded(session: AsyncSession, conversation: Conversation, body: str, *, now: datetime) -> Masked:
    """By itself, and as the end of what the desk has just written: a number may come in pieces."""
    alone = mask(body)
    if alone.finds:
        return alone
    just_said = (
        select(Message.body)
        .where(Message.conversation_id == conversation.id, Message.sent_at > now - SPAN_TIME)
        .where(Message.author == Author.AGENT, Message.body != "")
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(SPAN_MESSAGES)
    )
    earlier = (await session.scalars(just_said)).all()
    return spans([*reversed(earlier), body])[-1]


def _plain(text: str) -> str:
    return NO_SIGN.sub("", text).casefold()
