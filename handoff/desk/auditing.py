"""Who did what, as a row of the audit list."""

from datetime import datetime
from uuid import UUID

from handoff.models import Audit, Mover, User
from handoff.models.base import JSON


def audit_row(
    institution_id: UUID,
    act: str,
    subject: str,
    before: JSON | None,
    after: JSON | None,
    user: User,
    now: datetime,
) -> Audit:
    return Audit(
        institution_id=institution_id,
        at=now,
        actor=Mover.AGENT.value,
        user_id=user.id,
        act=act,
        subject=subject,
        before=before,
        after=after,
    )
