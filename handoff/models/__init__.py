"""The nouns, one a file."""

from handoff.models.absence import Absence
from handoff.models.appointment import Advisor, Appointment, AppointmentOutcome, AppointmentState, Meeting
from handoff.models.base import Base
from handoff.models.channel import ChannelEvent, Template
from handoff.models.conversation import FOR_ITS_HOLDER, Conversation, Mover, Outcome, Owner
from handoff.models.customer import Consent, ConsentKind, Customer, Identifier, IdentifierKind
from handoff.models.draft import Draft
from handoff.models.event import Event, SignUp, SignUpState
from handoff.models.handoff import (
    Audit,
    Callback,
    CallbackOutcome,
    CallbackState,
    Dismissal,
    Handoff,
    HandoffReason,
    SentOut,
    TurnRecord,
)
from handoff.models.label import Colour, ConversationLabel, CustomerLabel, Label
from handoff.models.message import Author, Button, Edit, Media, MediaState, Message, Reaction, Status
from handoff.models.note import Mention, Note
from handoff.models.organisation import Branch, Institution, Number, Organisation, OrganisationKind, Team
from handoff.models.outbox import EarlyStatus, OutboxEntry, OutboxKind, OutboxState, Trouble
from handoff.models.process import Process
from handoff.models.record import Record, RecordAssignment, RecordImport, RecordToken
from handoff.models.shift import GapWarning, Shift
from handoff.models.statistics import (
    NO_TEAM,
    AgentCount,
    Counted,
    CountingMark,
    DayCount,
    Ending,
    Hands,
    HourCount,
    Measure,
    MonthCount,
    Promise,
    Speaker,
)
from handoff.models.text_block import TextBlock
from handoff.models.user import (
    CAPACITY,
    OF_AN_INSTITUTION,
    Invitation,
    Membership,
    Presence,
    Role,
    Session,
    Theme,
    User,
)

__all__ = [
    "CAPACITY",
    "FOR_ITS_HOLDER",
    "NO_TEAM",
    "OF_AN_INSTITUTION",
    "Absence",
    "Advisor",
    "AgentCount",
    "Appointment",
    "AppointmentOutcome",
    "AppointmentState",
    "Audit",
    "Author",
    "Base",
    "Branch",
    "Button",
    "Callback",
    "CallbackOutcome",
    "CallbackState",
    "ChannelEvent",
    "Colour",
    "Consent",
    "ConsentKind",
    "Conversation",
    "ConversationLabel",
    "Counted",
    "CountingMark",
    "Customer",
    "CustomerLabel",
    "DayCount",
    "Dismissal",
    "Draft",
    "EarlyStatus",
    "Edit",
    "Ending",
    "Event",
    "GapWarning",
    "Handoff",
    "HandoffReason",
    "Hands",
    "HourCount",
    "Identifier",
    "IdentifierKind",
    "Institution",
    "Invitation",
    "Label",
    "Measure",
    "Media",
    "MediaState",
    "Meeting",
    "Membership",
    "Mention",
    "Message",
    "MonthCount",
    "Mover",
    "Note",
    "Number",
    "Organisation",
    "OrganisationKind",
    "OutboxEntry",
    "OutboxKind",
    "OutboxState",
    "Outcome",
    "Owner",
    "Presence",
    "Process",
    "Promise",
    "Reaction",
    "Record",
    "RecordAssignment",
    "RecordImport",
    "RecordToken",
    "Role",
    "SentOut",
    "Session",
    "Shift",
    "SignUp",
    "SignUpState",
    "Speaker",
    "Status",
    "Team",
    "Template",
    "TextBlock",
    "Theme",
    "Trouble",
    "TurnRecord",
    "User",
]
