"""The sections and rows of a list message: at most ten rows in total."""

from typing import Any

from simulator.checks.fields import objects_at, unique, words
from simulator.errors import Refusal

PATH = "interactive.action.sections"


def check(action: dict[str, Any]) -> None:
    words(action, "button", limit=20, path="interactive.action")
    sections = objects_at(action, "sections", most=10, path="interactive.action")
    for section in sections:
        words(section, "title", limit=24, path=PATH, optional=len(sections) == 1)
    rows = [row for section in sections for row in objects_at(section, "rows", most=10, path=PATH)]
    if len(rows) > 10:
        raise Refusal(131009, f"Total row count exceeds the limit: {len(rows)} rows, at most 10 are allowed.")
    for row in rows:
        words(row, "id", limit=200, path=f"{PATH}.rows")
        words(row, "title", limit=24, path=f"{PATH}.rows")
        words(row, "description", limit=72, path=f"{PATH}.rows", optional=True)
    unique([row["id"] for row in rows], path=f"{PATH}.rows.id")
