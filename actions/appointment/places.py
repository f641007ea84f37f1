"""At which branch: tapped, or named in the message."""

from actions.appointment.hearing import Hearing, put
from handoff.branches import branches_of, named_branches
from handoff.models import Meeting


async def read_branch(hearing: Hearing) -> bool:
    """A named branch also says that the customer comes there."""
    turn, tapped = hearing.turn, hearing.said.entities.get("branch")
    branches = await branches_of(turn.session, turn.institution.id)
    named = [branch for branch in branches if branch.slug == tapped] or named_branches(hearing.said.text, branches)
    if len(named) != 1:
        return False
    put(hearing.slots, "appointment_branch", named[0].slug)
    put(hearing.slots, "appointment_meeting", Meeting.BRANCH.value)
    return True
