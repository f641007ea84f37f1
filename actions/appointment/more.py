"""Further questions about appointments: how long one takes, and whether it can be earlier, elsewhere or by phone."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.appointment.places import names_other_branch
from actions.appointment.showing import ShowAppointment
from actions.appointment.words import meeting_in
from actions.dialogue import intent_of, text_of
from handoff.appointments import upcoming
from handoff.branches import branches_of, named_branches
from handoff.context import current_turn
from handoff.models import Advisor, Meeting
from handoff.when import understand

_RANGE = {"de": "{} bis {}", "en": "{} to {}"}


async def words_about_appointments() -> dict[str, str]:
    """`minutes`: how long the next one lasts, else how long the institution's last."""
    turn = current_turn()
    own = await upcoming(turn.session, customer_id=turn.customer.id, now=turn.now)
    if own:
        return {"minutes": str(int((own[0].ends_at - own[0].starts_at).total_seconds() // 60))}
    wanted = select(Advisor.minutes).where(Advisor.institution_id == turn.institution.id)
    lengths = sorted(set(await turn.session.scalars(wanted)))
    if not lengths:
        return {"minutes": "45"}
    several = _RANGE[turn.language].format(lengths[0], lengths[-1])
    return {"minutes": str(lengths[0]) if len(lengths) == 1 else several}


async def show_or_change(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
    if intent_of(tracker) == "ask_earlier":
        return await change()
    shown: list[EventType] = await ShowAppointment().run(dispatcher, tracker, domain)
    return shown


async def continued(tracker: Tracker) -> list[EventType] | None:
    """ "Und am Freitag?", "und in der anderen Filiale?": the appointment there is, or one to be booked, otherwise."""
    if tracker.get_slot("about") != "appointment":
        return None
    text, turn = text_of(tracker), current_turn()
    branches = await branches_of(turn.session, turn.institution.id)
    elsewhere = named_branches(text, branches) or names_other_branch(text)
    by = meeting_in(text) in (Meeting.PHONE, Meeting.VIDEO)
    if elsewhere or by or understand(text, now=turn.now, language=turn.language):
        return await change()
    return None


async def change() -> list[EventType]:
    turn = current_turn()
    own = await upcoming(turn.session, customer_id=turn.customer.id, now=turn.now)
    return [SlotSet("appointment_act", "move" if own else "book"), FollowupAction("appointment_form")]
