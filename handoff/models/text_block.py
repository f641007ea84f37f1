"""What agents say often, written once."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import JSON, Base, HasUuid


class TextBlock(HasUuid, Base):
    """`bodies` by language, with variables as {customer}. Without team or topic it is for all of them.

    `shortcut` is what is typed after the slash. The file, if there is one, goes out with the text.
    """

    __tablename__ = "text_blocks"
    __table_args__ = (UniqueConstraint("institution_id", "shortcut"),)

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    topic: Mapped[str | None]
    shortcut: Mapped[str]
    title: Mapped[str]
    bodies: Mapped[JSON]
    uses: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    file_name: Mapped[str | None]
    mime_type: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
