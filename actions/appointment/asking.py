"""The questions of the appointment form that need the database: where, which, when, and is that right."""

from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import joinedload

from actions.appointment.memory import kept_slot
from actions.appointment.speaking import advisor_words, appointment_rows, slot_buttons, words_for
from actions.rows import DETAIL, ROWS, row_titles
from handoff.appointments import bookable_branches, booked_at, topic_label, upcoming
from handoff.context import current_turn
from handoff.models import Advisor
from handoff.when import describe_moment


class AskBranch(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_appointment_form_appointment_branch"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        topic = tracker.get_slot("appointment_topic")
        branches = await bookable_branches(turn.session, institution=turn.institution, topic=topic)
        titles = row_titles([branch.name for branch in branches[:ROWS]])
        rows = [
            {
                "title": title,
                "description": f"{branch.street}, {branch.city}"[:DETAIL],
                "payload": f'/inform{{"branch": "{branch.slug}"}}',
            }
            for title, branch in zip(titles, branches, strict=False)
        ]
        dispatcher.utter_message(response="utter_ask_appointment_branch", buttons=rows)
        return []


class AskWhich(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_appointment_form_appointment_which"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        rows = appointment_rows(await upcoming(turn.session, customer_id=turn.customer.id, now=turn.now), turn)
        dispatcher.utter_message(response="utter_ask_appointment_which", buttons=rows)
        return []


class AskWhen(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_appointment_form_appointment_when"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turn = current_turn()
        kept = tracker.get_slot("appointment_offers") or []
        slots = [slot for code in kept if (slot := kept_slot(code, turn.zone))]
        if slots:
            dispatcher.utter_message(
                response="utter_ask_appointment_when", buttons=slot_buttons(slots, kept, turn.language)
            )
        else:
            dispatcher.utter_message(response="utter_ask_appointment_other_time")
        return []


class AskConfirm(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_appointment_form_appointment_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        act = tracker.get_slot("appointment_act")
        if act == "cancel":
            await _ask_cancel(dispatcher, tracker)
            return []
        turn = current_turn()
        slot = kept_slot(tracker.get_slot("appointment_slot"), turn.zone)
        assert slot is not None  # only our own codes are kept
        advisor = await turn.session.get_one(Advisor, slot.advisor_id, options=[joinedload(Advisor.branch)])
        dispatcher.utter_message(
            response=f"utter_ask_appointment_{act}_{tracker.get_slot('appointment_meeting')}",
            moment=describe_moment(slot.starts_at, turn.language),
            topic=topic_label(tracker.get_slot("appointment_topic"), turn.language),
            **advisor_words(advisor),
        )
        return []


async def _ask_cancel(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    turn = current_turn()
    appointment = await booked_at(turn.session, UUID(tracker.get_slot("appointment_which")))
    assert appointment is not None  # it was among the customer's own
    dispatcher.utter_message(response="utter_ask_appointment_cancel", **words_for(appointment, turn))
