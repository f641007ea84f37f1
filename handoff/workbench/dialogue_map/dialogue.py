"""The dialogue as the files tell it: what customers want, what the bot does about it, and where that ends."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from handoff.catalogue import Rule

OFFERS = "action_offer_"
TAKES_OFFER = "action_affirm"
HANDS_OVER = "action_hand_over"
# The folder of what may come in any conversation.
SHARED = "shared"
# What no reader of a map looks for: tidying up after a form.
HOUSEKEEPING = frozenset({"action_deactivate_loop", "action_forget"})
# A number of the institution's own, such as {card_block_phone}; {phone} is the customer's.
_PHONE = re.compile(r"\{\w+_phone\w*\}")


@dataclass(frozen=True, slots=True)
class Button:
    """`intent` is what a tap means; None if it answers with a text."""

    title: dict[str, str]
    intent: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` and `link` (its title) by language."""

    name: str
    text: dict[str, str]
    buttons: tuple[Button, ...]
    link: dict[str, str] | None

    @property
    def names_phone(self) -> bool:
        return any(_PHONE.search(text) for text in self.text.values())


@dataclass(frozen=True, slots=True)
class Form:
    """`questions`: its slots in order, each with the reply that asks for it, unless an action chooses the words."""

    name: str
    topic: str
    questions: tuple[tuple[str, Reply | None], ...]


@dataclass(frozen=True, slots=True)
class Want:
    """One intent. `steps` are the actions of all its rules in order, those of rules with a condition last.

    `conditional`: the steps that no other rule takes; `leaves_form`: it ends any running form.
    """

    intent: str
    topic: str
    examples: tuple[str, ...]
    steps: tuple[str, ...]
    conditional: frozenset[str]
    leaves_form: bool

    @property
    def hands_over(self) -> bool:
        return HANDS_OVER in self.steps


@dataclass(frozen=True, slots=True)
class Topic:
    """A folder of data/, an entry of the catalogue, or both. `tests` counts its conversation tests."""

    id: str
    rule: Rule | None
    wants: tuple[Want, ...]
    replies: tuple[Reply, ...]
    forms: tuple[Form, ...]
    tests: int

    @property
    def examples(self) -> int:
        return sum(len(want.examples) for want in self.wants)

    @property
    def hands_over(self) -> bool:
        """Whether this topic is nothing but the way to a person."""
        return bool(self.wants) and all(want.hands_over for want in self.wants)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a want leads. The `may_…` and `offers_…` depend on what was said before, or is said next.

    `team`: whoever takes over, as far as the files tell.
    """

    told: bool
    link: bool
    may_link: bool
    phone: bool
    may_phone: bool
    forms: frozenset[str]
    offers_forms: frozenset[str]
    person: bool
    offers_person: bool
    team: str | None
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Dialogue:
    topics: tuple[Topic, ...]
    by_id: dict[str, Topic] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {topic.id: topic for topic in self.topics})

    @cached_property
    def replies(self) -> dict[str, Reply]:
        return {reply.name: reply for topic in self.topics for reply in topic.replies}

    @cached_property
    def forms(self) -> dict[str, Form]:
        return {form.name: form for topic in self.topics for form in topic.forms}

    @cached_property
    def teams(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(topic.rule.team for topic in self.topics if topic.rule))

    @cached_property
    def _topic_of(self) -> dict[str, str]:
        return {want.intent: topic.id for topic in self.topics for want in topic.wants}

    @cached_property
    def _in_rules(self) -> frozenset[str]:
        return frozenset(step for topic in self.topics for want in topic.wants for step in want.steps)

    def said(self, want: Want) -> tuple[Reply, ...]:
        return tuple(self.replies[step] for step in want.steps if step in self.replies)

    def left_to_actions(self, topic: Topic) -> tuple[Reply, ...]:
        """Replies that no rule names: an action chooses among them."""
        return tuple(reply for reply in topic.replies if reply.name not in self._in_rules)

    def chooses(self, want: Want) -> bool:
        """Whether the program chooses the words: a form, or an action that does more than offer or hand over."""
        return any(
            step not in self.replies and not step.startswith(OFFERS) and step != HANDS_OVER for step in want.steps
        )

    def ends(self, want: Want) -> Ends:
        said, may_say = self.said(want), self.may_say(want)
        offered = self._offered(want, (*said, *may_say))
        begun = frozenset(step for step in want.steps if step in self.forms)
        forms = begun - want.conditional
        people = [topic for topic in self.topics if topic.id in offered and topic.hands_over]
        rule = self.by_id[want.topic].rule or next((topic.rule for topic in people), None)
        return Ends(
            told=not want.hands_over and not forms and bool(want.steps),
            link=any(reply.link for reply in said),
            may_link=any(reply.link for reply in may_say),
            phone=any(reply.names_phone for reply in said),
            may_phone=any(reply.names_phone for reply in may_say),
            forms=forms,
            offers_forms=begun.union(
                self.begun_by_action(want), (form.name for one in offered for form in self.by_id[one].forms)
            )
            - forms,
            person=want.hands_over,
            offers_person=bool(people),
            team=rule.team if rule else None,
            elsewhere=tuple(
                topic.id
                for topic in self.topics
                if topic.rule and topic.id in offered - {want.topic} and not topic.forms and not topic.hands_over
            ),
        )

    def begun_by_action(self, want: Want) -> frozenset[str]:
        """Forms of its topic that no rule begins: an action does, if it must ask something."""
        if not self.chooses(want):
            return frozenset()
        return frozenset(form.name for form in self.by_id[want.topic].forms if form.name not in self._in_rules)

    def may_say(self, want: Want) -> tuple[Reply, ...]:
        """What an action may choose: among its topic's replies, or where many share a folder, those named after it."""
        topic = self.by_id[want.topic]
        if not self.chooses(want):
            return ()
        if topic.rule:
            return self.left_to_actions(topic)
        names = tuple(f"utter_{step.removeprefix('action_')}" for step in want.steps)
        return tuple(reply for reply in self.left_to_actions(topic) if reply.name.startswith(names))

    def _offered(self, want: Want, replies: tuple[Reply, ...]) -> set[str]:
        """The topics that buttons lead to, what `action_offer_…` is named after, and for a yes, all that is offered."""
        intents = {button.intent for reply in replies for button in reply.buttons}
        steps = self._in_rules if TAKES_OFFER in want.steps else want.steps
        named = {step.removeprefix(OFFERS) for step in steps if step.startswith(OFFERS)}
        return {self._topic_of[intent] for intent in intents if intent in self._topic_of} | (named & set(self.by_id))
