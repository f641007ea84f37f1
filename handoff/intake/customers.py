"""Who writes: found by identifier or made, and the conversation that is open with him."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from handoff.blind_index import name_keys
from handoff.database import execute_directly
from handoff.guard import mask
from handoff.intake.arrival import Arrival
from handoff.models import Conversation, Customer, Identifier, IdentifierKind, Owner
from handoff.whatsapp.inbound import Sender

# In the order given, which is the same for everybody.
LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
# Who writes, nearly always: somebody known by these names, with a conversation going on. Each name is compared by
# itself: a join with a list of them would be planned as a scan of all customers.
KNOWN = text("""
    SELECT i.customer_id, c.id AS conversation_id, c.expects, c.owner
    FROM identifiers i
    JOIN conversations c ON c.customer_id = i.customer_id AND c.number_id = :number AND c.owner <> 'closed'
    WHERE i.institution_id = :institution AND i.retired_at IS NULL
      AND (i.kind = 'bsuid' AND i.fingerprint = :bsuid OR i.kind = 'wa_id' AND i.fingerprint = :wa_id)
""")


@dataclass(frozen=True, slots=True)
class Correspondent:
    """`is_new`: the conversation begins with this message. `is_with_people`: the bot has nothing to wait for."""

    customer_id: UUID
    conversation_id: UUID
    expects: str | None
    is_new: bool = False
    is_with_people: bool = False


Names = dict[IdentifierKind, str]
Known = dict[IdentifierKind, Identifier]


async def find_correspondent(arrival: Arrival, sender: Sender) -> Correspondent:
    """The customer by BSUID, else by wa_id, and his open conversation with this number; made if there is none."""
    names = _names(sender)
    return await _known(arrival, names) or await _find(arrival, sender, names)


async def _known(arrival: Arrival, names: Names) -> Correspondent | None:
    values = {
        "bsuid": None,
        "wa_id": None,
        **{kind.value: _fingerprint(arrival, kind, name) for kind, name in names.items()},
        "institution": arrival.number.institution_id,
        "number": arrival.number.id,
    }
    rows = await execute_directly(arrival.session, KNOWN, values)
    if len(rows) < len(names) or len({row.customer_id for row in rows}) > 1:
        return None
    one = rows[0]
    return Correspondent(
        one.customer_id, one.conversation_id, one.expects, is_with_people=one.owner in (Owner.WAITING, Owner.AGENT)
    )


async def _find(arrival: Arrival, sender: Sender, names: Names) -> Correspondent:
    known = await _living(arrival, names)
    if known.keys() < names.keys() or len({row.customer_id for row in known.values()}) > 1:
        # Somebody new, or known under one name only: one at a time, or a burst makes several customers of one person.
        await _lock(arrival, names)
        known = await _living(arrival, names)
        if not known:
            return await _first_contact(arrival, sender)
        customer_id = await _attach(arrival, sender, known)
    else:
        customer_id = next(iter(known.values())).customer_id
    return await _open_conversation(arrival, customer_id)


async def rename(arrival: Arrival, former: Sender, new: Sender) -> None:
    """A customer's number or BSUID changed: the former names are retired, and what was trusted is trusted no more."""
    await _lock(arrival, _names(former) | _names(new))
    known = await _living(arrival, _names(former))
    if not known:
        return
    customer_id = next(iter(known.values())).customer_id
    holders = await _living(arrival, _names(new))
    for kind, name in _names(new).items():
        holder = holders.get(kind)
        if holder is None or holder.customer_id != customer_id:
            await _take_over(arrival, kind, name, customer_id=customer_id, holder=holder)
    changed = update(Customer).where(Customer.id == customer_id).values(identity_changed_at=arrival.now)
    await arrival.session.execute(changed)


def _names(sender: Sender) -> Names:
    names = {IdentifierKind.BSUID: sender.bsuid, IdentifierKind.WA_ID: sender.wa_id}
    return {kind: value for kind, value in names.items() if value}


def _fingerprint(arrival: Arrival, kind: IdentifierKind, name: str) -> bytes:
    return arrival.vault.fingerprint(f"{kind}:{name}")


async def _living(arrival: Arrival, names: Names) -> Known:
    wanted = [
        and_(Identifier.kind == kind, Identifier.fingerprint == _fingerprint(arrival, kind, name))
        for kind, name in names.items()
    ]
    rows = await arrival.session.scalars(
        select(Identifier)
        .where(Identifier.institution_id == arrival.number.institution_id, Identifier.retired_at.is_(None))
        .where(or_(*wanted))
    )
    return {row.kind: row for row in rows}


async def _lock(arrival: Arrival, names: Names) -> None:
    prints = sorted(_fingerprint(arrival, kind, name) for kind, name in names.items())
    keys = [int.from_bytes(print_[:8], "big", signed=True) for print_ in prints]
    await arrival.session.execute(LOCK, {"keys": keys})


