"""SIGKILL around the upload of a file: it reaches the customer once."""

from uuid import uuid4

import pytest

from handoff.demo.institutions import demo_institutions
from simulator.client import Simulator
from tests.crash.test_kills import PATIENCE, hears_nothing_more, killed_at, rows
from tests.desk.files import PDF
from tests.desk.serving import Browser


@pytest.fixture
async def anna(running):
    browser = Browser(running.url)
    password = running.settings.demo_password.get_secret_value()
    assert (await browser.log_in(demo_institutions()[0].users[0].email, password)).status_code == 303
    yield browser
    await browser.http.aclose()


async def test_an_outbox_killed_around_an_upload_sends_the_file_once(running, anna):
    running.start("worker", "outbox")
    async with Simulator(running.simulator_url) as simulator:
        mara = await simulator.customer("Mara Beispiel")
        await mara.says("Ich möchte bitte mit einem Menschen schreiben")
        await mara.hears_all(quiet=3, timeout=PATIENCE)
        ((chat,),) = rows(running, "SELECT id FROM conversations")
        await anna.post(f"/desk/chats/{chat}/assignment")
        running.stop("outbox")

        answer = await anna.http.post(
            f"/desk/chats/{chat}/files",
            data={"csrf": anna.csrf, "client_key": str(uuid4()), "caption": "Bitte lesen."},
            files=[("file", ("Merkblatt.pdf", PDF, "application/pdf"))],
        )
        assert answer.status_code == 303
        for place in ("outbox.uploaded", "outbox.sent"):
            await killed_at(running, "outbox", place)
        running.start("outbox")

        bubble = await mara.hears(timeout=PATIENCE)
        assert (bubble.type, bubble.text, bubble.look["media"]["filename"]) == (
            "document",
            "Bitte lesen.",
            "Merkblatt.pdf",
        )
        await hears_nothing_more(mara)
    assert rows(running, "SELECT count(*) FROM messages WHERE kind = 'document' AND status >= 2 AND status <> 4") == [
        (1,)
    ]
