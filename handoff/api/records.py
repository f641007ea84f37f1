"""The operations on records."""

from collections import Counter
from urllib.parse import unquote

from pydantic import TypeAdapter, ValidationError
from sanic import Request
from sanic.response import HTTPResponse, empty, json
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from handoff.api.gate import Api, read_body
from handoff.api.problems import INVALID, SENTENCES, Fault, Problem, faults_of
from handoff.api.shapes import Batch, Counts, RecordEntry, RecordValues, StoredRecord
from handoff.errors import NotFound
from handoff.models import Record
from handoff.records import By, CustomerNumber, Holder, UnknownAdvisor, put_records, remove_record

NUMBER: TypeAdapter[str] = TypeAdapter(CustomerNumber)


async def show(api: Api, request: Request, holder: Holder, customer_number: str) -> HTTPResponse:
    return _answer(await _stored(api, holder, unquote(customer_number)))


async def put(api: Api, request: Request, holder: Holder, customer_number: str) -> HTTPResponse:
    """201 for a new one."""
    values = read_body(request, RecordValues)
    try:
        number = NUMBER.validate_python(unquote(customer_number))
    except ValidationError as error:
        raise Problem(INVALID, faults_of(error, before="customer_number:")) from error
    entry = RecordEntry(customer_number=number, **values.model_dump())
    async with api.sessions.begin() as session:
        try:
            stored = await put_records(
                session, holder.institution_id, [entry], by=By(token=holder.name), now=api.clock()
            )
        except UnknownAdvisor as unknown:
            raise Problem(INVALID, [Fault("/advisor", SENTENCES["advisor"])]) from unknown
    await api.realtime.publish(stored.chats)
    return _answer(await _stored(api, holder, number), status=201 if stored.difference.added else 200)


async def destroy(api: Api, request: Request, holder: Holder, customer_number: str) -> HTTPResponse:
    async with api.sessions.begin() as session:
        number = unquote(customer_number)
        stored = await remove_record(session, holder.institution_id, number, by=By(token=holder.name), now=api.clock())
    await api.realtime.publish(stored.chats)
    return empty(204)


async def put_many(api: Api, request: Request, holder: Holder) -> HTTPResponse:
    records = read_body(request, Batch).records
    times = Counter(one.customer_number for one in records)
    twice = [place for place, one in enumerate(records) if times[one.customer_number] > 1]
    if twice:
        raise Problem(INVALID, [Fault(f"/records/{place}/customer_number", SENTENCES["twice"]) for place in twice])
    async with api.sessions.begin() as session:
        try:
            stored = await put_records(
                session, holder.institution_id, records, by=By(token=holder.name), now=api.clock()
            )
        except UnknownAdvisor as unknown:
            faults = [Fault(f"/records/{place}/advisor", SENTENCES["advisor"]) for place in unknown.places]
            raise Problem(INVALID, faults) from unknown
    await api.realtime.publish(stored.chats)
    done = stored.difference
    counts = Counts(added=done.added, changed=done.changed, unchanged=len(records) - done.added - done.changed)
    return json(counts.model_dump(), headers={"Cache-Control": "no-store"})


async def _stored(api: Api, holder: Holder, number: str) -> StoredRecord:
    """Raises NotFound."""
    wanted = select(Record).where(
        Record.institution_id == holder.institution_id, Record.customer_number == number.replace("\0", "")
    )
    async with api.sessions() as session:
        record = await session.scalar(wanted.options(joinedload(Record.advisor)))
    if record is None:
        raise NotFound("no such record")
    return StoredRecord(
        customer_number=record.customer_number,
        name=record.name,
        title=record.title,
        city=record.city,
        language=record.language,
        advisor=record.advisor.slug if record.advisor else None,
        changed_at=record.changed_at,
    )


def _answer(record: StoredRecord, *, status: int = 200) -> HTTPResponse:
    return json(record.model_dump(mode="json"), status=status, headers={"Cache-Control": "no-store"})
