"""The pages that are measured, and how long the server takes for each."""

import time
from dataclasses import dataclass, field
from html import unescape

import httpx

from trials.desk.agents import Agent

# What people type: often said, rare, together, begun, in English, a name, nothing that there is.
SOUGHT = (
    "Zugang",
    "Süßmilch",
    '"Filiale Altstadt"',
    "Baufi",
    "mortgage",
    "Mara Probe",
    "Kugelschreiber",
    "pushTAN Ausweis",
)


@dataclass(slots=True)
class Page:
    """`paths`: one after another is asked for. `times` in seconds."""

    name: str
    paths: list[str]
    times: list[float] = field(default_factory=list)


def pages_of(agent: Agent) -> list[Page]:
    search = [f"/desk/search?{httpx.QueryParams({chr(113): sought})}" for sought in SOUGHT]
    return [
        Page("list: waiting", ["/desk?list=waiting"]),
        Page("list: waiting, filtered", ["/desk?list=waiting&language=en", "/desk?list=waiting&topic=limit"]),
        Page("list: with colleagues", ["/desk?list=team"]),
        Page("list: closed", ["/desk?list=closed"]),
        Page("list: closed, filtered", ["/desk?list=closed&topic=credit", "/desk?list=closed&language=en&topic=forms"]),
        Page("chat", [f"/desk/chats/{agent.chat_id}"]),
        Page("search", search),
        Page("callbacks", ["/desk/callbacks"]),
    ]


async def measure(http: httpx.AsyncClient, page: Page, *, requests: int) -> None:
    """One after another. Raises HTTPStatusError."""
    for number in range(requests):
        begun = time.perf_counter()
        answer = await http.get(page.paths[number % len(page.paths)])
        page.times.append(time.perf_counter() - begun)
        answer.raise_for_status()


async def further(http: httpx.AsyncClient, page: Page, *, requests: int) -> None:
    """From page to page down the list of who waits, by the keys that each names, from the top again at its end."""
    first = (await http.get("/desk?list=waiting")).text
    path = _next(first)
    for _ in range(requests if path else 0):
        assert path is not None
        begun = time.perf_counter()
        answer = await http.get(path)
        page.times.append(time.perf_counter() - begun)
        path = _next(answer.raise_for_status().text) or _next(first)


def stream_of(page: str) -> str:
    """The address of the stream that an open page follows; a chat's tells from which message on it is shown."""
    address = _address(page, 'data-controller="live" src="')
    assert address is not None, "the page follows nothing"
    return address


def _next(html: str) -> str | None:
    return _address(html, 'src="', "/desk/lists/waiting")


def _address(html: str, before: str, begun: str = "") -> str | None:
    """The first one that stands after `before` and begins so."""
    _, found, rest = html.partition(f"{before}{begun}")
    return unescape(f"{begun}{rest.partition(chr(34))[0]}") if found else None
