"""A person takes over: what the bot knows goes along, and the customer hears what happens next."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.advisor.people import names_advisor
from actions.dialogue import forget, form_of_this_turn, intent_of, text_of, topic_of
from actions.gathered import gathered
from actions.rulebook import catalogue
from handoff.assigning import wait_in
from handoff.catalogue import Confidentiality
from handoff.context import HandoffWish, current_turn
from handoff.handing_over import destination_of, what_happens_next
from handoff.models import Advisor, HandoffReason, Owner

# Who asks for a person after one of these has not said yet what it is about.
WITHOUT_SUBJECT = frozenset({"smalltalk", "help", "language", "out_of_scope"})


class HandOver(Action):  # type: ignore[misc]  # rasa_sdk has no types
    def name(self) -> str:
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        # Who asks for a person and names one wants that one.
        if intent_of(tracker) == "ask_human" and await names_advisor(text_of(tracker)):
            return [FollowupAction("action_reach_advisor")]
        return await hand_over(dispatcher, tracker, domain)


async def hand_over(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: dict[str, Any],
    *,
    reason: HandoffReason | None = None,
    advisor: Advisor | None = None,
) -> list[EventType]:
    """Wishes for a person, says what happens next, forgets the rest. `reason`: else the customer's own request.

    `advisor`: for whom it is; where he has no log-in, his team is told his name all the same.
    """
    context = current_turn()
    topic = subject(_said_topic(tracker) or topic_of(form_of_this_turn(tracker)) or context.conversation.topic)
    known = await gathered(tracker) | ({"advisor_name": advisor.name} if advisor else {})
    context.wish = HandoffWish(reason or _reason(topic), topic, known, named=advisor.user_id if advisor else None)
    await _say_what_happens_next(dispatcher, topic)
    return forget(tracker, domain)


def subject(topic: str | None) -> str:
    """What a person is told that it is about."""
    return "human" if topic is None or topic in WITHOUT_SUBJECT else topic


def _said_topic(tracker: Tracker) -> str | None:
    """A complaint is one, whatever was talked about before; who asks for a person or says yes to one names nothing."""
    topic = catalogue().topic_of(intent_of(tracker))
    return topic if topic in catalogue().rules and topic not in {"human", *WITHOUT_SUBJECT} else None


def _reason(topic: str) -> HandoffReason:
    rule = catalogue().rule(topic)
    confidential = rule is not None and rule.confidentiality is not Confidentiality.PUBLIC
    return HandoffReason.CONFIDENTIAL if confidential else HandoffReason.REQUEST


async def _say_what_happens_next(dispatcher: CollectingDispatcher, topic: str) -> None:
    context = current_turn()
    conversation = context.conversation
    to = await destination_of(context.session, context.institution, topic=topic, catalogue=catalogue(), now=context.now)
    response, values = what_happens_next(
        to.hours,
        context.now,
        context.language,
        wait=await wait_in(context.session, to.team, now=context.now),
        last_inbound_at=conversation.last_inbound_at,
        is_parked=conversation.owner is Owner.PARKED,
    )
    dispatcher.utter_message(response=response, **values)
