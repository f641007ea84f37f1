"""Who changed what, from which value to which, as a row of the audit list."""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from handoff.models import Audit, Base, Mover, User
from handoff.models.base import JSON


def audit_row(
    institution_id: UUID, act: str, subject: str, before: JSON | None, after: JSON | None, user: User, now: datetime
) -> Audit:
    """`act`: a verb and its noun, as "change_team"; `subject`: table and id, as "team:<uuid>"."""
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


def change(row: Base, **values: Any) -> tuple[JSON, JSON]:
    """Sets what differs, and returns it as it was and as it is; two empty ones if nothing does."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    before = {name: _plain(getattr(row, name)) for name in differing}
    for name, value in differing.items():
        setattr(row, name, value)
    return before, {name: _plain(value) for name, value in differing.items()}


def _plain(value: Any) -> Any:
    """As JSON holds it. Bytes are ciphertext or files: that they changed is told, not what they are."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return "…" if isinstance(value, bytes) else value
