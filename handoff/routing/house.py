"""What an institution lays down about routing, as `Institution.routing` keeps it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from handoff.catalogue import Catalogue

SERVICE = "service"
RETURN_DAYS = 3


@dataclass(frozen=True, slots=True)
class HouseRules:
    """`teams`: by topic, another team than the catalogue's. `returns`: for so long after the end of a chat the customer
    comes back to who had it. `outsourcing`: rules as handoff/routing/outsourcing.py reads them, by a team's slug.
    """

    teams: dict[str, str] = field(default_factory=dict)
    returns: timedelta = timedelta(days=RETURN_DAYS)
    outsourcing: tuple[dict[str, Any], ...] = ()

    def team_for(self, topic: str | None, catalogue: Catalogue) -> str:
        """A team's slug."""
        rule = catalogue.rule(topic)
        return self.teams.get(topic or "") or (rule.team if rule else SERVICE)


def read_rules(routing: dict[str, Any]) -> HouseRules:
    return HouseRules(
        teams=dict(routing.get("teams") or {}),
        returns=timedelta(days=int(routing.get("return_days", RETURN_DAYS))),
        outsourcing=tuple(routing.get("outsourcing") or ()),
    )


def may_leave(topic: str | None, catalogue: Catalogue) -> bool:
    """Whether people of another company may have a chat of that topic; without one nobody knows what it is about."""
    rule = catalogue.rule(topic)
    return rule is not None and rule.external
