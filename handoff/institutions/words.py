"""Text blocks and labels of an institution, as its file names them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import InstitutionFile
from handoff.models import Label, Team, TextBlock


def put_words(
    session: Session, institution_id: UUID, file: InstitutionFile, *, teams: dict[str, Team], now: datetime
) -> None:
    """New ones are added, known ones (by shortcut and name) changed; those that aren't in the file stay.

    Raises SettingsError for a text block of a team that isn't there.
    """
    labels = {row.name: row for row in session.scalars(select(Label).where(Label.institution_id == institution_id))}
    for entry in file.labels:
        label = labels.get(entry.name) or Label(institution_id=institution_id, name=entry.name)
        label.colour = entry.colour
        session.add(label)
    ours = select(TextBlock).where(TextBlock.institution_id == institution_id)
    blocks = {row.shortcut: row for row in session.scalars(ours)}
    for wanted in file.text_blocks:
        if wanted.team is not None and wanted.team not in teams:
            raise SettingsError(f"text block {wanted.shortcut}: there is no team {wanted.team}")
        block = blocks.get(wanted.shortcut) or TextBlock(institution_id=institution_id, shortcut=wanted.shortcut)
        block.title = wanted.title
        block.topic = wanted.topic
        block.team_id = teams[wanted.team].id if wanted.team else None
        block.bodies = {"de": wanted.de} | ({"en": wanted.en} if wanted.en else {})
        if session.is_modified(block):
            block.changed_at = now
        session.add(block)
