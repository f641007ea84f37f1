"""Companies whose people work for institutions: their centres, known by their names."""

import re
from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from handoff.folding import spelt_out
from handoff.models import Organisation, OrganisationKind


def put_companies(session: Session, names: Iterable[str]) -> dict[str, UUID]:
    """All that there are, by their names; those that nobody knows yet are made."""
    centres = select(Organisation).where(Organisation.kind == OrganisationKind.EXTERNAL_CENTRE)
    known = {centre.name: centre.id for centre in session.scalars(centres.order_by(Organisation.name))}
    for name in names:
        if name.lower() not in {one.lower() for one in known}:
            centre = Organisation(kind=OrganisationKind.EXTERNAL_CENTRE, slug=_slug(name), name=name)
            session.add(centre)
            session.flush()
            known[name] = centre.id
    return known


def company_called(session: Session, name: str) -> UUID | None:
    is_it = func.lower(Organisation.name) == name.lower()
    centre = select(Organisation.id).where(Organisation.kind == OrganisationKind.EXTERNAL_CENTRE, is_it)
    return session.scalar(centre.limit(1))


def _slug(name: str) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '-', spelt_out(name)).strip('-') or 'centre'}-{uuid4().hex[:6]}"
