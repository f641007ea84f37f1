"""`make demo`: a customer, the bot and an agent in the terminal, every step checked."""

import asyncio
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from rich.align import Align
from rich.console import Console
from rich.panel import Panel

from bot.training import train
from handoff.demo.institutions import demo_institutions
from handoff.local import servers
from handoff.settings import ROOT, Settings
from simulator.client import Seen, Simulator, SimulatorError
from trials.service import Service, service, set_clock

PATIENCE = 10.0
# A plain Wednesday, when all teams are there.
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


class StepFailed(Exception):
    """A step came otherwise than it should; the message says which."""


def main() -> None:
    console = Console(width=min(Console().width, 100))
    try:
        with whole_service(console, now=NOW) as running:
            asyncio.run(Conversation(running, console).play())
    except (StepFailed, SimulatorError, httpx.HTTPError) as failure:
        console.print(f"[bold red]✗ {failure}")
        sys.exit(1)
    console.print("[bold green]✓ Every step came as expected.")


@contextmanager
def whole_service(console: Console, *, now: datetime | None = None) -> Iterator[Service]:
    """All parts, in a home of their own that is gone afterwards; their clocks start at `now`, if it is given."""
    settings = Settings()
    with console.status("Training the bot, if its data changed …"):
        train(ROOT, settings.home / "models")
    with tempfile.TemporaryDirectory(prefix="schalter-demo-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        shutil.copytree(settings.home / "models", home / "models")
        own = settings.model_copy(update={"home": home, "database_url": None, "redis_url": None})
        clock = home / "clock.json" if now else None
        if clock and now:
            set_clock(clock, now, running=True)
        with servers(own) as addressed, service(addressed, clock=clock, now=now) as running:
            with console.status("Starting PostgreSQL, Redis, web, worker, outbox and simulator …"):
                running.start("simulator", "web", "worker", "outbox")
                running.wait_until_ready()
            yield running


class Conversation:
    def __init__(self, running: Service, console: Console):
        self._service = running
        self._console = console

    async def play(self) -> None:
        async with Simulator(self._service.simulator_url) as simulator:
            self._mara = await simulator.customer("Mara Beispiel")
            await self._bot_answers()
            await self._person_takes_over()
            await self._bot_again()
            await self._a_team_gives_its_chats()

    async def _bot_answers(self) -> None:
        await self._says("Hallo")
        await self._hears("Datenschutz")
        await self._hears()
        await self._says("mein online banking ist gesperrt, komm nich mehr rein 😩")
        await self._hears("Entsperr-Seite")
        await self._hears("Team fürs Online-Banking")
        await self._says("what are your opening hours on saturday?")
        await self._hears("Filiale Mitte")
        await self._says("Meine IBAN ist DE89 3704 0044 0532 0130 00, wie viel Geld habe ich?")
        await self._hears("vertrauliche Angaben")
        await self._hears("Sollen wir Ihnen dabei helfen?")

    async def _person_takes_over(self) -> None:
        await self._says("Ich möchte mit einem Menschen sprechen")
        await self._hears("Team")
        async with Agent(self._service) as agent:
            await agent.takes("Mara")
            await self._says("Sind Sie ein Mensch?")
            await agent.replies("Guten Tag, hier ist Anna. Ja, ich bin ein Mensch. Wie kann ich helfen?")
            await self._hears("hier ist Anna", who="Agent")
            await agent.closes()

    async def _bot_again(self) -> None:
        await self._says("Danke! Wann hat die Filiale Nord morgen offen?")
        await self._hears("Nord")

    async def _a_team_gives_its_chats(self) -> None:
        """Electronic Banking does, to Anna, who is on duty; nobody presses anything."""
        await self._says("Auf meinem Konto wurde etwas abgebucht, das war ich nicht!")
        await self._hears("116 116")
        async with Agent(self._service) as agent:
            await self._says("Ja bitte, ich möchte mit einem Menschen schreiben")
            await self._hears("Team")
            await agent.is_given("Mara")
            await agent.replies("Guten Tag, hier ist Anna vom Electronic Banking. Rufen Sie uns bitte gleich an.")
            await self._hears("Electronic Banking", who="Agent")
            await agent.closes()

    async def _says(self, text: str) -> None:
        self._bubble("Customer", text, "green")
        await self._mara.says(text)

    async def _hears(self, *words: str, who: str = "Bot") -> Seen:
        """The next bubble, which must have one of the words."""
        bubble = await self._mara.hears(timeout=PATIENCE)
        buttons = "".join(f"\n[{title}]" for title in bubble.buttons)
        self._bubble(who, bubble.text + buttons, "cyan" if who == "Bot" else "magenta")
        if words and not any(word in bubble.text for word in words):
            raise StepFailed(f"expected a bubble with {' or '.join(words)}")
        return bubble

    def _bubble(self, who: str, text: str, colour: str) -> None:
        panel = Panel(text.replace("[", "\\["), title=who, title_align="left", border_style=colour, width=70)
        self._console.print(Align(panel, "right" if who == "Customer" else "left"))


class Agent:
    """Anna at the desk, by the desk's own pages and forms."""

    def __init__(self, running: Service):
        self._password = running.settings.demo_password.get_secret_value()
        self._http = httpx.AsyncClient(base_url=running.url, trust_env=False, follow_redirects=True, timeout=PATIENCE)
        self._chat = ""

    async def __aenter__(self) -> "Agent":
        page = await self._http.get("/login")
        email = demo_institutions()[0].users[0].email
        await self._post("/login", page, email=email, password=self._password)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def takes(self, customer: str) -> None:
        """The waiting chat of this customer. Raises StepFailed if there is none."""
        chat = await self._opens(customer, await self._http.get("/desk"))
        if chat is None:
            raise StepFailed(f"{customer}'s chat does not wait at the desk")
        await self._post(f"{self._chat}/assignment", chat)

    async def is_given(self, customer: str) -> None:
        """The chat of this customer is hers. Raises StepFailed if it isn't soon."""
        for _ in range(round(PATIENCE * 4)):
            chat = await self._opens(customer, await self._http.get("/desk"))
            if chat is not None and 'name="client_key"' in chat.text:
                return
            await asyncio.sleep(0.25)
        raise StepFailed(f"{customer}'s chat was not given to anybody")

    async def _opens(self, customer: str, page: httpx.Response) -> httpx.Response | None:
        links = re.findall(r'href="(/desk/chats/[0-9a-f-]{36})"', page.text)
        for link in dict.fromkeys(links):
            chat = await self._http.get(link)
            if customer in chat.text:
                self._chat = link
                return chat
        return None

    async def replies(self, text: str) -> None:
        page = await self._http.get(self._chat)
        await self._post(f"{self._chat}/messages", page, body=text, client_key=_field(page, "client_key"))

    async def closes(self) -> None:
        await self._post(f"{self._chat}/closure", await self._http.get(self._chat), outcome="answered")

    async def _post(self, path: str, page: httpx.Response, **fields: str) -> None:
        """With the form's token, which `page` has. Raises StepFailed if the desk refuses."""
        answer = await self._http.post(path, data={"csrf": _field(page, "csrf"), **fields})
        if answer.status_code != 200:
            raise StepFailed(f"the desk answered {answer.status_code} to {path}")


def _field(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    if found is None:
        raise StepFailed(f"the desk's page has no field {name}")
    return str(found[1])


if __name__ == "__main__":
    main()
