"""The processes that work, as they last said of themselves."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from handoff.models.base import Base


class Process(Base):
    """`seen_at` by the database's own clock. `model_hash`: the model that answered a smoke message, if there is one."""

    __tablename__ = "processes"

    name: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str]
    seen_at: Mapped[datetime]
    model_hash: Mapped[str | None]
