"""Which of several advisors of one name; or what instead, where there is nobody of that name."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.advisor.people import advisors_of, named, of_slugs
from actions.advisor.reaching import pass_on, pass_on_to_own
from actions.form import NEVER_ANSWERS, Elsewhere, Form, Said, Slots, emptied
from actions.ordinals import nth_alone
from actions.rows import DETAIL, row_titles
from handoff.advisor_names import which_is_meant, who_is_meant
from handoff.context import current_turn


class AdvisorForm(Form, Action):  # type: ignore[misc]  # rasa_sdk has no types
    form = "advisor_form"
    slots = ("advisor_choices", "advisor_found", "advisor_outcome")
    own = frozenset({"reach_advisor"})
    lasting = frozenset({"advisor_choices"})

    async def hear(
        self, said: Said, slots: Slots, requested: str | None, dispatcher: CollectingDispatcher
    ) -> str | None:
        if said.opens:
            return "advisor_which" if slots["advisor_choices"] else "advisor_way"
        if said.intent in NEVER_ANSWERS:
            raise Elsewhere
        meant = await _meant(said, slots)
        if meant and (len(meant) == 1 or set(meant) < set(slots["advisor_choices"] or ())):
            slots["advisor_choices"] = meant
            slots.update({"advisor_found": meant[0], "advisor_outcome": "found"} if len(meant) == 1 else {})
            return None if len(meant) == 1 else "advisor_which"
        outcome = _outcome(said, requested)
        if outcome is None:
            raise Elsewhere
        slots["advisor_outcome"] = outcome
        return None


async def _meant(said: Said, slots: Slots) -> list[str]:
    """Of those who were asked for, else of all, by their slugs."""
    turn = current_turn()
    advisors = await advisors_of(turn)
    if tapped := said.entities.get("advisor"):
        return [one.slug for one in of_slugs(advisors, [tapped])]
    choices = of_slugs(advisors, slots["advisor_choices"] or ())
    place = nth_alone(said.text, len(choices)) if len(choices) > 1 else None
    if place is not None:
        return [choices[place].slug]
    among = list(which_is_meant(said.text, named(choices)))
    if among or said.foreign:
        return among
    # By a name alone: who was looked for in vain at some branch is nobody else there.
    nowhere = [replace(one, place="") for one in named(advisors)]
    return list(who_is_meant(said.text, nowhere).keys or which_is_meant(said.text, nowhere))


def _outcome(said: Said, requested: str | None) -> str | None:
    """The team answers who can't choose; who wants nobody, and was offered two ways, is left alone."""
    way = said.entities.get("advisor_instead")
    if way in ("team", "callback"):
        return way
    if said.foreign:
        return None
    if said.yes:
        return "team"
    if said.no:
        return "left" if requested == "advisor_way" else "team"
    return None


class AskWhichAdvisor(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_ask_advisor_form_advisor_which"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[EventType]:
        choices = of_slugs(await advisors_of(current_turn()), tracker.get_slot("advisor_choices") or ())
        titles = row_titles([one.name for one in choices])
        rows = [
            {"title": title, "description": one.branch.name[:DETAIL], "payload": f'/inform{{"advisor": "{one.slug}"}}'}
            for title, one in zip(titles, choices, strict=True)
        ]
        dispatcher.utter_message(response="utter_ask_advisor_which", buttons=rows)
        return []


class AdvisorDone(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_advisor_done"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        outcome, turn = tracker.get_slot("advisor_outcome"), current_turn()
        found = of_slugs(await advisors_of(turn), [tracker.get_slot("advisor_found") or ""])
        if outcome == "found" and found:
            return await pass_on(dispatcher, tracker, domain, found[0])
        if outcome == "callback":
            return [*emptied(AdvisorForm.slots), FollowupAction("callback_form")]
        if outcome == "left":
            dispatcher.utter_message(response="utter_advisor_left")
            return emptied(AdvisorForm.slots)
        return await pass_on_to_own(dispatcher, tracker, domain)
