"""Where are we: the form that runs, else what is booked, else what there is to do."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from actions.callback.words import window_words
from actions.dialogue import running_form, title_of
from handoff.callbacks import Window, open_callback
from handoff.context import TurnContext, current_turn
from handoff.models import Appointment, AppointmentState, Event, SignUp, SignUpState
from handoff.when import describe_moment


class TellState(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_tell_state"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        outdated = next(tracker.get_latest_entity_values("old_button"), None) is not None
        if outdated:
            dispatcher.utter_message(response="utter_old_button")
        form = running_form(tracker)
        if form:
            _tell_form(dispatcher, form, outdated=outdated)
        elif not await _tell_bookings(dispatcher, current_turn()):
            dispatcher.utter_message(response="utter_state_nothing")
        return []


def _tell_form(dispatcher: CollectingDispatcher, form: str, *, outdated: bool) -> None:
    """The form itself asks its open question again."""
    what = title_of(form, current_turn().language)
    if what and not outdated:
        dispatcher.utter_message(response="utter_state_form", what=what)


async def _tell_bookings(dispatcher: CollectingDispatcher, context: TurnContext) -> bool:
    """What has buttons comes last. False if there is nothing to tell."""
    callback = await open_callback(context.session, customer_id=context.customer.id, now=context.now)
    sign_ups = await _sign_ups(context)
    appointment = await _next_appointment(context)
    if callback:
        words = window_words(Window(callback.earliest, callback.latest), context)
        dispatcher.utter_message(
            response="utter_state_callback", day=words["day"], earliest=words["earliest"], latest=words["latest"]
        )
    for sign_up in sign_ups:
        title = sign_up.event.title[context.language]
        when = _moment(sign_up.event.starts_at, context)
        dispatcher.utter_message(response=f"utter_state_{sign_up.state.value}", event=title, when=when)
    if appointment:
        when = _moment(appointment.starts_at, context)
        dispatcher.utter_message(response="utter_state_appointment", when=when, advisor=appointment.advisor.name)
    return bool(callback or sign_ups or appointment)


async def _next_appointment(context: TurnContext) -> Appointment | None:
    wanted = (
        select(Appointment)
        .where(
            Appointment.customer_id == context.customer.id,
            Appointment.state == AppointmentState.BOOKED,
            Appointment.starts_at > context.now,
        )
        .order_by(Appointment.starts_at)
        .options(selectinload(Appointment.advisor))
        .limit(1)
    )
    return await context.session.scalar(wanted)


async def _sign_ups(context: TurnContext) -> list[SignUp]:
    wanted = (
        select(SignUp)
        .join(Event)
        .where(
            SignUp.customer_id == context.customer.id,
            SignUp.state != SignUpState.CANCELLED,
            Event.starts_at > context.now,
            Event.cancelled_at.is_(None),
        )
        .order_by(Event.starts_at)
        .options(selectinload(SignUp.event))
    )
    return list(await context.session.scalars(wanted))


def _moment(moment: datetime, context: TurnContext) -> str:
    return describe_moment(moment.astimezone(context.zone), context.language)
