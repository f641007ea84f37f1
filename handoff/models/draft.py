"""What somebody has begun to write in a chat and not yet sent."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import Base


class Draft(Base):
    """One a user and chat, the same on all his devices; they end with the chat, by a trigger. `client_key`: the
    message's that it is to become.

    `revision` rises with each saving, so that an older page can't overwrite what was written later elsewhere.
    `text_blocks`: the ids of those that went into it; `file_of_id`: the text block whose file goes out with it.
    """

    __tablename__ = "drafts"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    client_key: Mapped[uuid.UUID]
    revision: Mapped[int]
    body: Mapped[str]
    text_blocks: Mapped[list[str]] = mapped_column(default=list)
    file_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("text_blocks.id", ondelete="SET NULL"))
    at: Mapped[datetime]
