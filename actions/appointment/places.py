"""At which branch: tapped, or named in the message, or the other one."""

import re

from actions.appointment.hearing import ANY_BRANCH, Hearing, put
from actions.ordinals import nth_alone
from actions.rows import ROWS
from handoff.appointments import bookable_branches
from handoff.branches import branches_of, named_branches
from handoff.models import Branch, Meeting

_OTHER = re.compile(r"\b(?:ander\w+|other|another)\b", re.IGNORECASE)
_BRANCH = re.compile(r"filiale|gesch(?:ä|ae)ftsstelle|branch", re.IGNORECASE)


async def read_branch(hearing: Hearing) -> bool:
    """A named branch also says that the customer comes there."""
    turn, tapped = hearing.turn, hearing.said.entities.get("branch")
    branches = await branches_of(turn.session, turn.institution.id)
    named = [branch for branch in branches if branch.slug == tapped] or named_branches(hearing.said.text, branches)
    named = named or await _others(hearing)
    return len(named) == 1 and _put_branch(hearing, named[0])


async def read_listed_branch(hearing: Hearing) -> bool:
    """ "Die zweite", where the branches were listed."""
    if hearing.requested != "appointment_branch":
        return False
    bookable = (await _bookable(hearing))[:ROWS]
    nth = nth_alone(hearing.said.text, len(bookable))
    return nth is not None and _put_branch(hearing, bookable[nth])


def names_other_branch(text: str) -> bool:
    return bool(_OTHER.search(text) and _BRANCH.search(text))


async def _others(hearing: Hearing) -> list[Branch]:
    """ "In der anderen Filiale", where one was chosen and there is one other for the topic."""
    text, slots = hearing.said.text, hearing.slots
    if slots["appointment_branch"] in (None, ANY_BRANCH) or slots["appointment_topic"] is None:
        return []
    if not names_other_branch(text):
        return []
    return [branch for branch in await _bookable(hearing) if branch.slug != slots["appointment_branch"]]


def _put_branch(hearing: Hearing, branch: Branch) -> bool:
    put(hearing.slots, "appointment_branch", branch.slug)
    return put(hearing.slots, "appointment_meeting", Meeting.BRANCH.value)


async def _bookable(hearing: Hearing) -> list[Branch]:
    topic = hearing.slots["appointment_topic"]
    return list(await bookable_branches(hearing.turn.session, institution=hearing.turn.institution, topic=topic))
