"""What a message goes on with though its intent doesn't say so: an advisor, events, opening hours, an appointment."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.advisor.people import names_advisor
from actions.appointment.more import continued
from actions.appointment.words import meeting_in, topic_in
from actions.dialogue import running_form, text_of
from actions.event.showing import take_event
from actions.hours import follow_up
from handoff.context import current_turn
from handoff.when import understand

_APPOINTMENT = re.compile(
    r"\b(?:telefon|video|beratungs)?termin\b|beratung|\bappointment\b|\bconsultation\b", re.IGNORECASE
)
_OTHERWISE = re.compile(
    r"verschieb|verleg|absag|storn|streich|nicht|wann (?:ist|war)|reschedul|\bmove|cancel|n't\b|\bnot\b", re.IGNORECASE
)


async def taken_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """None, and nothing said, if it goes on with nothing."""
    if running_form(tracker):
        return None
    if await names_advisor(text_of(tracker)):
        return [FollowupAction("action_reach_advisor")]
    events = await take_event(dispatcher, tracker)
    if events is None:
        events = await follow_up(dispatcher, tracker)
    if events is None:
        events = await continued(tracker)
    return _take_appointment(tracker) if events is None else events


def _take_appointment(tracker: Tracker) -> list[EventType] | None:
    """ "Termin Geldanlage morgen halb drei" is a wish for one, however little like a sentence it is."""
    text, turn = text_of(tracker), current_turn()
    if not _APPOINTMENT.search(text) or _OTHERWISE.search(text):
        return None
    if topic_in(text) or meeting_in(text) or understand(text, now=turn.now, language=turn.language):
        return [FollowupAction("appointment_form")]
    return None
