"""Makes an institution from its file: names, facts for the bot's texts, number, branches, teams, advisors, people."""

from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import yaml
from argon2 import PasswordHasher
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from sqlalchemy.orm import Session

from handoff import hours
from handoff.errors import SettingsError
from handoff.models import (
    Advisor,
    Branch,
    Institution,
    Membership,
    Number,
    Organisation,
    OrganisationKind,
    Role,
    Team,
    User,
)
from handoff.vault import Vault


def _checked_hours(expression: str) -> str:
    if sentence := hours.check(expression):
        raise ValueError(sentence)
    return expression


OpeningHours = Annotated[str, AfterValidator(_checked_hours)]
State = Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(Entry):
    """What fills the placeholders of the bot's texts. `…_en`: the same in English where it reads differently."""

    institution_name: str
    service_phone: str
    ebanking_phone: str
    card_block_phone: str = "116 116"
    card_block_phone_abroad: str = "+49 116 116"
    email: str
    website: str
    online_banking_url: str
    unlock_url: str
    pushtan_url: str
    limit_url: str
    branches_url: str
    appointment_url: str
    privacy_url: str
    chat_url: str
    banking_app: str
    pushtan_app: str
    standard_limit: str
    standard_limit_en: str
    highest_limit_online: str
    highest_limit_online_en: str
    account_url: str
    prices_url: str
    payments_url: str
    mobile_payments: str
    mobile_payments_en: str
    credit_url: str
    mortgage_url: str
    postal_address: str
    bank_code: str
    bic: str
    contact_url: str
    cards_url: str
    savings_url: str
    investing_url: str
    insurance_url: str
    debit_card: str
    credit_cards: str
    credit_cards_en: str
    privacy_email: str
    consent_url: str
    bereavement_url: str
    app_help_url: str
    forms_url: str
    exemption_order_url: str
    address_change_url: str
    certificates_url: str
    tax_certificate_month: str
    tax_certificate_month_en: str
    event_cost: str = "kostenlos"
    event_cost_en: str = "free of charge"


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
    """An institution has a team `service`; `ebanking` and `advice` take their topics if they are there."""

    slug: str
    name: str
    hours: OpeningHours


class AdvisorEntry(Entry):
    """`branch` is a branch's slug; `hours`: when appointments may lie."""

    slug: str
    name: str
    branch: str
    topics: tuple[str, ...]
    meetings: tuple[Literal["branch", "phone", "video"], ...]
    hours: OpeningHours
    minutes: int = 45


class UserEntry(Entry):
    """`roles`: by team's slug."""

    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
    name: str
    language: Literal["de", "en"] = "de"
    roles: dict[str, Role]


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


def create_institution(session: Session, file: InstitutionFile, *, vault: Vault, password: str) -> UUID:
    """Everything in the file. `password`: the first of each user, who has to be told it."""
    organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug=file.slug, name=file.name)
    session.add(organisation)
    session.flush()
    institution_id = organisation.id
    session.add(
        Institution(
            id=institution_id, state=file.state, notice_version=file.notice_version, facts=file.facts.model_dump()
        )
    )
    session.flush()
    session.add(_number(file.number, institution_id, vault))
    branches = {entry.slug: Branch(institution_id=institution_id, **entry.model_dump()) for entry in file.branches}
    teams = {entry.slug: Team(institution_id=institution_id, **entry.model_dump()) for entry in file.teams}
    if "service" not in teams:
        raise SettingsError("The institution needs a team with the slug “service”: it takes what no other team takes.")
    session.add_all([*branches.values(), *teams.values()])
    session.flush()
    session.add_all(_advisor(entry, institution_id, branches) for entry in file.advisors)
    for entry in file.users:
        add_user(session, entry, institution_id, teams, password=password)
    return institution_id


def add_user(
    session: Session, entry: UserEntry, organisation_id: UUID, teams: dict[str, Team], *, password: str
) -> None:
    """Raises SettingsError for a team that isn't there."""
    unknown = sorted(entry.roles.keys() - teams.keys())
    if unknown:
        raise SettingsError(f"There is no team {', '.join(unknown)}; there are {', '.join(sorted(teams))}.")
    user = User(
        organisation_id=organisation_id,
        email=entry.email.strip().lower(),
        name=entry.name,
        language=entry.language,
        password_hash=PasswordHasher().hash(password),
    )
    session.add(user)
    session.flush()
    session.add_all(
        Membership(user_id=user.id, team_id=teams[slug].id, role=role) for slug, role in entry.roles.items()
    )


def _number(entry: NumberEntry, institution_id: UUID, vault: Vault) -> Number:
    return Number(
        institution_id=institution_id,
        phone_number_id=entry.phone_number_id,
        business_account_id=entry.business_account_id,
        display_number=entry.display_number,
        access_token=vault.seal(entry.access_token) if entry.access_token else None,
        app_secret=vault.seal(entry.app_secret) if entry.app_secret else None,
    )


def _advisor(entry: AdvisorEntry, institution_id: UUID, branches: dict[str, Branch]) -> Advisor:
    if entry.branch not in branches:
        raise SettingsError(f"advisor {entry.slug}: there is no branch {entry.branch}")
    return Advisor(
        institution_id=institution_id,
        branch_id=branches[entry.branch].id,
        slug=entry.slug,
        name=entry.name,
        topics=list(entry.topics),
        meetings=list(entry.meetings),
        hours=entry.hours,
        minutes=entry.minutes,
    )
