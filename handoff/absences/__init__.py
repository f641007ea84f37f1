"""Absences and deputies: written down, changed, taken back; and who answers for somebody now.

All acts take the session, in its transaction, and `by`: who does it. Whose they may be, `Access.people_to_plan` says.
"""

from handoff.absences.deputies import can_stand_in_for
from handoff.absences.faults import Circle
from handoff.absences.looking_up import (
    absences_between,
    coming_absences,
    find_absence,
    find_person,
    stands_in_for,
    stands_in_now,
)
from handoff.absences.writing import Wanted, add_absence, change_absence, remove_absence

__all__ = [
    "Circle",
    "Wanted",
    "absences_between",
    "add_absence",
    "can_stand_in_for",
    "change_absence",
    "coming_absences",
    "find_absence",
    "find_person",
    "remove_absence",
    "stands_in_for",
    "stands_in_now",
]
