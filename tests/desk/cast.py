"""One of each role, in both institutions: `auditor@musterstadt.example` and so on."""

from handoff.models import OF_AN_INSTITUTION, Role

from .conftest import _hire

INSTITUTIONS = ("musterstadt", "neubeispiel")


async def hire_everyone(world, password_hash):
    """Their ids are in `world.users`, as "lead@neubeispiel". Each works in the service team, or the institution."""
    async with world.sessions.begin() as session:
        for institution in INSTITUTIONS:
            for role in Role:
                place = {None if role in OF_AN_INSTITUTION else "service": role}
                name = f"{role.value.replace('_', ' ').title()} aus {institution.title()}"
                await _hire(session, world, role.value, institution, name, "de", place, password_hash)
                world.users[f"{role.value}@{institution}"] = world.users.pop(role.value)
