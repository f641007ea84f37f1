"""Announcements, as they are set up at the desk."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right
from handoff.errors import NotFound
from handoff.institutions.file import AnnouncementEntry
from handoff.institutions.reach import locked_institution, record
from handoff.models import Institution, User


def new_slug() -> str:
    """Never that of an earlier one: conversations remember by it what they have been told."""
    return f"desk-{uuid4().hex[:10]}"


async def put_announcement(
    session: AsyncSession, institution_id: UUID, entry: AnnouncementEntry, *, user: User, now: datetime
) -> None:
    """A new one, or in place of the one with its slug. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    entries = _by_slug(institution) | {entry.slug: entry.model_dump(mode="json", by_alias=True)}
    _keep(session, institution, entries, "change_announcement", user, now)


async def end_announcement(
    session: AsyncSession, institution_id: UUID, slug: str, *, user: User, now: datetime
) -> None:
    """It isn't told any more; one that hasn't begun goes altogether. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    entries = _by_slug(institution)
    if slug not in entries:
        raise NotFound("no such announcement")
    entry = entries[slug]
    minute = now.astimezone(ZoneInfo(institution.zone)).replace(tzinfo=None, second=0, microsecond=0)
    if datetime.fromisoformat(entry["from"]) >= minute:
        del entries[slug]
    elif datetime.fromisoformat(entry["until"]) > minute:
        entries[slug] = entry | {"until": minute.isoformat()}
    _keep(session, institution, entries, "end_announcement", user, now)


def _by_slug(institution: Institution) -> dict[str, Any]:
    return {entry["slug"]: entry for entry in institution.announcements}


def _keep(
    session: AsyncSession, institution: Institution, entries: dict[str, Any], act: str, user: User, now: datetime
) -> None:
    former = _by_slug(institution)
    institution.announcements = list(entries.values())
    record(session, institution, act, user, now, before=former, after=entries)
