"""An entry of the audit list in words. Of what concerns a customer, no free text is shown, whoever wrote it down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handoff.models import Audit
from handoff.models.base import JSON
from handoff.web.moments import moment
from handoff.web.texts import Texts

# What the institution sets up; everything else may hold a customer's words.
SET_UP = frozenset("advisor branch event institution label number organisation team template text_block user".split())
# Whose values have words elsewhere.
WORDS = {"reason": ("reason",), "roles": ("role",)}
HIDDEN = "…"
LONGEST = 300


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
    texts: Texts
    language: str
    zone: str
    names: Mapping[str, str]

    def entry(self, row: Audit) -> Entry:
        kind, _, key = row.subject.partition(":")
        named = self.names.get(key) or key[:8]
        return Entry(
            at=row.at,
            who=self._who(row),
            act=self.texts.of("audit.act", row.act),
            subject=f"{self.texts.of('audit.subject', kind)} {named}".strip(),
            subject_key=row.subject,
            changes=self._changes(row.before or {}, row.after or {}, is_open=kind in SET_UP),
        )

    def _who(self, row: Audit) -> str:
        if row.user_id is None:
            return self.texts.of("audit.actor", row.actor)
        return self.names.get(str(row.user_id)) or self.texts("audit.somebody_gone")

    def _changes(self, before: JSON, after: JSON, *, is_open: bool) -> tuple[Change, ...]:
        names = {**before, **after}
        return tuple(
            Change(
                self.texts.of("audit.field", name),
                self._said(name, before.get(name), is_open),
                self._said(name, after.get(name), is_open),
            )
            for name in names
            if before.get(name) != after.get(name)
        )

    def _said(self, name: str, value: Any, is_open: bool) -> str | None:
        if value is None or value in ("", [], {}):
            return None
        said = self._value(name, value, is_open)
        return said if len(said) <= LONGEST else said[: LONGEST - 1] + HIDDEN

    def _value(self, name: str, value: Any, is_open: bool) -> str:
        if isinstance(value, bool):
            return self.texts("audit.yes" if value else "audit.no")
        if isinstance(value, int | float):
            return str(value)
        if isinstance(value, list):
            return ", ".join(self._value(name, one, is_open) for one in value)
        if isinstance(value, dict):
            return "; ".join(
                f"{self.texts.of('audit.field', key) if is_open else HIDDEN}: {self._value(name, one, is_open)}"
                for key, one in value.items()
            )
        return self._text(name, str(value), is_open)

    def _text(self, name: str, value: str, is_open: bool) -> str:
        known = (f"{group}.{value}" for group in (f"audit.value.{name}", *WORDS.get(name, ())))
        if key := next((key for key in known if self.texts.has(key)), None):
            return self.texts(key)
        if value in self.names:
            return self.names[value]
        if (at := _moment(value)) is not None:
            return moment(at, self.zone, self.language)
        return value if is_open or _is_id(value) else HIDDEN


def _moment(value: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _is_id(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
