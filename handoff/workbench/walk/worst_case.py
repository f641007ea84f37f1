"""Makes the demonstration's institution the one whose texts are longest: what fits there fits everywhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.database import connect_plainly
from handoff.models import Advisor, Branch, Event, Institution, Organisation

# In characters. A longer fact than these was not tried.
ADDRESS, PHONE, NAME, TEXT = 90, 24, 60, 60
BRANCH = "BeratungsCenter Musterstadt-"
LONG_TITLE = {
    "de": "Vorsorge für Selbstständige und Unternehmen, mit Fragerunde",
    "en": "Planning ahead for the self-employed, with questions",
}
EVENTS = 12
PLACES = (4, 500)


def stretch(url: str, slug: str) -> None:
    """In the database at `url`, whose events all lie ahead. The first event has few places, the others many."""
    engine = connect_plainly(url)
    with Session(engine) as session, session.begin():
        organisation = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
        institution = session.get_one(Institution, organisation.id)
        institution.facts = {name: longest(name, str(value)) for name, value in institution.facts.items()}
        for branch in session.scalars(select(Branch).where(Branch.institution_id == institution.id)):
            branch.name = f"{BRANCH}{branch.name}"
            branch.street = branch.street.ljust(NAME, "ß")
        for advisor in session.scalars(select(Advisor).where(Advisor.institution_id == institution.id)):
            advisor.name = f"{advisor.name} von und zu Beispielhausen-Musterstadt"[:NAME]
        _fill_events(session, institution)
    engine.dispose()


def longest(name: str, value: str) -> str:
    """The fact padded to what is taken as its greatest length."""
    if value.startswith("http") or "@" in value:
        return value.ljust(ADDRESS, "x")
    return value.ljust(PHONE if name.endswith(("_phone", "_abroad", "bic", "bank_code")) else TEXT, "x")


def _fill_events(session: Session, institution: Institution) -> None:
    wanted = select(Event).where(Event.institution_id == institution.id).order_by(Event.starts_at)
    known = list(session.scalars(wanted))
    for number, event in enumerate(known):
        event.places = PLACES[min(number, 1)]
        event.description = {language: text.ljust(200, "x") for language, text in event.description.items()}
    last = known[-1]
    for number in range(EVENTS - len(known)):
        session.add(
            Event(
                institution_id=institution.id,
                slug=f"filler-{number}",
                title=LONG_TITLE,
                description=last.description,
                place=last.place.ljust(NAME, "x"),
                starts_at=last.starts_at,
                ends_at=last.ends_at,
                places=500,
            )
        )
