"""What the interface takes and gives: these definitions check the input, and the OpenAPI document is made of them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from handoff.records import RecordEntry, RecordValues

MOST_RECORDS = 1000

__all__ = ["MOST_RECORDS", "Batch", "Counts", "Fault", "ProblemDocument", "RecordEntry", "RecordValues", "StoredRecord"]


class Batch(BaseModel):
    """Several persons at once: all are taken, or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    records: Annotated[
        list[RecordEntry],
        Field(min_length=1, max_length=MOST_RECORDS, description="Each customer number only once."),
    ]


class StoredRecord(BaseModel):
    """A person as Schalter has him now."""

    customer_number: str
    name: str
    title: str | None
    city: str | None
    language: str | None
    advisor: Annotated[str | None, Field(description="The short name of his advisor.")]
    changed_at: Annotated[datetime, Field(description="When something of this last changed.")]


class Counts(BaseModel):
    """What a batch has changed."""

    added: int
    changed: int
    unchanged: int


class Fault(BaseModel):
    pointer: Annotated[str, Field(description="Where in the body it is (RFC 6901).")]
    detail: str


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(description="Where this kind of problem is described.")]
    title: str
    status: int
    detail: str
    errors: Annotated[list[Fault] | None, Field(description="What is wrong with the body, if that is it.")] = None
