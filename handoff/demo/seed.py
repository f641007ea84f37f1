"""Puts the demo institutions into an empty database; a second time it changes nothing but the first number's id."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from handoff.clock import clock_from_environment
from handoff.database import sqlalchemy_url
from handoff.demo.institutions import INSTITUTIONS
from handoff.models import (
    Advisor,
    Branch,
    Event,
    Institution,
    Membership,
    Number,
    Organisation,
    OrganisationKind,
    Role,
    Team,
    User,
)
from handoff.settings import Settings

NOTICE_VERSION = "2026-11"
ZONE = ZoneInfo("Europe/Berlin")


def seed(settings: Settings, *, today: date | None = None) -> None:
    """The first institution's number is WHATSAPP_PHONE_NUMBER_ID; events lie in the days after `today`."""
    assert settings.database_url is not None
    today = today or clock_from_environment()().astimezone(ZONE).date()
    engine = create_engine(sqlalchemy_url(settings.database_url))
    with Session(engine) as session, session.begin():
        for index, wanted in enumerate(INSTITUTIONS):
            known = session.scalar(select(Organisation).where(Organisation.slug == wanted["slug"]))
            if known is None:
                _add_institution(session, wanted, settings=settings, today=today)
            if index == 0:
                _point_first_number(session, settings)
    engine.dispose()


def _add_institution(session: Session, wanted: dict[str, Any], *, settings: Settings, today: date) -> None:
    organisation = Organisation(kind=OrganisationKind.INSTITUTION, slug=wanted["slug"], name=wanted["name"])
    session.add(organisation)
    session.flush()
    institution = Institution(
        id=organisation.id, state=wanted["state"], notice_version=NOTICE_VERSION, facts=wanted["facts"], limits={}
    )
    session.add(institution)
    session.add(
        Number(
            institution_id=organisation.id,
            phone_number_id=wanted["phone_number_id"],
            business_account_id=settings.whatsapp_business_account_id,
            display_number=wanted["display_number"],
        )
    )
    session.flush()
    teams = {
        slug: Team(institution_id=organisation.id, slug=slug, name=name, hours=hours)
        for slug, name, hours in wanted["teams"]
    }
    branches = {row[0]: _branch(organisation, row) for row in wanted["branches"]}
    session.add_all([*teams.values(), *branches.values()])
    session.flush()
    _add_users(session, wanted, organisation, teams, settings)
    session.add_all(_advisor(organisation, branches, row) for row in wanted["advisors"])
    session.add_all(_event(organisation, row, today) for row in wanted["events"])


def _branch(organisation: Organisation, row: tuple[str, ...]) -> Branch:
    slug, name, street, postcode, city, hours = row
    return Branch(
        institution_id=organisation.id, slug=slug, name=name, street=street, postcode=postcode, city=city, hours=hours
    )


def _add_users(
    session: Session, wanted: dict[str, Any], organisation: Organisation, teams: dict[str, Team], settings: Settings
) -> None:
    password_hash = PasswordHasher().hash(settings.demo_password.get_secret_value())
    for email, name, language, roles in wanted["users"]:
        user = User(
            organisation_id=organisation.id, email=email, name=name, password_hash=password_hash, language=language
        )
        session.add(user)
        session.flush()
        session.add_all(
            Membership(user_id=user.id, team_id=teams[slug].id, role=Role(role)) for slug, role in roles.items()
        )


def _advisor(organisation: Organisation, branches: dict[str, Branch], row: tuple[Any, ...]) -> Advisor:
    slug, name, branch, topics, meetings, hours = row
    return Advisor(
        institution_id=organisation.id,
        branch_id=branches[branch].id,
        slug=slug,
        name=name,
        topics=topics,
        meetings=meetings,
        hours=hours,
        minutes=45,
    )


def _event(organisation: Organisation, row: tuple[Any, ...], today: date) -> Event:
    slug, title, description, place, days, hour, minutes, places = row
    starts_at = datetime.combine(today + timedelta(days=days), time(hour), ZONE)
    return Event(
        institution_id=organisation.id,
        slug=slug,
        title=title,
        description=description,
        place=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        places=places,
    )


def _point_first_number(session: Session, settings: Settings) -> None:
    number = session.scalars(
        select(Number)
        .join(Organisation, Organisation.id == Number.institution_id)
        .where(Organisation.slug == INSTITUTIONS[0]["slug"])
    ).one()
    number.phone_number_id = settings.whatsapp_phone_number_id
    number.business_account_id = settings.whatsapp_business_account_id
