"""An entry of the audit list in words. Of what concerns a customer, no free text is shown, whoever wrote it down."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handoff.models import Audit
from handoff.models.base import JSON
from handoff.web.moments import day_span, moment
from handoff.web.texts import Texts

# What the institution sets up; everything else may hold a customer's words.
SET_UP = frozenset(
    """
    advisor branch event institution label number organisation record_token team template text_block user webhook
    """.split()
)
# Whose values have words elsewhere.
WORDS = {
    "reason": ("reason",),
    "roles": ("role",),
    "kinds": ("kind",),
    "outcome": ("outcome", "callbacks.outcome", "appointments.outcome"),
    "meeting": ("advisors.meeting",),
    "meetings": ("advisors.meeting",),
    "colour": ("labels.colours",),
    "speaks": ("language",),
    "event": ("webhooks.event",),
    "events": ("webhooks.event",),
    "pause_cause": ("webhooks.cause",),
    "vertical": ("whatsapp_profile.verticals",),
}
# Acts whose fields, and values, have theirs there.
FIELDS = {
    "change_facts": "fact",
    "change_text": "bot_texts.title",
    "change_customer_views": "customer_views.roles",
    "change_whatsapp_profile": "whatsapp_profile",
}
VALUES = {"change_customer_views": "customer_views.view"}
# Announcements are kept by their slugs, which nobody has seen.
ANNOUNCING = frozenset({"change_announcement", "end_announcement"})
DAYS = ("first_day", "last_day")
# What says nothing that the entry doesn't.
UNTOLD = frozenset({"changed_at", "mime_type", "slug"})
HIDDEN = "…"
LONGEST = 300
# As announcements have it: by the institution's clocks.
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


@dataclass(frozen=True, slots=True)
class Change:
    """`before` and `after` are null where there was, or is, nothing."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """`subject`: what it is called, and `subject_key` as the list can be filtered by it."""

    at: datetime
    who: str
    act: str
    subject: str
    subject_key: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """`names`: of people, teams and what else is called something, by id; `topics`: of what chats are about, by key."""

    texts: Texts
    language: str
    zone: str
    names: Mapping[str, str]
    topics: Mapping[str, str] = field(default_factory=dict)

    def entry(self, row: Audit) -> Entry:
        kind, _, key = row.subject.partition(":")
        named = self.names.get(key) or self._former_name(row, kind) or key[:8]
        return Entry(
            at=row.at,
            who=self._who(row),
            act=self.texts.of("audit.act", row.act),
            subject=self._called(kind, named),
            subject_key=row.subject,
            changes=self._changes(row, is_open=kind in SET_UP),
        )

    def _called(self, kind: str, name: str) -> str:
        """Of a branch that is called “Filiale Mitte” nobody says that it is one."""
        noun = self.texts.of("audit.subject", kind)
        return name if name.startswith(f"{noun} ") else f"{noun} {name}".strip()

    def _who(self, row: Audit) -> str:
        if row.user_id is None:
            return self.texts.of("audit.actor", row.actor)
        return self.names.get(str(row.user_id)) or self.texts("audit.somebody_gone")

    def _former_name(self, row: Audit, kind: str) -> str:
        """What it was called, if it is there no longer."""
        told = (row.after or {}) | (row.before or {}) if kind in SET_UP else {}
        name = told.get("name") or told.get("title") or ""
        return str(name.get(self.language, "") if isinstance(name, dict) else name)

    def _changes(self, row: Audit, *, is_open: bool) -> tuple[Change, ...]:
        before, after = (_parts(values or {}, is_open) for values in (row.before, row.after))
        told = []
        for path in {**before, **after}:
            was, is_now = before.get(path), after.get(path)
            # Of a file it is told alone that there is another one.
            if UNTOLD.isdisjoint(path) and (was != is_now or is_now == HIDDEN):
                said = (self._said(row.act, path, value, is_open) for value in (was, is_now))
                told.append(Change(self._field(row.act, path), *said))
        return tuple(change for change in told if (change.before, change.after) != (None, None))

    def _field(self, act: str, path: tuple[str, ...]) -> str:
        first, *rest = path
        of_act = f"{FIELDS.get(act)}.{first}"
        if act in ANNOUNCING:
            words = self.texts("audit.field.announcement")
        else:
            words = self.texts(of_act) if self.texts.has(of_act) else self.texts.of("audit.field", first)
        return " · ".join([words, *(self.names.get(part) or self.texts.of("audit.field", part) for part in rest)])

    def _said(self, act: str, path: tuple[str, ...], value: Any, is_open: bool) -> str | None:
        if value is None or value in ("", [], {}):
            return None
        said = self._value(act, path[0] if act not in ANNOUNCING else path[-1], value, is_open)
        return said if len(said) <= LONGEST else said[: LONGEST - 1] + HIDDEN

    def _value(self, act: str, name: str, value: Any, is_open: bool) -> str:
        if isinstance(value, bool):
            return self.texts("audit.yes" if value else "audit.no")
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list):
            return ", ".join(self._value(act, name, one, is_open) for one in value)
        if isinstance(value, dict):
            return "; ".join(
                f"{self.texts.of('audit.field', key) if is_open else HIDDEN}: {self._value(act, name, one, is_open)}"
                for key, one in value.items()
            )
        return self._text(act, name, str(value), is_open)

    def _text(self, act: str, name: str, value: str, is_open: bool) -> str:
        groups = (f"audit.value.{name}", *WORDS.get(name, ()), *([VALUES[act]] if act in VALUES else []))
        if known := next(filter(self.texts.has, (f"{group}.{value}" for group in groups)), None):
            return self.texts(known)
        if name in ("topic", "topics") and value in self.topics:
            return self.topics[value]
        if value in self.names:
            return self.names[value]
        if name in DAYS and (day := _day(value)) is not None:
            return day_span(day, day, self.language)
        if (at := _moment(value, self.zone)) is not None:
            return moment(at, self.zone, self.language)
        return value if is_open or _is_id(value) else HIDDEN


def _parts(values: JSON, is_open: bool) -> dict[tuple[str, ...], Any]:
    """Each value that may differ, by its way there. Keys deeper down may be a customer's words too."""
    found: dict[tuple[str, ...], Any] = {}
    for name, value in values.items():
        inner = _parts(value, is_open) if is_open and isinstance(value, dict) else {(): value}
        found |= {(name, *path): one for path, one in inner.items()}
    return found


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _moment(value: str, zone: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    if _LOCAL.fullmatch(value):
        return at.replace(tzinfo=ZoneInfo(zone))
    return at if at.tzinfo else None


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
