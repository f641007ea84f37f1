"""Makes an institution from its file."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from handoff.errors import SettingsError
from handoff.institutions.file import InstitutionFile, NumberEntry
from handoff.institutions.house import put_advisors, put_house
from handoff.institutions.merging import Merge
from handoff.institutions.renewal import put_record
from handoff.institutions.staff import put_people
from handoff.institutions.words import put_words
from handoff.models import Institution, Number, Organisation, OrganisationKind
from handoff.vault import Vault


def create_institution(
    session: Session, file: InstitutionFile, *, vault: Vault, password: str, now: datetime | None = None
) -> UUID:
    """Everything in the file. `password`: the first of each user, who has to be told it."""
    organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug=file.slug, name=file.name)
    session.add(organisation)
    session.flush()
    institution_id = organisation.id
    institution, merge = Institution(id=institution_id, facts={}, announcements=[]), Merge({})
    merge.value("name", here=file.name, file=file.name)
    put_record(institution, file, merge)
    session.add(institution)
    session.flush()
    session.add(_number(file.number, institution_id, vault))
    teams = put_house(session, institution_id, file, merge)
    if "service" not in teams:
        raise SettingsError("The institution needs a team with the slug “service”: it takes what no other team takes.")
    put_people(session, institution_id, file, merge, teams, password=password)
    put_advisors(session, institution_id, file, merge)
    put_words(session, institution_id, file, merge, teams=teams, now=now or datetime.now(UTC))
    institution.from_file = merge.said
    return institution_id


def _number(entry: NumberEntry, institution_id: UUID, vault: Vault) -> Number:
    return Number(
        institution_id=institution_id,
        phone_number_id=entry.phone_number_id,
        business_account_id=entry.business_account_id,
        display_number=entry.display_number,
        access_token=vault.seal(entry.access_token) if entry.access_token else None,
        app_secret=vault.seal(entry.app_secret) if entry.app_secret else None,
    )
