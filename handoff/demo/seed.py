"""Puts the demo institutions into an empty database; later only what their files and the environment say anew."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from handoff.clock import clock_from_environment
from handoff.database import connect_plainly
from handoff.demo.institutions import demo_events, demo_institutions, demo_plans, demo_records
from handoff.demo.plans import plan_rows
from handoff.institutions import InstitutionFile, create_institution, renew_institution
from handoff.models import Advisor, Event, Number, Organisation, Record, User
from handoff.records import RecordEntry
from handoff.settings import Settings
from handoff.vault import Vault

ZONE = ZoneInfo("Europe/Berlin")


def seed(settings: Settings, *, today: date | None = None) -> None:
    """The first institution's number is WHATSAPP_PHONE_NUMBER_ID; events lie in the days after `today`, the
    shift plan in its week and the next."""
    today = today or clock_from_environment()().astimezone(ZONE).date()
    vault = Vault(settings.secret_key.get_secret_value())
    password = settings.demo_password.get_secret_value()
    engine = connect_plainly(str(settings.database_url))
    with Session(engine) as session, session.begin():
        for wanted in demo_institutions():
            known = session.scalar(select(Organisation).where(Organisation.slug == wanted.slug))
            if known is None:
                institution_id = create_institution(session, wanted, vault=vault, password=password)
                session.add_all(_event(institution_id, row, today) for row in demo_events()[wanted.slug])
                session.add_all(plan_rows(session, institution_id, demo_plans()[wanted.slug], today))
            else:
                institution_id = known.id
                renew_institution(session, wanted, password=password)
                _renew_passwords(session, wanted, password)
            _put_records(session, institution_id, demo_records()[wanted.slug])
        _point_first_number(session, settings)
    engine.dispose()


def _event(institution_id: UUID, row: dict[str, Any], today: date) -> Event:
    starts_at = datetime.combine(today + timedelta(days=row["days"]), time(row["hour"]), ZONE)
    return Event(
        institution_id=institution_id,
        slug=row["slug"],
        title=row["title"],
        description=row["description"],
        place=row["place"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=row["minutes"]),
        places=row["places"],
    )


def _put_records(session: Session, institution_id: UUID, entries: tuple[RecordEntry, ...]) -> None:
    """Into an empty customer file."""
    if session.scalar(select(Record.id).where(Record.institution_id == institution_id).limit(1)) is not None:
        return
    advisors = select(Advisor.slug, Advisor.id).where(Advisor.institution_id == institution_id)
    by_slug = {slug: advisor_id for slug, advisor_id in session.execute(advisors)}
    session.add_all(
        Record(
            institution_id=institution_id,
            **entry.model_dump(exclude={"advisor"}),
            number_from_end=entry.customer_number[::-1],
            advisor_id=by_slug.get(entry.advisor or ""),
            folded=entry.folded,
            changed_at=datetime.now(UTC),
        )
        for entry in entries
    )


def _renew_passwords(session: Session, wanted: InstitutionFile, password: str) -> None:
    """SCHALTER_DEMO_PASSWORD holds from the next start on."""
    named = select(User).where(User.email.in_([user.email for user in wanted.users]))
    people = session.scalars(named.options(undefer(User.password_hash)))
    for user in people:
        try:
            PasswordHasher().verify(user.password_hash or "", password)
        except (VerifyMismatchError, InvalidHashError):
            user.password_hash = PasswordHasher().hash(password)


def _point_first_number(session: Session, settings: Settings) -> None:
    first = demo_institutions()[0]
    organisation = select(Organisation.id).where(Organisation.slug == first.slug).scalar_subquery()
    number = session.scalars(select(Number).where(Number.institution_id == organisation)).one()
    number.phone_number_id = settings.whatsapp_phone_number_id
    number.business_account_id = settings.whatsapp_business_account_id
