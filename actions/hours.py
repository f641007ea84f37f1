"""Opening hours, with follow-ups as "und am Samstag?" and "und in der anderen Filiale?"; where the branches are."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.about import take_up
from actions.dialogue import running_form, text_of
from actions.event.showing import names_event, show_events
from handoff.branches import branches_of, named_branches
from handoff.changing_hands import team_for
from handoff.context import TurnContext, current_turn
from handoff.handing_over import team_hours
from handoff.hours import Hours
from handoff.hours.telling import Place, tell
from handoff.models import Branch
from handoff.when import understand

MOST_DAYS = 7
WITH_BUTTONS = 1000  # WhatsApp takes 1,024 characters where there are buttons
_GOES_ON = re.compile(r"\W*(?:und|and|oder|or|what about|how about|was ist mit|wie sieht)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:ander\w+|other)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:offen|ge(?:ö|oe)ffnet|geschlossen|open|closed)\b|\b(?:auf|zu)\W*$", re.IGNORECASE)
_BY_PHONE = re.compile(r"telefon|hotline|\banruf|service-?\s?cent|kundenservice|\bphone|\bcall\b", re.IGNORECASE)
_NEXT = re.compile(r"n(?:ä|ae)chste|kommende|\bnext\b|woche|\bweek", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """`days`: first and last, None if the message names none. Without `branches` it is about all of them."""

    branches: tuple[Branch, ...]
    days: tuple[date, date] | None
    impossible: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.branches or self.days or self.impossible)


class TellHours(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_tell_hours"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        context = current_turn()
        if not _OPEN.search(context.text) and await names_event(context.text):
            return await show_events(dispatcher, tracker)
        if _BY_PHONE.search(text_of(tracker)):
            return await _tell_team(dispatcher, tracker, context)
        branches = await branches_of(context.session, context.institution.id)
        question = _question(text_of(tracker), branches, context)
        if _GOES_ON.match(text_of(tracker)):
            question = _continued(question, text_of(tracker), branches, tracker)
        return _tell(dispatcher, tracker, question, branches, context)


class ListBranches(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_list_branches"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        if _GOES_ON.match(text_of(tracker)):
            events = await follow_up(dispatcher, tracker)
            if events is not None:
                return events
        context = current_turn()
        branches = await branches_of(context.session, context.institution.id)
        shown = named_branches(text_of(tracker), branches) or branches
        lines = [f"*{one.name}*\n{one.street}, {one.postcode} {one.city}" for one in shown]
        dispatcher.utter_message(response="utter_branches", branches="\n\n".join(lines))
        return []


async def follow_up(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Answers what is about opening hours though its intent is not: "und am Samstag?". None, and nothing said, else."""
    if running_form(tracker) or not _is_about_hours(tracker):
        return None
    context = current_turn()
    branches = await branches_of(context.session, context.institution.id)
    question = _question(text_of(tracker), branches, context)
    if question.is_empty and not _OTHER.search(text_of(tracker)):
        return None
    question = _continued(question, text_of(tracker), branches, tracker)
    return _tell(dispatcher, tracker, question, branches, context)


def _is_about_hours(tracker: Tracker) -> bool:
    return bool(tracker.get_slot("about") == "hours" or _OPEN.search(text_of(tracker)))


def _question(text: str, branches: list[Branch], context: TurnContext) -> Question:
    named = tuple(named_branches(text, branches))
    when = understand(text, now=context.now, language=context.language)
    if when is None or when.soonest:
        return Question(named, None)
    if when.day is None:
        return Question(named, None, impossible=when.start is None and when.end is None)
    first = when.day
    # For an appointment, a weekday is never today; for opening hours it is.
    if first - context.now.date() == timedelta(days=7) and not _NEXT.search(text):
        first = context.now.date()
        return Question(named, (first, first))
    return Question(named, (first, min(when.last_day or first, first + timedelta(days=MOST_DAYS - 1))))


def _continued(question: Question, text: str, branches: list[Branch], tracker: Tracker) -> Question:
    """What the message leaves open stays as it was asked before."""
    former = str(tracker.get_slot("hours_branch") or "").split()
    kept = tuple(one for one in branches if (one.slug in former) != bool(_OTHER.search(text)))
    days = [date.fromisoformat(day) for day in str(tracker.get_slot("hours_day") or "").split("/") if day]
    return Question(
        question.branches or (kept if former else ()),
        question.days or ((days[0], days[-1]) if days else None),
        question.impossible,
    )


def _tell(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    question: Question,
    branches: list[Branch],
    context: TurnContext,
) -> list[EventType]:
    if question.impossible:
        dispatcher.utter_message(response="utter_no_such_day")
        return []
    institution = context.institution
    shown = question.branches or tuple(branches)
    places = [Place(one.name, Hours(one.hours, institution.state, institution.zone)) for one in shown]
    _say(dispatcher, tracker, tell(places, question.days, context.now, context.language))
    today = context.now.date()
    days = question.days or (None if len(places) == 1 else (today, today))
    return [
        *take_up("hours", tracker),
        SlotSet("hours_branch", " ".join(one.slug for one in question.branches)),
        SlotSet("hours_day", "/".join(day.isoformat() for day in days) if days else ""),
    ]


async def _tell_team(dispatcher: CollectingDispatcher, tracker: Tracker, context: TurnContext) -> list[EventType]:
    team = await team_for(context.session, institution_id=context.institution.id, slug="service")
    question = _question(text_of(tracker), [], context)
    places = [Place(team.name, team_hours(team, context.institution))]
    _say(dispatcher, tracker, tell(places, question.days, context.now, context.language))
    return []


def _say(dispatcher: CollectingDispatcher, tracker: Tracker, hours: str) -> None:
    bare = running_form(tracker) or len(hours) > WITH_BUTTONS
    dispatcher.utter_message(response="utter_hours_only" if bare else "utter_hours", hours=hours)
