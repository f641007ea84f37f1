"""What the rule catalogue says about a chat's topic: answered here or not, what may be asked, where it goes on."""

from dataclasses import dataclass

from handoff.catalogue import Channel, Confidentiality, Rule
from handoff.institutions.facts import facts_of
from handoff.models import Conversation
from handoff.web.desk import Desk
from handoff.web.viewer import Viewer

# The telephones that the bot names too: a topic's own, else its team's.
PHONE_OF_TOPIC = {"card_block": "card_block_phone"}
PHONE_OF_TEAM = {"ebanking": "ebanking_phone"}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel that the matter moves to. `where`: a telephone number or an address, if there is one."""

    channel: Channel
    where: str | None


@dataclass(frozen=True, slots=True)
class Hints:
    """`rule` is None for a chat without a topic. `topics`: all, by their titles, to choose another."""

    rule: Rule | None
    is_public: bool
    ways: tuple[Way, ...]
    topics: tuple[tuple[str, str], ...]


def hints_for(desk: Desk, viewer: Viewer, conversation: Conversation) -> Hints:
    rule = desk.catalogue.rule(conversation.topic)
    facts = facts_of(conversation.institution)
    ways = tuple(Way(channel, facts.get(_fact(rule, channel))) for channel in rule.moves_to) if rule else ()
    titles = [(one.topic, one.title[viewer.language]) for one in desk.catalogue.rules.values()]
    return Hints(
        rule=rule,
        is_public=rule is None or rule.confidentiality is Confidentiality.PUBLIC,
        ways=ways,
        topics=tuple(sorted(titles, key=lambda one: one[1].casefold())),
    )


def _fact(rule: Rule, channel: Channel) -> str:
    """Where the channel is found, by the fact's name; empty where nothing is to be named."""
    if channel is Channel.PHONE:
        return PHONE_OF_TOPIC.get(rule.topic) or PHONE_OF_TEAM.get(rule.team, "service_phone")
    return "online_banking_url" if channel is Channel.ONLINE_BANKING else ""
