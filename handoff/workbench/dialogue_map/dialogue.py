"""The dialogue as the files tell it: what customers want, what the bot does about it, and where that ends."""

from dataclasses import dataclass, field
from functools import cached_property

from handoff.catalogue import Rule

OFFERS = "action_offer_"
HANDS_OVER = "action_hand_over"
# What no reader of a map looks for: tidying up after a form.
HOUSEKEEPING = frozenset({"action_deactivate_loop", "action_forget"})


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


@dataclass(frozen=True, slots=True)
class Form:
    """`questions`: its slots in order, each with the reply that asks for it, unless an action chooses the words."""

    name: str
    topic: str
    questions: tuple[tuple[str, Reply | None], ...]


@dataclass(frozen=True, slots=True)
class Want:
    """One intent. `steps` are the actions of all its rules in order; `leaves_form`: it ends any running form."""

    intent: str
    topic: str
    examples: tuple[str, ...]
    steps: tuple[str, ...]
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
    """Where a want leads. The `may_…` and `offers_…` depend on what the customer says next."""

    answered: bool
    link: bool
    may_link: bool
    forms: frozenset[str]
    offers_forms: frozenset[str]
    person: bool
    offers_person: bool
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
        topic = self.by_id[want.topic]
        said = self.said(want)
        may_say = self.left_to_actions(topic) if topic.rule and self.chooses(want) else ()
        offered = self._offered(want, (*said, *may_say))
        forms = frozenset(step for step in want.steps if step in self.forms)
        offers_forms = frozenset(form.name for one in offered for form in self.by_id[one].forms) - forms
        return Ends(
            answered=not want.hands_over and not forms and bool(want.steps),
            link=any(reply.link for reply in said),
            may_link=any(reply.link for reply in may_say),
            forms=forms,
            offers_forms=offers_forms,
            person=want.hands_over,
            offers_person=any(self.by_id[one].hands_over for one in offered),
            elsewhere=tuple(
                topic.id
                for topic in self.topics
                if topic.rule and topic.id in offered - {want.topic} and not topic.forms and not topic.hands_over
            ),
        )

    def _offered(self, want: Want, replies: tuple[Reply, ...]) -> set[str]:
        """The topics that buttons lead to, and what `action_offer_…` is named after."""
        intents = {button.intent for reply in replies for button in reply.buttons}
        named = {step.removeprefix(OFFERS) for step in want.steps if step.startswith(OFFERS)}
        return {self._topic_of[intent] for intent in intents if intent in self._topic_of} | (named & set(self.by_id))
