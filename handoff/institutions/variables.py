"""Which variables a text block may have: {customer}, {appointment} and the like, and the institution's facts."""

import re
from dataclasses import dataclass, field

from handoff.institutions.facts import Facts

OF_A_CHAT = ("customer", "agent", "institution", "branch", "next_opening", "appointment")
# A fact's English form is taken by itself where the chat is in English.
OF_AN_INSTITUTION = tuple(name for name in Facts.model_fields if not name.endswith("_en"))
VARIABLE = re.compile(r"\{(\w+)\}")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class BodyProblem:
    """`key`: of the words under `form.problem`, which `values` fill."""

    key: str
    values: dict[str, str] = field(default_factory=dict)


def placeholders(body: str) -> tuple[str, ...]:
    """Each variable once, in order."""
    return tuple(dict.fromkeys(VARIABLE.findall(body)))


def problems_of(body: str) -> tuple[BodyProblem, ...]:
    """What is wrong with a text block's body: variables that nobody knows, and braces that are none."""
    unknown = [name for name in placeholders(body) if name not in (*OF_A_CHAT, *OF_AN_INSTITUTION)]
    problems = [BodyProblem("unknown_variable", {"name": name}) for name in unknown]
    if _BRACE.search(VARIABLE.sub("", body)):
        problems.append(BodyProblem("stray_brace"))
    return tuple(problems)
