"""What must hold of every turn and of every state. Each check returns sentences, none if all is well."""

import re
from collections.abc import Iterator
from pathlib import Path

from actions.fallback import REPLIES, WITHIN_A_FORM
from handoff.catalogue import Act, Catalogue, Confidentiality
from handoff.errors import LimitExceeded
from handoff.whatsapp.outbound import content_of
from handoff.workbench.walk.repertoire import Saying, class_of, twin_intent
from handoff.workbench.walk.state import State
from handoff.workbench.walk.turns import Exchange
from handoff.workbench.walk.wording import Wording
from handoff.workbench.walk.world import open_conversation

FALLBACK = frozenset(
    {"utter_default", "utter_please_choose", WITHIN_A_FORM, *(name for pair in REPLIES.values() for name in pair)}
)
PERSON = frozenset({"ask_human", "request_callback"})
OPENING = frozenset({"utter_first_contact", "utter_guarded"})
# Where a person is offered or takes over, and what every form asks.
_WAYS_OUT = ("human", "callback")
_SHARED = frozenset({"utter_confidential_help", "utter_give_up"})
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Checks:
    """`data`: the folder of the topics."""

    def __init__(self, data: Path, catalogue: Catalogue):
        self._catalogue = catalogue
        self._wording = Wording(data)

    def of_turn(self, before: State, saying: Saying, exchange: Exchange, after: State) -> Iterator[str]:
        """`after` is of no meaning where the exchange broke."""
        if exchange.error:
            yield exchange.error
            return
        if saying.kind in ("silence", "hand_back"):
            return
        if before.dialogue.is_with_bot and not exchange.said:
            yield "the bot says nothing"
        yield from _limits(exchange)
        yield from self._other_language(exchange)
        yield from self._confidential(before, exchange, after)
        intent = _meant(saying, exchange)
        yield from self._urgent(before, intent, exchange)
        if intent == "stop" and before.dialogue.form and (after.dialogue.form or after.dialogue.slots):
            yield "the form isn't left, or remembers something"
        if intent == "ask_human" and before.dialogue.is_with_bot and after.dialogue.is_with_bot:
            yield "asking for a person brings none"

    def is_urgent(self, intent: str | None) -> bool:
        return self._catalogue.topic_of(intent or "") in self._catalogue.urgent

    def _other_language(self, exchange: Exchange) -> Iterator[str]:
        language = open_conversation(exchange.world.tables)["language"]
        for said in exchange.said:
            body = str(getattr(said.outbound, "body", ""))
            for name in said.names:
                if not self._wording.is_in(body, name, language):
                    yield f"{name} isn't said in the customer's language"

    def _confidential(self, before: State, exchange: Exchange, after: State) -> Iterator[str]:
        forms = {state.dialogue.form for state in (before, after) if state.dialogue.form}
        for intent, _ in exchange.turns:
            rule = self._catalogue.rule(self._catalogue.topic_of(intent))
            if rule is None or (
                rule.confidentiality is Confidentiality.PUBLIC and rule.act not in (Act.REFUSE, Act.HANDOFF)
            ):
                continue
            allowed = OPENING | _SHARED | FALLBACK
            topics = [rule.topic, *_WAYS_OUT, *(form.removesuffix("_form") for form in forms)]
            allowed = allowed.union(*(self._wording.topics.get(topic, frozenset()) for topic in topics))
            own = _SHARED | self._wording.topics.get(rule.topic, frozenset()) | self._wording.topics["human"]
            is_public = rule.confidentiality is Confidentiality.PUBLIC
            if exchange.said and not is_public and not own.intersection(exchange.names):
                yield f"{rule.topic} is confidential, and nothing that is said to it belongs to it"
            for name in exchange.names:
                if name not in allowed and not name.startswith("action_ask_"):
                    yield f"{rule.topic} is confidential, but is answered with {name}"

    def _urgent(self, before: State, intent: str, exchange: Exchange) -> Iterator[str]:
        topic = self._catalogue.topic_of(intent)
        if topic not in self._catalogue.urgent or topic == before.dialogue.urgent:
            return
        if before.dialogue.owner not in ("bot", "parked", "waiting"):
            return
        names = [name for name in exchange.names if name not in OPENING]
        if not names or names[0] not in self._wording.topics[topic]:
            yield f"{topic} is urgent, but isn't answered first"


def offers_person(exchange: Exchange, after: State) -> bool:
    offered = {one.intent for said in exchange.said for one in said.offered}
    return not after.dialogue.is_with_bot or bool(offered & PERSON)


def is_fallback(exchange: Exchange) -> bool:
    return bool(FALLBACK.intersection(exchange.names))


def _meant(saying: Saying, exchange: Exchange) -> str:
    """A form's button may be outdated, so only the turn tells what it meant."""
    return saying.intent or (exchange.turns[0][0] if saying.kind == "tap" and exchange.turns else "")


def _limits(exchange: Exchange) -> Iterator[str]:
    for said in exchange.said:
        try:
            content_of(said.outbound)
        except LimitExceeded as error:
            yield f"WhatsApp wouldn't take it: {error}"


def unlike(german: Exchange, english: Exchange, states: tuple[State, State]) -> list[str]:
    """What the two languages do otherwise. What is understood otherwise is answered otherwise, which isn't told too."""
    if german.error or english.error:
        return []
    told = [_told(german, mirrored=True), _told(english, mirrored=False)]
    if told[0]["intents"] != told[1]["intents"]:
        return [f"German and English are understood otherwise: {told[0]['intents']} and {told[1]['intents']}"]
    found = [
        f"German and English have different {what}: {one} and {other}"
        for (what, one), (_, other) in zip(told[0].items(), told[1].items(), strict=True)
        if one != other
    ]
    return found or (["German and English lead to different states"] if states[0] != states[1] else [])


def _told(exchange: Exchange, *, mirrored: bool) -> dict[str, object]:
    names = [name.replace("_to_english", "_to_german") for name in exchange.names]
    return {
        "intents": [twin_intent(intent, mirrored=mirrored) for intent, _ in exchange.turns],
        "actions": [rule.replace("_to_english", "_to_german") for _, rule in exchange.turns],
        "responses": names,
        "buttons": [_ID.sub("…", class_of(one)) for said in exchange.said for one in said.offered],
    }
