"""Brings an institution that is there to what its file says now, without undoing what was changed at the desk."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import InstitutionFile
from handoff.institutions.house import put_advisors, put_house
from handoff.institutions.merging import Merge
from handoff.institutions.staff import put_people
from handoff.institutions.words import put_words
from handoff.models import Institution, Organisation


def renew_institution(
    session: Session,
    file: InstitutionFile,
    *,
    overwrite: bool = False,
    password: str | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Name, record, branches, teams, advisors, labels, text blocks and routing; people and numbers stay as they are.

    `password`: of the people whom the file names for the first time; without one they aren't made.

    What the file doesn't say anew stays as the desk has made it. Returns the places where both have changed something
    and the desk's was kept; with `overwrite` the file wins everywhere. Raises SettingsError if it isn't there.
    """
    organisation = session.scalar(select(Organisation).where(Organisation.slug == file.slug))
    if organisation is None:
        raise SettingsError(f"There is no institution {file.slug} yet; `schalter create-institution` makes it.")
    institution = session.get_one(Institution, organisation.id, with_for_update={"key_share": True})
    merge = Merge(institution.from_file, overwrite=overwrite)
    organisation.name = merge.value("name", here=organisation.name, file=file.name)
    put_record(institution, file, merge)
    teams = put_house(session, organisation.id, file, merge)
    if password is None:
        merge.remember("users")
    else:
        put_people(session, organisation.id, file, merge, teams, password=password)
    put_advisors(session, organisation.id, file, merge)
    put_words(session, organisation.id, file, merge, teams=teams, now=now or datetime.now(UTC))
    institution.from_file = merge.said
    return merge.kept


def put_record(institution: Institution, file: InstitutionFile, merge: Merge) -> None:
    """The institution's own row."""
    record = file.record()
    for name in ("state", "notice_version"):
        setattr(institution, name, merge.value(name, here=getattr(institution, name), file=record[name]))
    facts = institution.facts
    institution.facts = facts | {
        name: merge.value(f"facts.{name}", here=facts.get(name), file=value) for name, value in record["facts"].items()
    }
    institution.announcements = _announcements(institution.announcements, record["announcements"], merge)
    routing = institution.routing or {}
    institution.routing = routing | {
        name: merge.value(f"routing.{name}", here=routing.get(name), file=value)
        for name, value in record["routing"].items()
    }


def _announcements(here: list[dict[str, Any]], file: list[dict[str, Any]], merge: Merge) -> list[dict[str, Any]]:
    ours = {entry["slug"]: entry for entry in here}
    wanted = {
        slug: merge.value(f"announcements.{slug}", here=ours.get(slug), file=entry)
        for slug, entry in ((entry["slug"], entry) for entry in file)
    }
    rest = {slug: entry for slug, entry in ours.items() if not merge.drops(f"announcements.{slug}", here=entry)}
    return [entry for entry in (rest | wanted).values() if entry is not None]
