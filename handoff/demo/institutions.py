"""What the demo institutions are like: plainly invented names, addresses and numbers, in the files beside this one."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from handoff.institutions import InstitutionFile, read_institution
from handoff.records import RecordEntry

HERE = Path(__file__).parent


@cache
def demo_institutions() -> tuple[InstitutionFile, ...]:
    """The first has the number WHATSAPP_PHONE_NUMBER_ID."""
    return tuple(read_institution(HERE / f"{slug}.yml") for slug in ("musterstadt", "neubeispiel"))


@cache
def demo_plans() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Shifts and absences, by the institution's slug."""
    plans: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load((HERE / "shifts.yml").read_text())
    return plans


@cache
def demo_records() -> dict[str, tuple[RecordEntry, ...]]:
    """By the institution's slug."""
    records = yaml.safe_load((HERE / "records.yml").read_text())
    return {slug: tuple(RecordEntry.model_validate(row) for row in rows) for slug, rows in records.items()}


@cache
def demo_events() -> dict[str, list[dict[str, Any]]]:
    """By the institution's slug."""
    events: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "events.yml").read_text())
    return events
