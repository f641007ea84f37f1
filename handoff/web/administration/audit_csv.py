"""The audit list as a table for spreadsheets."""

from collections.abc import Iterable

from handoff.web.administration.audit_words import Change, Entry

NOTHING = (Change("", None, None),)


def lines_of(entries: Iterable[Entry]) -> Iterable[tuple[str, ...]]:
    """One a change, since each is a line of its own to those who sort and filter."""
    for entry in entries:
        for change in entry.changes or NOTHING:
            head = (entry.at.isoformat(timespec="seconds"), entry.who, entry.act, entry.subject, entry.subject_key)
            yield (*head, change.name, change.before or "", change.after or "")
