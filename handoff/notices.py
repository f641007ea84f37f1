"""What an agent should hear of at once, wherever at the desk he is: found anew since he was last told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Text, Uuid, and_, case, cast, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Access, Right
from handoff.models import (
    Callback,
    CallbackState,
    Conversation,
    GapWarning,
    Handoff,
    HandoffReason,
    Mention,
    Message,
    Note,
    Owner,
    PauseCause,
    Status,
    Team,
    WebhookSubscription,
)

# Rows become visible some time after the moment that stands in them.
SLACK = timedelta(minutes=2)
# What is sent fails within a day, while the window is open, or when its status comes.
FAILS_WITHIN = timedelta(days=2)
# More than these at a time nobody hears.
MOST = 20


class NoticeKind(StrEnum):
    """Each can be silenced by the user. `assignment`: a chat is his, or no longer, without his doing. `failure`: what
    he has written did not arrive, or nobody knows. `escalation`: in a team that he leads nobody comes for a chat.
    `gap`: hours of such a team are not covered. `webhook`: a system of an institution that he administers gets no
    events any more.
    """

    WAITING = "waiting"
    ASSIGNMENT = "assignment"
    TRANSFER = "transfer"
    MENTION = "mention"
    ANSWER = "answer"
    CALLBACK_DUE = "callback_due"
    FAILURE = "failure"
    ESCALATION = "escalation"
    GAP = "gap"
    WEBHOOK = "webhook"


# Changes of hands by which a chat becomes somebody's, or is his no more, without his doing.
CAME = (HandoffReason.CAME_BACK, HandoffReason.GIVEN)
TAKEN_AWAY = (HandoffReason.STEPPED_IN, HandoffReason.UNANSWERED, HandoffReason.LEFT)

# Where that leads which is about no chat.
ABOUT_THINGS = {NoticeKind.GAP: "/desk/shifts?team=", NoticeKind.WEBHOOK: "/desk/administration/webhooks/"}

# Of these, nobody hears without the right.
ONLY_WITH = {
    NoticeKind.ESCALATION: Right.STEP_IN,
    NoticeKind.GAP: Right.PLANNING,
    NoticeKind.WEBHOOK: Right.WEBHOOKS,
}
SOUND = "sound"


def silenceable(access: Access) -> tuple[str, ...]:
    """What a user can switch off: each kind that may be for him, and the sound of all."""
    kinds = (kind for kind in NoticeKind if kind not in ONLY_WITH or access.may(ONLY_WITH[kind]))
    return (*(kind.value for kind in kinds), SOUND)


@dataclass(frozen=True, slots=True)
class Notice:
    """`reason`: of an assignment's change of hands, or how a message failed. `thing`: id and name of what it is about
    instead of a chat. No customer's name and no text: it shows on locked screens.
    """

    kind: NoticeKind
    conversation_id: UUID | None
    topic: str | None
    reason: str | None = None
    thing: tuple[str, str] | None = None

    @property
    def path(self) -> str:
        """What it leads to."""
        if self.thing is None:
            return f"/desk/chats/{self.conversation_id}"
        return f"{ABOUT_THINGS[self.kind]}{self.thing[0]}"


class Bell:
    """What one open page has been told. It rings for what is there newly, or more of, since the former look."""

    def __init__(self, *, since: datetime) -> None:
        """What came before `since` the page has shown when it opened."""
        self._opened = since
        self._looked: datetime | None = None
        self._known: dict[tuple[str, str], int] = {}

    async def news(self, session: AsyncSession, access: Access, *, silenced: list[str], now: datetime) -> list[Notice]:
        rows = (await session.execute(_since(access, since=(self._looked or self._opened) - SLACK, now=now))).all()
        seen = self._known if self._looked else _counts(row for row in rows if row.at <= self._opened)
        self._looked, self._known = now, _counts(rows)
        return [
            _notice(row) for row in rows if row.kind not in silenced and row.count > seen.get((row.kind, row.key), 0)
        ]


def _counts(rows: Iterable[Any]) -> dict[tuple[str, str], int]:
    return {(row.kind, row.key): row.count for row in rows}


def _notice(row: Any) -> Notice:
    kind = NoticeKind(row.kind)
    if kind in ABOUT_THINGS:
        return Notice(kind, None, None, thing=(row.key, row.reason))
    return Notice(kind, row.conversation_id, row.topic, row.reason)


def _since(access: Access, *, since: datetime, now: datetime) -> CompoundSelect[Any]:
    """What a notice may be about, that is so still and began after `since`."""
    me = access.user_id
    is_mine = and_(Conversation.owner == Owner.AGENT, Conversation.agent_id == me)
    waits = and_(
        Conversation.owner == Owner.WAITING,
        Conversation.institution_id.in_(access.institutions),
        access.to_be_answered(),
        Conversation.offered_to_id.is_(None),
        Conversation.waiting_since > since,
    )
    offered = and_(Conversation.offered_to_id == me, Conversation.waiting_since > since)
    answered = and_(is_mine, Conversation.unread > 0, Conversation.last_inbound_at > since)
    came = and_(is_mine, Handoff.to_agent_id == me, Handoff.reason.in_(CAME))
    taken_away = and_(Handoff.from_agent_id == me, Handoff.reason.in_(TAKEN_AWAY), access.history())
    escalated = and_(
        Conversation.owner == Owner.WAITING,
        Conversation.team_id.in_(access.led),
        Conversation.escalated_at > since,
    )
    due = and_(
        Callback.state == CallbackState.OPEN,
        Callback.institution_id.in_(access.institutions),
        Callback.earliest <= now,
        Callback.earliest > since,
        access.callbacks(),
    )
    failed = and_(
        Message.user_id == me,
        Message.institution_id.in_(access.institutions),
        or_(Message.failure_code.is_not(None), Message.failure_reason.is_not(None)),
        Message.status.in_((Status.FAILED, Status.UNKNOWN)),
        Message.sent_at > since - FAILS_WITHIN,
        Message.status_at > since,
        access.conversations(),
    )
    how = case((Message.status == Status.UNKNOWN, literal("outcome_unknown")), else_=literal("send_failed"))
    mentioned = and_(Mention.user_id == me, Mention.seen_at.is_(None), Note.at > since)
    chat, receiver = Conversation, WebhookSubscription
    stuck = and_(
        receiver.institution_id.in_(access.where(Right.WEBHOOKS)),
        receiver.paused_at > since,
        receiver.pause_cause != PauseCause.BY_HAND,
    )
    return union_all(
        _rows(NoticeKind.ANSWER, chat.last_inbound_at, chat.id, chat.id, chat.topic, count=chat.unread).where(answered),
        _rows(NoticeKind.TRANSFER, chat.waiting_since, chat.id, chat.id, chat.topic).where(offered),
        _rows(NoticeKind.WAITING, chat.waiting_since, chat.id, chat.id, chat.topic).where(waits).limit(MOST),
        *(
            _rows(NoticeKind.ASSIGNMENT, Handoff.at, Handoff.id, chat.id, chat.topic, reason=Handoff.reason)
            .join(Conversation, chat.id == Handoff.conversation_id)
            .where(moved, Handoff.at > since)
            for moved in (came, taken_away)
        ),
        _rows(NoticeKind.ESCALATION, chat.escalated_at, chat.id, chat.id, chat.topic).where(escalated).limit(MOST),
        _rows(NoticeKind.MENTION, Note.at, Note.id, chat.id, chat.topic)
        .join(Mention, Mention.note_id == Note.id)
        .join(Conversation, chat.id == Note.conversation_id)
        .where(mentioned),
        _rows(NoticeKind.FAILURE, Message.status_at, Message.id, chat.id, chat.topic, reason=how)
        .join(Conversation, chat.id == Message.conversation_id)
        .where(failed)
        .limit(MOST),
        _rows(NoticeKind.CALLBACK_DUE, Callback.earliest, Callback.id, Callback.conversation_id, Callback.topic)
        .where(due)
        .limit(MOST),
        _rows(NoticeKind.GAP, GapWarning.at, GapWarning.team_id, cast(None, Uuid), cast(None, Text), reason=Team.name)
        .join(Team, Team.id == GapWarning.team_id)
        .where(GapWarning.user_id == me, GapWarning.team_id.in_(access.led), GapWarning.at > since),
        _rows(
            NoticeKind.WEBHOOK,
            receiver.paused_at,
            receiver.id,
            cast(None, Uuid),
            cast(None, Text),
            reason=receiver.name,
        ).where(stuck),
    )


def _rows(
    kind: NoticeKind, at: Any, key: Any, conversation_id: Any, topic: Any, *, reason: Any = None, count: Any = 1
) -> Any:
    return select(
        literal(kind.value).label("kind"),
        at.label("at"),
        cast(key, Text).label("key"),
        conversation_id.label("conversation_id"),
        topic.label("topic"),
        cast(reason, Text).label("reason"),
        (literal(count) if isinstance(count, int) else count).label("count"),
    )
