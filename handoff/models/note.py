"""What people at the desk write for each other in a chat; the customer never sees it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from handoff.models.base import Base, HasUuid
from handoff.models.user import User


class Note(HasUuid, Base):
    """`client_key` is the form's: one that comes a second time can't become a second note."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_conversation", "conversation_id", "at"),)

    institution_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("institutions.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    at: Mapped[datetime]
    client_key: Mapped[uuid.UUID] = mapped_column(unique=True)

    user: Mapped[User] = relationship(lazy="raise")
    mentions: Mapped[list["Mention"]] = relationship(lazy="raise")


class Mention(Base):
    """Somebody's name in a note. `seen_at`: since when he knows."""

    __tablename__ = "mentions"

    note_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime | None]
