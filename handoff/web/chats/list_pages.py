"""Which conversations a list has, a page at a time: by the key of the last one before, never by counting off.

Each team is asked by itself, in the order of an index, and their first ones are merged: so a page costs the same
whether ten chats wait or ten thousand. What may be seen is what `Access.conversations` says, piece by piece.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute

from handoff.access import Access
from handoff.models import FOR_ITS_HOLDER, Conversation, Owner
from handoff.web.chats.list_filter import ListFilter

PAGE = 50
# Of what is for one person alone nobody reads more; there are no further pages of it.
LONGEST = 100
Keys = tuple[Any, ...]


def is_with(*owners: Owner) -> ColumnElement[bool]:
    """Written out in the statement, so that the planner sees which partial index fits."""
    written = [
        bindparam(None, owner, type_=Conversation.owner.type, unique=True, literal_execute=True) for owner in owners
    ]
    return Conversation.owner.in_(written) if len(written) > 1 else Conversation.owner == written[0]


@dataclass(frozen=True, slots=True)
class Order:
    """`columns` are what a key consists of, those of `down` with the greatest first; `past`: what comes after a key."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    down: tuple[InstrumentedAttribute[Any], ...]
    past: Callable[[Keys], ColumnElement[bool]]

    def by(self, row: Any) -> list[SQLColumnExpression[Any]]:
        """`row`: what has the columns, a table or a subquery."""
        names, down = [column.key for column in self.columns], {column.key for column in self.down}
        return [getattr(row, name).desc() if name in down else getattr(row, name) for name in names]

    def written(self, row: Any) -> str:
        """The row's key, for an address."""
        values = [getattr(row, column.key) for column in self.columns]
        return "~".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)

    def read(self, key: str) -> Keys | None:
        """None if it is none."""
        try:
            parts = zip(self.columns, key.split("~"), strict=True)
            return tuple(_value(column.type.python_type, part) for column, part in parts)
        except ValueError:
            return None


def _value(kind: type[Any], written: str) -> Any:
    return datetime.fromisoformat(written) if kind is datetime else kind(written)


def _past_waiting(key: Keys) -> ColumnElement[bool]:
    owner, turn, since, chat_id = key
    later = tuple_(Conversation.turn_at, Conversation.waiting_since, Conversation.id) > (turn, since, chat_id)
    return or_(Conversation.owner < owner, and_(Conversation.owner == owner, later))


# "waiting" comes after "parked" in the alphabet: who waits for a person now before who waits for the opening.
URGENCY = Order(
    (Conversation.owner, Conversation.turn_at, Conversation.waiting_since, Conversation.id),
    (Conversation.owner,),
    _past_waiting,
)
LATEST = Order(
    (Conversation.last_activity_at, Conversation.id),
    (Conversation.last_activity_at, Conversation.id),
    lambda key: tuple_(Conversation.last_activity_at, Conversation.id) < key,
)
NEWLY_CLOSED = Order(
    (Conversation.closed_at, Conversation.id),
    (Conversation.closed_at, Conversation.id),
    lambda key: tuple_(Conversation.closed_at, Conversation.id) < key,
)


OFFER_ENDS = Order(
    (Conversation.offer_ends_at, Conversation.id),
    (),
    lambda key: tuple_(Conversation.offer_ends_at, Conversation.id) > key,
)
WAKES = Order(
    (Conversation.snoozed_until, Conversation.id),
    (),
    lambda key: tuple_(Conversation.snoozed_until, Conversation.id) > key,
)


@dataclass(frozen=True, slots=True)
class Listing:
    """`which`: in `order`, its columns; `most` of them are shown, and one more says that others follow."""

    which: Select[Any]
    order: Order
    most: int = PAGE


def mine(access: Access, *, after: Keys | None = None) -> Listing:
    """Without what he has put off until later."""
    return Listing(_page(select(*LATEST.columns).where(awake(access)), LATEST, after), LATEST)


def awake(access: Access) -> ColumnElement[bool]:
    return and_(is_with(Owner.AGENT), Conversation.agent_id == access.user_id, Conversation.snoozed_until.is_(None))


def snoozed(access: Access) -> Listing:
    put_off = and_(Conversation.agent_id == access.user_id, Conversation.snoozed_until.is_not(None))
    which = select(*WAKES.columns).where(put_off).order_by(*WAKES.by(Conversation)).limit(LONGEST)
    return Listing(which, WAKES, LONGEST)


def offered(access: Access) -> Listing:
    """To him by name."""
    to_him = and_(is_with(Owner.WAITING), Conversation.offered_to_id == access.user_id)
    which = select(*OFFER_ENDS.columns).where(to_him).order_by(*OFFER_ENDS.by(Conversation)).limit(LONGEST)
    return Listing(which, OFFER_ENDS, LONGEST)


