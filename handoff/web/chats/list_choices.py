"""What the lists can be filtered by: the topics there are, and the teams and labels of the viewer's own."""

from dataclasses import dataclass

from sqlalchemy import select
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
    language, access = viewer.language, viewer.access
    topics = sorted(((topic, rule.title[language]) for topic, rule in desk.catalogue.rules.items()), key=_words)
    many = len(access.institutions) > 1
    teams = select(Team.id, Team.name, Organisation.name).join(Organisation, Organisation.id == Team.institution_id)
    labels = select(Label.id, Label.name, Organisation.name).join(Organisation, Organisation.id == Label.institution_id)
    found = {
        "topic": topics,
        "language": [(one, texts_in(language).of("language", one)) for one in LANGUAGES],
        "team": _named(await session.execute(teams.where(Team.id.in_(access.teams))), many=many),
        "label": _named(await session.execute(labels.where(Label.institution_id.in_(access.institutions))), many=many),
    }
    chosen = wanted.values
    return tuple(
        Choice(name, tuple(options), chosen.get(name, ""))
        for name, options in found.items()
        if len(options) > 1 or name in chosen or (name == "label" and options)
    )


def _named(rows: object, *, many: bool) -> list[tuple[str, str]]:
    assert hasattr(rows, "__iter__")
    named = [(str(id_), f"{name} ({house})" if many else name) for id_, name, house in rows]
    return sorted(named, key=_words)


def _words(option: tuple[str, str]) -> str:
    return option[1].casefold()
