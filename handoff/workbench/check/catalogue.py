"""The rule catalogue and the topics say the same: what is asked, where it goes on, what is never said."""

from collections.abc import Iterator

import yaml

from handoff.catalogue import Act, Channel, Confidentiality
from handoff.guard import Kind
from handoff.language import LANGUAGES
from handoff.settings import ROOT
from handoff.workbench.check.book import SHARED, Book, Response
from handoff.workbench.check.finding import Finding, error
from handoff.workbench.check.reader import Table, Text
from handoff.workbench.check.shape import guess, listed

AT_ONCE = 3
LEAVES_FORMS = "action_deactivate_loop"
# What may be done about a personal matter or an order, besides saying the topic's own texts.
HARMLESS = {
    LEAVES_FORMS,
    "action_forget",
    "action_hand_over",
    "action_offer_human",
    "action_offer_callback",
    "callback_form",
}
# What a form's slot, by the end of its name, asks the customer for. The empty ones ask which of what there is,
# or yes or no.
ASKS: dict[str, set[str]] = {
    "branch": {"branch"},
    "choice": {"event"},
    "confirm": set(),
    "existing": set(),
    "meeting": {"kind_of_meeting"},
    "people": {"number_of_people"},
    "phone": {"phone"},
    "sure": set(),
    "topic": {"topic"},
    "waiting": set(),
    "way": set(),
    "when": {"day", "time"},
    "which": set(),
    "window": {"day", "time"},
}
# What opens an account or a card goes to nobody, whoever says that it may.
NEVER_SENT = {Kind.PIN, Kind.TAN, Kind.PASSWORD, Kind.LOGIN, Kind.CVC, Kind.CARD}
# What in a text shows the way.
WAYS = {Channel.PHONE: "_phone}", Channel.CALLBACK: "/request_callback", Channel.ONLINE_BANKING: "online"}
LABELS = "handoff/workbench/rulebook/words.yml"


def findings(book: Book) -> Iterator[Finding]:
    yield from _folders(book)
    labels = _labels()
    for topic, rule in book.catalogue.items():
        yield from _team(rule, book)
        yield from _labelled(rule, labels)
        yield from _sendable(topic, rule)
        if topic in book.topics:
            yield from _forms(topic, rule, book)
            yield from _urgency(topic, rule, book)
            yield from _silence(topic, rule, book)
            yield from _ways(topic, rule, book)


def _folders(book: Book) -> Iterator[Finding]:
    for topic in book.topics:
        if topic not in book.catalogue:
            place = book.of_topic(topic, "domain.yml").place
            yield error(place, f"The topic “{topic}” has no entry in data/catalogue.yml. Write one.")
    for topic in book.catalogue:
        if topic not in book.topics:
            yield error(topic.place, f"There is no folder data/{topic}.{guess(topic, book.topics)}")


def _team(rule: Table, book: Book) -> Iterator[Finding]:
    team = rule["team"]
    for file, institution in book.institutions.items():
        teams = [one["slug"] for one in institution["teams"]]
        if team not in teams:
            yield error(team.place, f"There is no team “{team}” in {file}; there are {listed(teams)}.")


def _labelled(rule: Table, labels: dict[str, set[str]]) -> Iterator[Finding]:
    for word in rule["may_ask"]:
        for language in LANGUAGES:
            if word not in labels[language]:
                yield error(
                    word.place,
                    f"“{word}” has no label for the rule book: write one in {LABELS}, under “{language}”, “asked”."
                    f"{guess(word, labels[language])}",
                )


def _sendable(topic: str, rule: Table) -> Iterator[Finding]:
    kinds = rule.get("may_send") or ()
    for kind in kinds:
        if kind in NEVER_SENT:
            yield error(
                kind.place, f"“{kind}” opens an account or a card: nobody may send it. Take it out of “may_send”."
            )
    if kinds and rule["confidentiality"] != Confidentiality.PUBLIC:
        yield error(
            rule["confidentiality"].place,
            f"“{topic}” is {rule['confidentiality']}, so nothing that the guard finds is sent in it. "
            "Take “may_send” out.",
        )


def _forms(topic: str, rule: Table, book: Book) -> Iterator[Finding]:
    """A form may be run by another topic's rules as well; what it asks is a matter of the topic that declares it.

    Who hands over may ask to whom.
    """
    forms = book.of_topic(topic, "domain.yml").get("forms") or {}
    run = {step["action"] for one in book.rules_of(topic) for step in one["steps"] if "action" in step}
    if rule["act"] == Act.HANDOFF:
        run -= {name for name, form in forms.items() if not any(map(_asked, form["required_slots"]))}
    if (rule["act"] == Act.FORM) != bool(run & book.names("forms")):
        remedy = "no rule of the topic runs one" if rule["act"] == Act.FORM else "its rules run one"
        yield error(rule["act"].place, f"“act” of “{topic}” is “{rule['act']}”, but {remedy}. Mend either.")
    for form in forms.values():
        for slot in form["required_slots"]:
            for word in sorted(_asked(slot) - set(rule["may_ask"])):
                yield error(
                    slot.place,
                    f"The form asks for “{slot}”, but “may_ask” of “{topic}” lacks “{word}”. Let the bot ask it there, "
                    "or leave the slot out.",
                )


def _asked(slot: str) -> set[str]:
    kind = slot.rpartition("_")[2]
    return ASKS.get(kind, {kind})


def _urgency(topic: str, rule: Table, book: Book) -> Iterator[Finding]:
    for one in book.rules_of(topic):
        if rule["priority"] == AT_ONCE and {"action": LEAVES_FORMS} not in one["steps"]:
            yield error(
                one["rule"].place,
                f"“{topic}” has priority {AT_ONCE}, so its rules leave any form. Begin with “{LEAVES_FORMS}”.",
            )


def _silence(topic: str, rule: Table, book: Book) -> Iterator[Finding]:
    if rule["confidentiality"] == Confidentiality.PUBLIC:
        return
    own = {
        str(name)
        for folder in (topic, SHARED)
        for name in book.of_topic(folder, "responses.yml").get("responses") or ()
    }
    intents = {name for name, _ in book.declared("intents", topic)}
    for one in book.rules:
        if any(step.get("intent") in intents for step in one["steps"]):
            for step in one["steps"]:
                if "action" in step and step["action"] not in own | HARMLESS:
                    yield error(
                        step["action"].place,
                        f"“{topic}” is {rule['confidentiality']}: its rules only say its own responses or those of "
                        f"{SHARED}, and hand over or offer a call. “{step['action']}” is neither.",
                    )


def _ways(topic: str, rule: Table, book: Book) -> Iterator[Finding]:
    said = {step["action"] for one in book.rules_of(topic) for step in one["steps"] if "action" in step}
    responses = [response for response in book.responses if response.name in said]
    for channel in rule["moves_to"]:
        for language in LANGUAGES:
            if not any(_shows(response, language, WAYS[Channel(channel)]) for response in responses):
                yield error(
                    channel.place,
                    f"“{topic}” moves to “{channel}”, but nothing that its rules say shows the way in “{language}”: "
                    f"“{WAYS[Channel(channel)]}” stands nowhere.",
                )


def _shows(response: Response, language: str, way: str) -> bool:
    variant = response.of(language)
    if variant is None:
        return False
    told: list[Text] = [*variant.texts, *variant.targets]
    return any(way in text.lower() for text in told)


def _labels() -> dict[str, set[str]]:
    words = yaml.safe_load((ROOT / LABELS).read_text(encoding="utf-8"))
    return {language: set(words[language]["asked"]) for language in LANGUAGES}
