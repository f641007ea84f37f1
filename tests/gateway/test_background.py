"""What goes on beside the work: it may not end unseen, nor end the work."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text, update
from structlog.testing import capture_logs

from handoff.models import Media, MediaState
from handoff.outbox.media import MediaShelf
from handoff.outbox.templates import keep_templates
from handoff.running import background
from handoff.vault import Vault
from handoff.whatsapp.client import CloudApi
from handoff.workbench.rehearsal import phone as says
from handoff.worker import Dispatcher


async def failing():
    raise ZeroDivisionError("Mara Beispiel")


async def for_ever():
    await asyncio.Event().wait()


async def test_work_that_fails_ends_the_process_when_what_is_begun_is_finished():
    stopping, finished = asyncio.Event(), False
    with capture_logs() as logs, pytest.raises(SystemExit):
        async with background(stopping, beat=for_ever(), sweep=failing()):
            await asyncio.wait_for(stopping.wait(), 5)
            finished = True
    assert finished
    assert logs == [
        {"event": "background work ended", "log_level": "critical", "work": "sweep", "error": "ZeroDivisionError"}
    ]


async def test_work_that_simply_ends_does_so_too():
    stopping = asyncio.Event()
    with pytest.raises(SystemExit):
        async with background(stopping, beat=asyncio.sleep(0)):
            await asyncio.wait_for(stopping.wait(), 5)


async def test_work_is_over_when_we_stop_and_nothing_is_wrong_then():
    stopping, cancelled = asyncio.Event(), asyncio.Event()

    async def patient():
        try:
            await for_ever()
        finally:
            cancelled.set()

    with capture_logs() as logs:
        async with background(stopping, files=patient(), listen=stopping.wait()):
            await asyncio.sleep(0)
            stopping.set()
    assert (cancelled.is_set(), logs) == (True, [])


class Hopeless:
    """An inbox in which everything fails."""

    async def handle(self, conversation_id):
        raise KeyError("Mara Beispiel")


async def test_a_turn_that_fails_for_whatever_reason_leaves_the_worker_alive():
    dispatcher = Dispatcher(Hopeless())
    with capture_logs() as logs:
        await dispatcher._handle(uuid4())
    assert [(one["log_level"], one["error"]) for one in logs] == [("error", "KeyError")]


def shelf(service, handler):
    return MediaShelf(
        service.sessions,
        api=CloudApi("http://graph.test", transport=httpx.MockTransport(handler)),
        access_token="token",
        vault=Vault("key"),
        realtime=service.realtime,
        clock=service.clock,
    )


async def media(service):
    async with service.sessions() as session:
        waits = (Media.due_at - text("clock_timestamp()")).label("wait")
        return (await session.execute(select(Media.state, Media.attempts, waits))).one()


async def attempted(service, attempts):
    async with service.sessions.begin() as session:
        due = text("clock_timestamp() - interval '1 s'")
        await session.execute(update(Media).values(attempts=attempts, due_at=due))


def nonsense(request):
    return httpx.Response(200, json={"file_size": "large"})


def expired_token(request):
    return httpx.Response(401, json={"error": {"code": 190, "message": "expired"}})


@pytest.mark.parametrize("answer", [nonsense, expired_token])
async def test_a_file_that_can_not_be_fetched_is_tried_for_six_days(service, mara, answer):
    await service.arrive(mara, says.picture())
    await attempted(service, 148)
    assert await shelf(service, answer).fetch_one()
    assert (await media(service)).state is MediaState.PENDING
    await attempted(service, 149)
    assert await shelf(service, answer).fetch_one()
    assert (await media(service)).state is MediaState.FAILED


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 30), (1, 60), (6, 1920), (7, 3600), (100, 3600)])
async def test_the_waits_for_a_file_double_up_to_an_hour(service, mara, attempts, seconds):
    await service.arrive(mara, says.picture())
    await attempted(service, attempts)
    await shelf(service, expired_token).fetch_one()
    wait = (await media(service)).wait
    assert timedelta(seconds=seconds - 5) < wait <= timedelta(seconds=seconds)


async def test_templates_that_can_not_be_read_are_tried_again_in_an_hour(service):
    api = CloudApi(
        "http://graph.test", transport=httpx.MockTransport(lambda request: httpx.Response(200, json={"data": ["?"]}))
    )
    keeping = keep_templates(service.sessions, api=api, access_token="t", vault=Vault("key"), clock=service.clock)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(keeping, 0.5)