def looks(access: Access, *, after: Keys | None = None) -> Listing:
    """What needs a look, and is in neither of the lists beside it."""
    others = or_(is_with(Owner.BOT), and_(is_with(Owner.AGENT), Conversation.agent_id != access.user_id))
    for_others = Conversation.attention.not_in(FOR_ITS_HOLDER)
    page = select(*LATEST.columns).where(
        access.conversations(), Conversation.attention.is_not(None), for_others, others
    )
    return Listing(_page(page, LATEST, after), LATEST)


def waiting(access: Access, wanted: ListFilter, *, after: Keys | None = None) -> Listing:
    """Without what is offered to himself, which he sees apart; with what he has passed on out of his teams."""
    ours = and_(_in_queue(access), *wanted.conditions())
    passed_on = select(*URGENCY.columns).where(ours, _passed_on(access))
    if wanted.team:
        passed_on = passed_on.where(Conversation.team_id == wanted.team)
    pieces = (_of_teams(access, wanted, ours, URGENCY, after), _ownerless(access, wanted, ours, URGENCY, after))
    return _merged(URGENCY, *pieces, _page(passed_on, URGENCY, after))


def with_colleagues(access: Access, wanted: ListFilter, *, after: Keys | None = None) -> Listing:
    held = and_(is_with(Owner.AGENT), Conversation.agent_id != access.user_id, *wanted.conditions())
    pieces = (_of_teams(access, wanted, held, LATEST, after), _ownerless(access, wanted, held, LATEST, after))
    return _merged(LATEST, *pieces)


def closed(access: Access, wanted: ListFilter, *, after: Keys | None = None) -> Listing:
    """That people had to do with: what the bot did alone is found by searching."""
    done = and_(is_with(Owner.CLOSED), *wanted.conditions())
    return _merged(NEWLY_CLOSED, _of_teams(access, wanted, done, NEWLY_CLOSED, after))


def waiting_scope(access: Access) -> ColumnElement[bool]:
    """The same conversations as `waiting` without a filter, to be counted."""
    ownerless = and_(Conversation.team_id.is_(None), Conversation.institution_id.in_(access.houses))
    return and_(_in_queue(access), or_(Conversation.team_id.in_(access.teams), ownerless, _passed_on(access)))


def _in_queue(access: Access) -> ColumnElement[bool]:
    for_others = Conversation.offered_to_id.is_distinct_from(access.user_id)
    return and_(is_with(Owner.WAITING, Owner.PARKED), for_others)


def _passed_on(access: Access) -> ColumnElement[bool]:
    return and_(Conversation.offered_by_id == access.user_id, Conversation.institution_id.in_(access.houses))


def _of_teams(
    access: Access, wanted: ListFilter, which: ColumnElement[bool], order: Order, after: Keys | None
) -> Select[Any]:
    teams = access.teams if wanted.team is None else access.teams & {wanted.team}
    scope = _unnested(teams, "team_id")
    first = _page(select(*order.columns).where(Conversation.team_id == scope.c.team_id, which), order, after).lateral()
    return select(*first.c).select_from(scope.join(first, true()))


def _ownerless(
    access: Access, wanted: ListFilter, which: ColumnElement[bool], order: Order, after: Keys | None
) -> Select[Any]:
    scope = _unnested(access.houses if wanted.team is None else frozenset(), "institution_id")
    ours = and_(Conversation.team_id.is_(None), Conversation.institution_id == scope.c.institution_id, which)
    first = _page(select(*order.columns).where(ours), order, after).lateral()
    return select(*first.c).select_from(scope.join(first, true()))


def _unnested(ids: frozenset[UUID], name: str) -> Any:
    array = bindparam(None, sorted(ids), type_=ARRAY(Uuid), unique=True)
    return func.unnest(array, type_=Uuid()).table_valued(name).render_derived(name=f"some_{name}")


def _page(which: Select[Any], order: Order, after: Keys | None) -> Select[Any]:
    """One more than is shown says whether there are more."""
    page = which.order_by(*order.by(Conversation)).limit(PAGE + 1)
    return page.where(order.past(after)) if after is not None else page


def _merged(order: Order, *pieces: Select[Any]) -> Listing:
    """A conversation may be in two of them."""
    found = [piece.subquery() for piece in pieces]
    together = union(*(select(piece) for piece in found)).subquery() if len(found) > 1 else found[0]
    return Listing(select(together).order_by(*order.by(together.c)).limit(PAGE + 1), order)
