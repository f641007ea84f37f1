"""An institution's file: names, facts for the bot's texts, number, branches, teams, advisors, people, text blocks."""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    Field,
    NaiveDatetime,
    StringConstraints,
    ValidationError,
    model_validator,
)

from handoff import hours
from handoff.catalogue import load_catalogue
from handoff.errors import SettingsError
from handoff.institutions.facts import Entry, Facts
from handoff.institutions.variables import problems_of
from handoff.models import OF_AN_INSTITUTION, Colour, Role
from handoff.routing.house import RETURN_DAYS
from handoff.routing.outsourcing import When
from handoff.settings import ROOT


def _checked_hours(expression: str) -> str:
    if sentence := hours.check(expression):
        raise ValueError(sentence)
    return expression


def _known_topics(topics: tuple[str, ...]) -> tuple[str, ...]:
    known = load_catalogue(ROOT / "data").rules if topics else {}
    if unknown := [topic for topic in topics if topic not in known]:
        raise ValueError(f"there is no topic {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return topics


def _of_known_topics(teams: dict[str, str]) -> dict[str, str]:
    _known_topics(tuple(teams))
    return teams


OpeningHours = Annotated[str, AfterValidator(_checked_hours)]
Topics = Annotated[tuple[str, ...], AfterValidator(_known_topics)]
# It shares a bubble with the answer, which needs room too.
AnnouncementText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
# Companies are told apart by their names.
Company = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]
BlockBody = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
State = Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


# In the place of a team: a role in the whole institution.
WHOLE = "institution"


class NumberEntry(Entry):
    """`access_token` and `app_secret`: the number's own, if it doesn't use the service's."""

    phone_number_id: str
    business_account_id: str
    display_number: str
    access_token: str | None = None
    app_secret: str | None = None


class BranchEntry(Entry):
    slug: str
    name: str
    street: str
    postcode: str
    city: str
    hours: OpeningHours


class TeamEntry(Entry):
    """An institution has a team `service`; `ebanking` and `advice` take their topics if they are there.

    `push`: its chats are given to its people; else they take them. Either way they lose what they haven't answered
    after `answer_minutes`. `capacity`: how many it holds at once; without it there is no end to it. `company`: the name
    of the centre whose people it consists of, if it is another company's; such a team always gives its chats.
    """

    slug: str
    name: str
    hours: OpeningHours
    push: bool = False
    capacity: Annotated[int, Field(ge=1, le=999)] | None = None
    answer_minutes: Annotated[int, Field(ge=1, le=240)] = 10
    company: Company | None = None


class AdvisorEntry(Entry):
    """`branch` is a branch's slug; `hours`: when appointments may lie; `email`: what he logs in with, if he does."""

    slug: str
    name: str
    branch: str
    topics: tuple[str, ...]
    meetings: tuple[Literal["branch", "phone", "video"], ...]
    hours: OpeningHours
    minutes: int = 45
    email: Email | None = None


class UserEntry(Entry):
    """`roles`: by team's slug; what counts in the whole institution stands at `institution`. `company`: the centre that
    he works for, if that is another company.
    """

    email: Email
    name: str
    language: Literal["de", "en"] = "de"
    roles: dict[str, Role]
    company: Company | None = None

    @model_validator(mode="after")
    def _roles_in_their_place(self) -> "UserEntry":
        for place, role in self.roles.items():
            if role in OF_AN_INSTITUTION and place != WHOLE:
                raise ValueError(
                    f"“{place}: {role}” must be “{WHOLE}: {role}”: the role counts in the whole institution"
                )
            if role not in OF_AN_INSTITUTION and place == WHOLE:
                raise ValueError(f"“{WHOLE}: {role}” must name a team instead of “{WHOLE}”")
            if self.company and role is not Role.EXTERNAL_AGENT:
                raise ValueError(
                    f"“{place}: {role}” must be “{place}: {Role.EXTERNAL_AGENT}”: {self.company} is another company"
                )
        return self


class OutsourcingEntry(Entry):
    """When a team of another company takes over. `above`: how many chats the house has first, with `when: above` alone.
    No topics: all that the catalogue lets out of the house.
    """

    team: str
    when: When
    above: Annotated[int, Field(ge=1, le=999)] | None = None
    topics: Topics = ()

    @model_validator(mode="after")
    def _says_above_how_many(self) -> "OutsourcingEntry":
        if (self.when is When.ABOVE) != (self.above is not None):
            raise ValueError("“above” must say above how many chats, with “when: above” and nothing else")
        return self

    def kept(self) -> dict[str, Any]:
        said = {"team": self.team, "when": self.when.value, "above": self.above, "topics": list(self.topics)}
        return {name: value for name, value in said.items() if value}


