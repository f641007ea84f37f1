"""What the bot says of slots and appointments: days, places, buttons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from rasa_sdk.executor import CollectingDispatcher

from actions.rows import DETAIL, ROWS, row_titles
from handoff.appointments import Found, Slot, Why, topic_label
from handoff.context import TurnContext
from handoff.models import Advisor, Appointment, Meeting
from handoff.when import describe_day, describe_moment


def title_of(moment: datetime, language: str) -> str:
    """At most 20 characters: "Do 26.11., 14.30 Uhr", "Thu 26 Nov, 2.30 pm"."""
    if language == "de":
        clock = f"{moment.hour}.{moment:%M}" if moment.minute else str(moment.hour)
        return f"{format_datetime(moment, 'ccc', locale='de').rstrip('.')} {moment.day}.{moment.month}., {clock} Uhr"
    return f"{format_datetime(moment, 'ccc d MMM', locale='en')}, {describe_moment(moment, 'en').rpartition(', ')[2]}"


def words_for(appointment: Appointment, turn: TurnContext) -> dict[str, str]:
    """The placeholders of responses about an appointment. Needs advisor and branch loaded."""
    moment = appointment.starts_at.astimezone(turn.zone)
    return {
        "moment": describe_moment(moment, turn.language),
        "topic": topic_label(appointment.topic, turn.language),
        **advisor_words(appointment.advisor),
    }


def advisor_words(advisor: Advisor) -> dict[str, str]:
    branch = advisor.branch
    return {
        "advisor": advisor.name,
        "branch": branch.name,
        "address": f"{branch.street}, {branch.postcode} {branch.city}",
    }


def slot_buttons(slots: Sequence[Slot], kept: Sequence[str], language: str) -> list[dict[str, Any]]:
    return [
        {"title": title_of(slot.starts_at, language), "payload": f'/inform{{"slot": "{code}"}}'}
        for slot, code in zip(slots, kept, strict=True)
    ]


def appointment_rows(appointments: Sequence[Appointment], turn: TurnContext) -> list[dict[str, Any]]:
    titles = row_titles([title_of(one.starts_at.astimezone(turn.zone), turn.language) for one in appointments[:ROWS]])
    return [
        {
            "title": title,
            "description": f"{topic_label(one.topic, turn.language)}, {one.advisor.name}"[:DETAIL],
            "payload": f'/inform{{"appointment": "{one.id}"}}',
        }
        for title, one in zip(titles, appointments, strict=False)
    ]


def meeting_response(stem: str, meeting: Meeting) -> str:
    return f"{stem}_{meeting.value}"


def say_why(dispatcher: CollectingDispatcher, found: Found, turn: TurnContext, holiday: str | None) -> None:
    """Why the wish can't be met, kindly; nothing if it can."""
    if found.why is None:
        return
    day = describe_day(found.day, turn.language) if found.day else ""
    if found.why is Why.CLOSED and holiday:
        dispatcher.utter_message(response="utter_appointment_holiday", day=day, holiday=holiday)
    else:
        dispatcher.utter_message(response=f"utter_appointment_{found.why.value}", day=day)
