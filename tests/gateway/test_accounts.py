"""What Meta says of a number, and the profile that the desk wishes for."""

import json
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from handoff.models import Number
from handoff.outbox.accounts import look_after_accounts
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi

SHOWN = {
    "verified_name": "Sparkasse Musterstadt",
    "quality_rating": "GREEN",
    "whatsapp_business_manager_messaging_limit": "TIER_2K",
}
WISH = {"about": "Neu", "websites": []}


class Meta:
    """Remembers what it was told; `refuses`: a profile, with this code."""

    def __init__(self):
        self.profile = {"about": "Alt"}
        self.asked = 0
        self.refuses = None

    def __call__(self, request):
        self.asked += 1
        if request.method == "POST":
            if self.refuses:
                return httpx.Response(400, json={"error": {"code": self.refuses}})
            self.profile = {key: value for key, value in json.loads(request.content).items() if value}
            return httpx.Response(200, json={"success": True})
        is_profile = request.url.path.endswith("whatsapp_business_profile")
        return httpx.Response(200, json={"data": [self.profile]} if is_profile else SHOWN)


@pytest.fixture
def meta():
    return Meta()


@pytest.fixture
def look(service, meta):
    api = CloudApi("http://meta.example", transport=httpx.MockTransport(meta))

    async def look():
        vault = Vault("a key for tests")
        await look_after_accounts(service.sessions, api=api, access_token="t", vault=vault, clock=service.clock)

    return look


async def first(service):
    async with service.sessions() as session:
        return (await session.scalars(select(Number).order_by(Number.phone_number_id))).first()


async def wish(service):
    async with service.sessions.begin() as session:
        number = (await session.scalars(select(Number).order_by(Number.phone_number_id))).first()
        await session.execute(update(Number).where(Number.id == number.id).values(profile_wanted=WISH))


async def test_each_number_is_read_once_an_hour(service, meta, look):
    await look()
    asked = meta.asked
    await look()
    number = await first(service)
    service.clock.now += timedelta(minutes=61)
    await look()

    assert (number.quality, number.messaging_limit, number.profile) == ("GREEN", "TIER_2K", {"about": "Alt"})
    assert meta.asked == 2 * asked > 0


async def test_a_wish_goes_to_meta_and_is_done(service, meta, look):
    await look()
    await wish(service)
    await look()

    number = await first(service)
    assert number.profile == {"about": "Neu"} and number.profile_wanted is None


async def test_a_wish_that_meta_refuses_stays_to_be_mended_and_is_not_repeated(service, meta, look):
    await look()
    await wish(service)
    meta.refuses = 100
    await look()
    asked = meta.asked
    await look()

    number = await first(service)
    assert (number.profile_wanted, number.profile_problem, number.profile) == (WISH, "100", {"about": "Alt"})
    assert meta.asked == asked
