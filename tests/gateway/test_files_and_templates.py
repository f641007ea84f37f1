"""What is fetched from Meta: customers' files, approved templates."""

import asyncio

import httpx
from sqlalchemy import select

from handoff.models import Media, MediaState, Template
from handoff.outbox.media import MediaShelf
from handoff.outbox.templates import read_templates
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi
from handoff.workbench.rehearsal import phone as says

PNG = b"\x89PNG\r\n\x1a\n and so on"


def shelf(service, handler):
    return MediaShelf(
        service.sessions,
        api=CloudApi("http://graph.test", transport=httpx.MockTransport(handler)),
        access_token="token",
        vault=Vault("key"),
        realtime=service.realtime,
        clock=service.clock,
    )


def serving(request):
    if request.url.path.endswith("/9002"):
        return httpx.Response(200, json={"url": "http://graph.test/file", "mime_type": "image/png", "file_size": "23"})
    return httpx.Response(200, content=PNG)


async def stored(service):
    async with service.sessions() as session:
        columns = select(Media.state, Media.content, Media.size, Media.mime_type)
        return (await session.execute(columns)).one()


async def test_a_customers_picture_is_copied_into_the_database(service, mara):
    await service.arrive(mara, says.picture())
    assert await shelf(service, serving).fetch_one()
    assert await stored(service) == (MediaState.STORED, PNG, len(PNG), "image/png")


async def test_a_file_that_is_gone_is_given_up(service, mara):
    await service.arrive(mara, says.picture())

    def gone(request):
        return httpx.Response(400, json={"error": {"code": 100, "message": "no such object"}})

    await shelf(service, gone).fetch_one()
    assert (await stored(service)).state is MediaState.FAILED


async def test_a_file_that_can_not_be_reached_now_waits(service, mara):
    await service.arrive(mara, says.picture())

    def away(request):
        raise httpx.ConnectError("away")

    one = shelf(service, away)
    assert await one.fetch_one()
    assert not await one.fetch_one()
    assert (await stored(service)).state is MediaState.PENDING


async def test_two_processes_never_fetch_the_same_file(service, mara):
    await service.arrive(mara, says.picture())
    fetched = await asyncio.gather(*(shelf(service, serving).fetch_one() for _ in range(4)))
    assert sorted(fetched) == [False, False, False, True]


async def test_approved_templates_are_read_in(service):
    template = {"name": "case_update", "language": "de", "category": "UTILITY", "status": "APPROVED", "components": []}

    def handler(request):
        return httpx.Response(200, json={"data": [template]})

    api = CloudApi("http://graph.test", transport=httpx.MockTransport(handler))
    for _ in range(2):
        await read_templates(service.sessions, api=api, access_token="token", vault=Vault("key"), clock=service.clock)
    async with service.sessions() as session:
        found = (await session.scalars(select(Template))).all()
    assert [(one.name, one.status) for one in found] == [("case_update", "APPROVED")]
