"""Absences in words: when, with whom as the deputy, and who would stand in for whom where it goes in a circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handoff.absences import Circle
from handoff.models import Absence
from handoff.people import Fault
from handoff.web.forms import Problem
from handoff.web.moments import clock_span, day_span
from handoff.web.texts import texts_in

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Said:
    """`who`: whose it is; `deputy`: null where the team takes over. `away`: when the deputy is away himself.

    `institution_id`: where it was entered, and only there it is changed.
    """

    id: UUID
    institution_id: UUID
    when: str
    who: str
    deputy: str | None
    away: tuple[str, ...]


def said(absence: Absence, *, names: Names, others: Mapping[UUID, list[Absence]], zone: str, language: str) -> Said:
    """`others`: absences of the deputies, by whose they are."""
    of_the_deputy = others.get(absence.deputy_id, []) if absence.deputy_id else []
    overlapping = [one for one in of_the_deputy if one.starts_at < absence.ends_at and absence.starts_at < one.ends_at]
    return Said(
        id=absence.id,
        institution_id=absence.institution_id,
        when=when(absence, zone, language),
        who=_name(absence.user_id, names, language),
        deputy=_name(absence.deputy_id, names, language) if absence.deputy_id else None,
        away=tuple(_deputy_away(one, names, zone, language) for one in overlapping),
    )


def when(absence: Absence, zone: str, language: str) -> str:
    days = day_span(absence.first_day, absence.last_day, language)
    if not absence.is_part_of_a_day:
        return days
    return f"{days}, {clock_span(absence.starts_at, absence.ends_at, zone, language)}"


def problem_of(fault: Fault, *, names: Names, language: str) -> Problem:
    """What is wrong, with names and days as the reader says them."""
    t = texts_in(language)
    if isinstance(fault, Circle):
        links = [
            t(
                "absences.link",
                deputy=_name(one.deputy_id, names, language),
                who=_name(one.user_id, names, language),
                when=day_span(one.first_day, one.last_day, language),
            )
            for one in fault.links
        ]
        return Problem(fault.key, {"links": "; ".join(links)})
    if fault.key == "absence_overlaps":
        first, last = fault.values["first"], fault.values["last"]
        assert isinstance(first, date) and isinstance(last, date)
        return Problem(fault.key, {"when": day_span(first, last, language)})
    return Problem(fault.key, fault.values)


def _deputy_away(absence: Absence, names: Names, zone: str, language: str) -> str:
    t = texts_in(language)
    then = _name(absence.deputy_id, names, language) if absence.deputy_id else t("absences.the_team")
    who = _name(absence.user_id, names, language)
    return t("absences.deputy_away", who=who, when=when(absence, zone, language), then=then)


def _name(user_id: UUID, names: Names, language: str) -> str:
    return names.get(user_id) or texts_in(language)("absences.somebody")
