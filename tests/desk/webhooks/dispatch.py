"""What the tests do with webhooks: end chats, send what is due, and look at what is kept."""

from sqlalchemy import select

from handoff.desk.holding import close
from handoff.models import Outcome, User, WebhookDelivery, WebhookEvent, WebhookSubscription

ALL = tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST)


async def run(courier):
    """As the process does, until nothing is due."""
    for subscription in await courier.claim(limit=10):
        await courier.serve(subscription)


async def ended(world, chat, *, who="anna", outcome=Outcome.ANSWERED):
    async with world.sessions.begin() as session:
        await close(
            session, chat, user=await session.get_one(User, world.users[who]), outcome=outcome, now=world.clock()
        )


async def deliveries(world):
    return await world.all(select(WebhookDelivery).order_by(WebhookDelivery.place))


async def only(world, kind=WebhookSubscription):
    (one,) = await world.all(select(kind))
    return one
