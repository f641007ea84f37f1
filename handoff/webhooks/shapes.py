"""What receivers get: these definitions make the messages, and the OpenAPI document is made of them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from handoff.models import WebhookEvent

Topic = Annotated[str, Field(description="The topic's key.", examples=["unlock"])]
Team = Annotated[str | None, Field(description="The team's short name.", examples=["service"])]
Language = Annotated[str | None, Field(examples=["de"])]
CustomerNumber = Annotated[
    str | None, Field(description="Of the person to whom the chat is assigned in the customer file, if it is.")
]


class Said(BaseModel):
    """A message as it is stored: what must not be kept was masked before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    author: Literal["customer", "bot", "agent"]
    at: datetime
    kind: Annotated[str, Field(description="What came, as WhatsApp calls it.", examples=["text"])]
    text: str


class Subject(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    conversation: Annotated[UUID | None, Field(description="The chat that it belongs to.")]
    customer_number: CustomerNumber
    topic: Topic | None
    team: Team
    language: Language


class ConversationFacts(Subject):
    """A chat that has ended."""

    outcome: Annotated[str | None, Field(description="As the agent says who closed it.", examples=["answered"])]
    reason: Annotated[str | None, Field(examples=["done", "silence"])]
    closed_by: Annotated[str | None, Field(examples=["agent", "time"])]
    opened_at: datetime
    last_inbound_at: Annotated[datetime | None, Field(description="When the customer last wrote.")]
    closed_at: datetime
    messages: Annotated[
        list[Said] | None,
        Field(description="The transcript, oldest first. Null where it isn't wished for, or is deleted already."),
    ] = None


class CallbackFacts(Subject):
    """A call that a customer waits for, or waited for."""

    callback: UUID
    state: Annotated[str, Field(examples=["open"])]
    outcome: Annotated[str | None, Field(examples=["reached", "not_reached", "not_needed"])]
    tries: Annotated[int, Field(description="Calls that reached nobody.")]
    earliest: datetime
    latest: datetime
    created_at: datetime
    done_at: datetime | None
    phone: Annotated[
        str | None,
        Field(description="The number to call, only while somebody is to be called: for created and changed."),
    ] = None


class AppointmentFacts(Subject):
    """A meeting with an advisor."""

    appointment: UUID
    state: Annotated[str, Field(examples=["booked"])]
    meeting: Annotated[str, Field(examples=["branch", "phone", "video"])]
    starts_at: datetime
    ends_at: datetime
    advisor: Annotated[str | None, Field(description="The advisor's short name.")]
    branch: Annotated[str | None, Field(description="The short name of the advisor's branch.")]


class TestFacts(BaseModel):
    """Nothing: only that messages arrive."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Event(BaseModel):
    """What every message has."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[UUID, Field(description="The same in each attempt, and that of the header webhook-id.")]
    type: WebhookEvent
    timestamp: Annotated[datetime, Field(description="When it happened, by the institution's clocks.")]
    sequence: Annotated[
        int, Field(description="Counts up by one for each event. Where one is left out, somebody has skipped it.")
    ]
    institution: Annotated[str, Field(description="The institution's short name.")]


class ConversationClosed(Event):
    data: ConversationFacts


class CallbackTold(Event):
    data: CallbackFacts


class AppointmentTold(Event):
    data: AppointmentFacts


class Tested(Event):
    data: TestFacts


def shape_of(event: WebhookEvent) -> type[ConversationClosed | CallbackTold | AppointmentTold | Tested]:
    match event.value.partition(".")[0]:
        case "conversation":
            return ConversationClosed
        case "callback":
            return CallbackTold
        case "appointment":
            return AppointmentTold
        case _:
            return Tested
