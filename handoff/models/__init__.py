"""The nouns, one a file."""

from handoff.models.appointment import Advisor, Appointment, AppointmentState, Meeting
from handoff.models.base import Base
from handoff.models.channel import ChannelEvent, Template
from handoff.models.conversation import Conversation, Mover, Owner
from handoff.models.customer import Consent, ConsentKind, Customer, Identifier, IdentifierKind
from handoff.models.event import Event, SignUp, SignUpState
from handoff.models.handoff import Audit, Callback, CallbackState, Handoff, HandoffReason, TurnRecord
from handoff.models.message import Author, Button, Edit, Media, MediaState, Message, Reaction, Status
from handoff.models.organisation import Branch, Institution, Number, Organisation, OrganisationKind, Team
from handoff.models.outbox import EarlyStatus, OutboxEntry, OutboxKind, OutboxState, Trouble
from handoff.models.process import Process
from handoff.models.user import Membership, Role, Session, User

__all__ = [
    "Advisor",
    "Appointment",
    "AppointmentState",
    "Audit",
    "Author",
    "Base",
    "Branch",
    "Button",
    "Callback",
    "CallbackState",
    "ChannelEvent",
    "Consent",
    "ConsentKind",
    "Conversation",
    "Customer",
    "EarlyStatus",
    "Edit",
    "Event",
    "Handoff",
    "HandoffReason",
    "Identifier",
    "IdentifierKind",
    "Institution",
    "Media",
    "MediaState",
    "Meeting",
    "Membership",
    "Message",
    "Mover",
    "Number",
    "Organisation",
    "OrganisationKind",
    "OutboxEntry",
    "OutboxKind",
    "OutboxState",
    "Owner",
    "Process",
    "Reaction",
    "Role",
    "Session",
    "SignUp",
    "SignUpState",
    "Status",
    "Team",
    "Template",
    "Trouble",
    "TurnRecord",
    "User",
]
