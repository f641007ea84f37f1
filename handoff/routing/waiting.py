"""An honest word on how long somebody will wait: from how fast the team has been taking chats lately."""

from datetime import timedelta

# What is told: nobody can say seven minutes and mean it.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 20, 30, 45, 60))


def expected_wait(*, ahead: int, places: int, taken: int, during: timedelta) -> timedelta | None:
    """How long the next one waits, rounded up to one of STEPS; None where it is longer, or nothing tells.

    `ahead`: who waits already. `places`: how many more chats those who are there can have now. `taken`: how many the
    team took `during` the time before now.
    """
    if places > ahead:
        return STEPS[0]
    if taken == 0:
        return None
    exact = during / taken * (ahead + 1 - places)
    return next((step for step in STEPS if exact <= step), None)


def in_minutes(wait: timedelta) -> str:
    return str(round(wait / timedelta(minutes=1)))