class RoutingEntry(Entry):
    """`teams`: a team's slug by topic, where it isn't the catalogue's. `return_days`: for so long after the end of a
    chat the customer comes back to who had it.
    """

    teams: Annotated[dict[str, str], AfterValidator(_of_known_topics)] = {}
    return_days: Annotated[int, Field(ge=0, le=30)] = RETURN_DAYS
    outsourcing: tuple[OutsourcingEntry, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As `Institution.routing` has it."""
        outsourcing = [rule.kept() for rule in self.outsourcing]
        return {"teams": self.teams, "return_days": self.return_days, "outsourcing": outsourcing}


class AnnouncementEntry(Entry):
    """What customers must know before an answer, from a time to a time of the institution. No topics: before any."""

    slug: str
    topics: Topics = ()
    from_: Annotated[NaiveDatetime, Field(alias="from")]
    until: NaiveDatetime
    de: AnnouncementText
    en: AnnouncementText

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "AnnouncementEntry":
        if self.until <= self.from_:
            raise ValueError("“until” must be later than “from”")
        return self


class LabelEntry(Entry):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    colour: Colour = Colour.GREY


class TextBlockEntry(Entry):
    """`shortcut` is typed after the slash; `team` is a team's slug. Without `en` the German text stands for both."""

    shortcut: Annotated[str, StringConstraints(pattern=r"^[a-z0-9äöüß-]{1,30}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    team: str | None = None
    topic: str | None = None
    de: BlockBody
    en: BlockBody | None = None

    @model_validator(mode="after")
    def _topic_and_variables_are_known(self) -> "TextBlockEntry":
        if self.topic is not None:
            _known_topics((self.topic,))
        for body in filter(None, (self.de, self.en)):
            if wrong := problems_of(body):
                names = ", ".join("{" + one.values["name"] + "}" for one in wrong if one.values)
                raise ValueError(f"there is no variable {names}" if names else "a brace belongs to no variable")
        return self


class InstitutionFile(Entry):
    slug: str
    name: str
    state: State
    notice_version: str
    facts: Facts
    number: NumberEntry
    branches: tuple[BranchEntry, ...]
    teams: tuple[TeamEntry, ...]
    advisors: tuple[AdvisorEntry, ...] = ()
    users: tuple[UserEntry, ...] = ()
    announcements: tuple[AnnouncementEntry, ...] = ()
    labels: tuple[LabelEntry, ...] = ()
    text_blocks: tuple[TextBlockEntry, ...] = ()
    routing: RoutingEntry | None = None

    @model_validator(mode="after")
    def _companies_have_teams(self) -> "InstitutionFile":
        companies = {team.company.lower() for team in self.teams if team.company}
        if strangers := [user.email for user in self.users if user.company and user.company.lower() not in companies]:
            raise ValueError(f"no team is of the company that {', '.join(strangers)} works for")
        return self

    @model_validator(mode="after")
    def _routes_to_teams_of_its_own(self) -> "InstitutionFile":
        """Topics go to the house; what leaves it goes to another company, by one rule for each of its teams."""
        routing = self.routing or RoutingEntry()
        inside = {team.slug for team in self.teams if not team.company}
        if wrong := sorted(set(routing.teams.values()) - inside):
            raise ValueError(f"routing: the house has no team {', '.join(wrong)}; it has {', '.join(sorted(inside))}")
        outside = {team.slug for team in self.teams if team.company}
        centres = [rule.team for rule in routing.outsourcing]
        if wrong := sorted(set(centres) - outside):
            raise ValueError(f"routing: no team {', '.join(wrong)} is of another company; its “company” says so")
        if twice := sorted({centre for centre in centres if centres.count(centre) > 1}):
            raise ValueError(f"routing: there is more than one rule for the team {', '.join(twice)}")
        return self

    def record(self) -> dict[str, Any]:
        """What the institution's own row holds, by its columns."""
        return {
            "state": self.state,
            "notice_version": self.notice_version,
            "facts": self.facts.model_dump(),
            "announcements": [entry.model_dump(mode="json", by_alias=True) for entry in self.announcements],
            "routing": self.routing.kept() if self.routing else {},
        }


def read_institution(path: Path) -> InstitutionFile:
    """Raises SettingsError that says which line of the file's tree is wrong, and why."""
    try:
        return InstitutionFile.model_validate(yaml.safe_load(path.read_text()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} can't be read: {error}") from error
    except ValidationError as error:
        wrong = "\n".join(
            f"  {'.'.join(str(part) for part in one['loc']) or '(top)'}: {one['msg']}" for one in error.errors()
        )
        raise SettingsError(f"{path} has mistakes:\n{wrong}") from error
