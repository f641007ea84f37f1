"""Text blocks and labels of an institution, as its file names them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import InstitutionFile, TextBlockEntry
from handoff.institutions.merging import Merge
from handoff.models import Colour, Label, Team, TextBlock


def put_words(
    session: Session,
    institution_id: UUID,
    file: InstitutionFile,
    merge: Merge,
    *,
    teams: dict[str, Team],
    now: datetime,
) -> None:
    """New ones are added, known ones (by shortcut and name) changed; those that aren't in the file stay.

    Raises SettingsError for a text block of a team that isn't there.
    """
    labels = {row.name: row for row in session.scalars(select(Label).where(Label.institution_id == institution_id))}
    for entry in file.labels:
        place, values = f"labels.{entry.name}", {"colour": entry.colour.value}
        if entry.name not in labels and merge.is_gone(place, values):
            continue
        label = labels.get(entry.name) or Label(institution_id=institution_id, name=entry.name, colour=entry.colour)
        label.colour = Colour(merge.value(f"{place}.colour", here=label.colour.value, file=entry.colour.value))
        session.add(label)
    _put_blocks(session, institution_id, file, merge, teams=teams, now=now)


def _put_blocks(
    session: Session,
    institution_id: UUID,
    file: InstitutionFile,
    merge: Merge,
    *,
    teams: dict[str, Team],
    now: datetime,
) -> None:
    ours = select(TextBlock).where(TextBlock.institution_id == institution_id)
    blocks = {row.shortcut: row for row in session.scalars(ours)}
    slugs = {team.id: slug for slug, team in teams.items()}
    for wanted in file.text_blocks:
        if wanted.team is not None and wanted.team not in teams:
            raise SettingsError(f"text block {wanted.shortcut}: there is no team {wanted.team}")
        place, values = f"text_blocks.{wanted.shortcut}", _values(wanted)
        known = blocks.get(wanted.shortcut)
        if known is None and merge.is_gone(place, values):
            continue
        here = _here(known, slugs) if known else dict.fromkeys(values)
        values = {name: merge.value(f"{place}.{name}", here=here[name], file=value) for name, value in values.items()}
        block = known or TextBlock(institution_id=institution_id, shortcut=wanted.shortcut)
        block.title, block.topic, block.bodies = values["title"], values["topic"], values["bodies"]
        block.team_id = teams[values["team"]].id if values["team"] in teams else None
        if session.is_modified(block):
            block.changed_at = now
        session.add(block)


def _values(entry: TextBlockEntry) -> dict[str, Any]:
    bodies = {"de": entry.de} | ({"en": entry.en} if entry.en else {})
    return {"title": entry.title, "topic": entry.topic, "team": entry.team, "bodies": bodies}


def _here(block: TextBlock, slugs: dict[UUID, str]) -> dict[str, Any]:
    team = slugs.get(block.team_id) if block.team_id else None
    return {"title": block.title, "topic": block.topic, "team": team, "bodies": block.bodies}
