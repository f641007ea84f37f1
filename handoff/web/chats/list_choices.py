"""What the lists can be filtered by: the topics there are, and the teams and labels of the viewer's own."""

from dataclasses import dataclass

from sqlalchemy import literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.language import LANGUAGES
from handoff.models import Label, Organisation, Team
from handoff.web.chats.list_filter import ListFilter
from handoff.web.desk import Desk
from handoff.web.texts import texts_in
from handoff.web.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    """`options`: value and words; `chosen` is empty where there is no filter."""

    name: str
    options: tuple[tuple[str, str], ...]
    chosen: str


async def read_choices(session: AsyncSession, desk: Desk, viewer: Viewer, wanted: ListFilter) -> tuple[Choice, ...]:
    """What leaves nothing to choose is left out."""
    language = viewer.language
    topics = [(topic, rule.title[language]) for topic, rule in desk.catalogue.rules.items()]
    found = {
        "topic": sorted(topics, key=_words),
        "language": [(one, texts_in(language).of("language", one)) for one in LANGUAGES],
        **await _teams_and_labels(session, viewer),
    }
    chosen = wanted.values
    return tuple(
        Choice(name, tuple(options), chosen.get(name, ""))
        for name, options in found.items()
        if len(options) > 1 or name in chosen or (name == "label" and options)
    )


async def _teams_and_labels(session: AsyncSession, viewer: Viewer) -> dict[str, list[tuple[str, str]]]:
    """By these names; with the institution, for who works for several."""
    access = viewer.access
    teams = select(literal("team").label("kind"), Team.id, Team.name, Team.institution_id)
    labels = select(literal("label"), Label.id, Label.name, Label.institution_id)
    both = union_all(
        teams.where(Team.id.in_(access.teams)), labels.where(Label.institution_id.in_(access.institutions))
    ).subquery()
    rows = await session.execute(
        select(both.c.kind, both.c.id, both.c.name, Organisation.name.label("house")).join_from(
            both, Organisation, Organisation.id == both.c.institution_id
        )
    )
    named: dict[str, list[tuple[str, str]]] = {"team": [], "label": []}
    for row in rows:
        words = f"{row.name} ({row.house})" if len(access.institutions) > 1 else row.name
        named[row.kind].append((str(row.id), words))
    return {kind: sorted(options, key=_words) for kind, options in named.items()}


def _words(option: tuple[str, str]) -> str:
    return option[1].casefold()
