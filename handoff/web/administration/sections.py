"""The parts of the administration, each with the right that opens it."""

from dataclasses import dataclass

from handoff.access import Access, Right


@dataclass(frozen=True, slots=True)
class Section:
    """`key`: of its title under `administration.section`."""

    key: str
    path: str
    right: Right


SECTIONS: tuple[Section, ...] = (
    Section("people", "/desk/administration/people", Right.PEOPLE),
    Section("teams", "/desk/administration/teams", Right.PEOPLE),
    Section("audit", "/desk/administration/audit", Right.AUDIT),
)


def sections_of(access: Access) -> tuple[Section, ...]:
    return tuple(section for section in SECTIONS if access.may(section.right))
