"""The shift plan: who is on duty in which team, made by its leads; which hours nobody covers; and who is there now.

All acts take the session, in its transaction, and `by`: who does it. That he leads the team, the caller has checked.
"""

from handoff.shifts.duty import absent, on_duty
from handoff.shifts.file import as_file
from handoff.shifts.import_plan import Import, Replaced, check_import, write_import
from handoff.shifts.looking_up import planned_people, shifts_between
from handoff.shifts.planning import add_shifts, change_shift, copy_week, find_shift, remove_shift
from handoff.shifts.times import NoSuchTime, Times
from handoff.shifts.uncovered import uncovered, warn_of_gaps
from handoff.shifts.weeks import Week

__all__ = [
    "Import",
    "NoSuchTime",
    "Replaced",
    "Times",
    "Week",
    "absent",
    "add_shifts",
    "as_file",
    "change_shift",
    "check_import",
    "copy_week",
    "find_shift",
    "on_duty",
    "planned_people",
    "remove_shift",
    "shifts_between",
    "uncovered",
    "warn_of_gaps",
    "write_import",
]
