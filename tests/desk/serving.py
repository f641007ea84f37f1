"""A desk on a port of its own, and a browser's way of talking to it."""

import asyncio
import itertools
import re
import socket
from contextlib import asynccontextmanager

import httpx
from playwright.async_api import expect
from sanic import Sanic

from handoff.web import desk_blueprint

PASSWORD = "Beispiel-Passwort 1"
apps = itertools.count(1)


@asynccontextmanager
async def serving(settings, **parts):
    """A desk on the port of `settings`; yields its app. `parts` are those of `desk_blueprint`."""
    Sanic.test_mode = True
    app = Sanic(f"desk-{next(apps)}", configure_logging=False)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 1.0
    app.blueprint(desk_blueprint(settings, **parts))
    server = await app.create_server(
        host="127.0.0.1", port=settings.port, return_asyncio_server=True, access_log=False, debug=False
    )
    await server.startup()
    await server.after_start() if hasattr(server, "after_start") else None
    yield app
    await server.before_stop()
    closed = server.close()
    for connection in list(server.connections):
        connection.abort()  # from Python 3.12 on, a server waits for its open streams to end
    await closed
    await server.after_stop()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    """One person's browser: cookies, the form token of the page before, and no scripts."""

    def __init__(self, base_url):
        self.http = httpx.AsyncClient(base_url=base_url, follow_redirects=False, timeout=20)
        self.csrf = ""

    async def get(self, path, **options):
        answer = await self.http.get(path, **options)
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.text)
        self.csrf = found.group(1) if found else self.csrf
        return answer

    async def post(self, path, *, accept="text/html", **fields):
        return await self.http.post(path, data={"csrf": self.csrf} | fields, headers={"Accept": accept})

    async def log_in(self, email, password=PASSWORD):
        await self.get("/login")
        answer = await self.post("/login", email=email, password=password)
        if answer.status_code == 303:
            await self.get("/desk")
        return answer


async def log_in(page, desk, who="anna", institution="musterstadt"):
    """With the fields of the form, in a page of Chromium."""
    await page.goto(f"{desk}/login")
    await fill_in(page, who, institution)


async def fill_in(page, who="anna", institution="musterstadt"):
    """Of a page that has become the log-in form."""
    await page.fill("[name=email]", f"{who}@{institution}.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("main button")
    await page.wait_for_url("**/desk")
    await page.locator("body.desk").wait_for()


async def open_chat(page, desk, chat, who="anna"):
    """Logs in and goes there; returns the field of the reply."""
    await log_in(page, desk, who)
    await page.goto(f"{desk}/desk/chats/{chat}")
    await expect(page.locator("#body")).to_be_focused()
    await connected(page)
    return page.locator("#body")


async def connected(page):
    """Until the page hears what changes."""
    for _ in range(100):
        if await page.evaluate("document.querySelector('turbo-stream-source').streamSource?.readyState") == 1:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the stream does not open")


async def go_to(page, name):
    """To another one of the viewer's chats."""
    await page.click(f"#mine >> text={name}")
    await expect(page.locator("#chat_head h1")).to_have_text(name)


async def eventually(question, wanted):
    """Until that is the answer, within ten seconds."""
    for _ in range(100):
        if (answer := await question()) == wanted:
            return
        await asyncio.sleep(0.1)
    assert answer == wanted


def text_of(html):
    """What a page says; ids and tokens in its tags are by chance, and may look like anything."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
