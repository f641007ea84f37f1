"""Which operations there are: the routes, the OpenAPI document and its page are made of this list."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from handoff.api import records
from handoff.api.gate import Operation
from handoff.api.problems import AWAY, INVALID, MALFORMED, NO_JSON, NOT_FOUND, TOO_LARGE, TOO_MANY, UNAUTHORIZED, Kind
from handoff.api.shapes import MOST_RECORDS, Batch, Counts, RecordValues, StoredRecord

ALL = "/api/v1/institutions/{slug}/records"
ONE = f"{ALL}/{{customer_number}}"
ALWAYS = (UNAUTHORIZED, TOO_MANY, AWAY)
OF_A_BODY = (MALFORMED, TOO_LARGE, NO_JSON, INVALID)


@dataclass(frozen=True, slots=True)
class Described:
    """`answers`: what each status means, with the shape of its body if it has one; `problems`: what may go wrong."""

    method: str
    path: str
    run: Operation
    name: str
    summary: str
    description: str
    answers: Mapping[int, tuple[str, type[BaseModel] | None]]
    problems: tuple[Kind, ...]
    body: type[BaseModel] | None = None


OPERATIONS = (
    Described(
        "PUT",
        ONE,
        records.put,
        "putRecord",
        "Add or change a person",
        "Afterwards the record is what the body says; what the body leaves out is empty.",
        {200: ("It was there already.", StoredRecord), 201: ("It is new.", StoredRecord)},
        (*OF_A_BODY, *ALWAYS),
        RecordValues,
    ),
    Described(
        "GET",
        ONE,
        records.show,
        "getRecord",
        "Read a person",
        "As Schalter has him now.",
        {200: ("The record.", StoredRecord)},
        (NOT_FOUND, *ALWAYS),
    ),
    Described(
        "DELETE",
        ONE,
        records.destroy,
        "deleteRecord",
        "Remove a person",
        "Chats that were assigned to him become anonymous again.",
        {204: ("It is gone.", None)},
        (NOT_FOUND, *ALWAYS),
    ),
    Described(
        "POST",
        ALL,
        records.put_many,
        "putRecords",
        "Add or change many persons",
        f"Up to {MOST_RECORDS} at once: all are taken, or none. Nobody is removed.",
        {200: ("All were taken.", Counts)},
        (*OF_A_BODY, *ALWAYS),
        Batch,
    ),
)