async def _first_contact(arrival: Arrival, sender: Sender) -> Correspondent:
    """Nobody knew him: there is nothing to look for and nothing to retire."""
    customer_id = await _new_customer(arrival, sender)
    conversation = Conversation(
        id=uuid4(),
        institution_id=arrival.number.institution_id,
        number_id=arrival.number.id,
        customer_id=customer_id,
        opened_at=arrival.now,
        last_activity_at=arrival.now,
    )
    identifiers = [_identifier(arrival, kind, name, customer_id) for kind, name in _names(sender).items()]
    arrival.session.add_all([*identifiers, conversation])
    await arrival.session.flush()
    return Correspondent(customer_id, conversation.id, expects=None, is_new=True)


async def _attach(arrival: Arrival, sender: Sender, known: Known) -> UUID:
    """The customer with all these names. A BSUID belongs to one person, a phone number can be given to another.

    So a number that comes with somebody else's BSUID leaves its former customer, and his history stays with him.
    """
    by_bsuid, by_number = known.get(IdentifierKind.BSUID), known.get(IdentifierKind.WA_ID)
    if by_bsuid is not None:
        customer_id = by_bsuid.customer_id
    elif by_number is not None and not (sender.bsuid and await _has_bsuid(arrival, by_number.customer_id)):
        customer_id = by_number.customer_id
    else:
        customer_id = await _new_customer(arrival, sender)
    for kind, name in _names(sender).items():
        holder = known.get(kind)
        if holder is None or holder.customer_id != customer_id:
            await _take_over(arrival, kind, name, customer_id=customer_id, holder=holder)
    return customer_id


async def _has_bsuid(arrival: Arrival, customer_id: UUID) -> bool:
    bsuid = select(Identifier.id).where(
        _is_living_of(customer_id, IdentifierKind.BSUID),
    )
    return await arrival.session.scalar(bsuid) is not None


def _is_living_of(customer_id: UUID, kind: IdentifierKind) -> ColumnElement[bool]:
    return and_(Identifier.customer_id == customer_id, Identifier.kind == kind, Identifier.retired_at.is_(None))


async def _new_customer(arrival: Arrival, sender: Sender) -> UUID:
    name = mask(sender.name).text if sender.name else None
    customer = Customer(
        id=uuid4(),
        institution_id=arrival.number.institution_id,
        name=arrival.vault.seal(name) if name else None,
        name_keys=name_keys(arrival.vault, name) if name else None,
        created_at=arrival.now,
    )
    arrival.session.add(customer)
    await arrival.session.flush()
    return customer.id


async def _take_over(
    arrival: Arrival, kind: IdentifierKind, name: str, *, customer_id: UUID, holder: Identifier | None
) -> None:
    """`name` is this customer's from now on; who held it, and what he was called before, is retired."""
    former = _is_living_of(customer_id, kind)
    retired = or_(former, Identifier.id == holder.id) if holder is not None else former
    await arrival.session.execute(update(Identifier).where(retired).values(retired_at=arrival.now))
    arrival.session.add(_identifier(arrival, kind, name, customer_id))
    await arrival.session.flush()


def _identifier(arrival: Arrival, kind: IdentifierKind, name: str, customer_id: UUID) -> Identifier:
    return Identifier(
        institution_id=arrival.number.institution_id,
        customer_id=customer_id,
        kind=kind,
        fingerprint=_fingerprint(arrival, kind, name),
        ciphertext=arrival.vault.seal(name),
        seen_at=arrival.now,
    )


async def _open_conversation(arrival: Arrival, customer_id: UUID) -> Correspondent:
    mine = (
        select(Conversation.id, Conversation.expects, Conversation.owner)
        .where(Conversation.number_id == arrival.number.id, Conversation.customer_id == customer_id)
        .where(Conversation.owner != Owner.CLOSED)
    )
    found, is_new = (await arrival.session.execute(mine)).one_or_none(), False
    while found is None:
        new = insert(Conversation).values(
            id=uuid4(),
            institution_id=arrival.number.institution_id,
            number_id=arrival.number.id,
            customer_id=customer_id,
            channel="whatsapp",
            owner=Owner.BOT,
            language="de",
            priority=0,
            dialogue={},
            opened_at=arrival.now,
            last_activity_at=arrival.now,
            unread=0,
        )
        is_new = await arrival.session.scalar(new.on_conflict_do_nothing().returning(Conversation.id)) is not None
        found = (await arrival.session.execute(mine)).one_or_none()
    is_with_people = found.owner in (Owner.WAITING, Owner.AGENT)
    return Correspondent(customer_id, found.id, found.expects, is_new=is_new, is_with_people=is_with_people)
