"""From when to when, by the institution's clocks."""

from datetime import datetime
from typing import Any

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from handoff.web.forms import Form


class Period(Form):
    """Base of a form with `starts` and `ends`, to the minute."""

    starts: datetime
    ends: datetime

    @field_validator("starts", "ends")
    @classmethod
    def _without_zone(cls, value: datetime) -> datetime:
        return value.replace(tzinfo=None, second=0, microsecond=0)

    @field_validator("ends")
    @classmethod
    def _after_it_starts(cls, value: datetime, info: Any) -> datetime:
        if "starts" in info.data and value <= info.data["starts"]:
            raise PydanticCustomError("ends_too_early", "it ends before it starts")
        return value
