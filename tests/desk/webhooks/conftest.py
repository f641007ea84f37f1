"""A receiver, an administrator who subscribes to events, and the process that sends them."""

import pytest

from handoff.models import User
from handoff.webhooks import By, Courier, Post, Wishes, add_subscription
from tests.desk.webhooks.dispatch import ALL
from tests.desk.webhooks.receiver import receiving

CHANCE = 0.5  # which changes no time


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def post():
    post = Post(itself=True)
    yield post
    await post.close()


@pytest.fixture
def courier_of(world, post):
    """A sending process's; `holder` says which."""

    def courier_of(holder=1, **values):
        given = {"post": post, "vault": world.vault, "clock": world.clock, "holder": holder, "chance": lambda: CHANCE}
        return Courier(world.sessions, **(given | values))

    return courier_of


@pytest.fixture
def courier(courier_of):
    return courier_of()


@pytest.fixture
def act(world):
    """Does one of the administrators' acts."""

    async def act(what, *things, who="adam", **values):
        async with world.sessions.begin() as session:
            user = await session.get_one(User, world.users[who])
            return await what(session, *things, by=By(user, world.clock()), **values)

    return act


@pytest.fixture
def subscribe(world, act, receiver):
    """Returns id and secret."""

    async def subscribe(institution="musterstadt", who="adam", *, events=ALL, transcripts=False, address=None):
        wishes = Wishes("Kernbank", address or receiver.address, events, transcripts)
        subscription, secret = await act(
            add_subscription, world.institutions[institution], wishes, vault=world.vault, who=who
        )
        return subscription.id, secret

    return subscribe
