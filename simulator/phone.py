"""A customer's phone in the hands of a test: what he does, hears and sees."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from simulator.seen import Seen, seen

Ask = Callable[..., Awaitable[Any]]


class SimulatorError(Exception):
    """The control API refused; the message says why."""


class Silence(SimulatorError):
    """Nothing that was waited for came in time."""


class Phone:
    """One customer. Remembers how far he has read: ``hears`` goes from bubble to bubble."""

    def __init__(self, ask: Ask, row: dict[str, Any]) -> None:
        self._ask = ask
        self._row = row
        self._path = f"/customers/{row['id']}"
        self._heard = 0

    @property
    def id(self) -> str:
        return str(self._row["id"])

    @property
    def name(self) -> str:
        return str(self._row["name"])

    @property
    def wa_id(self) -> str | None:
        return str(self._row["wa_id"]) if self._row["wa_id"] else None

    @property
    def user_id(self) -> str:
        return str(self._row["user_id"])

    async def says(self, text: str, *, number: str | None = None, reply_to: Seen | None = None) -> Seen:
        return await self.does("text", text=text, number=number, reply_to=reply_to.wamid if reply_to else None)

    async def taps(self, bubble: Seen, title: str | None = None, *, id: str | None = None) -> Seen:
        """A button, list row or quick reply, by its title or its id."""
        return await self.does("tap", wamid=bubble.wamid, title=title, id=id)

    async def reacts(self, bubble: Seen, emoji: str = "") -> Seen:
        """Without an emoji: takes the reaction back."""
        return await self.does("reaction", wamid=bubble.wamid, emoji=emoji)

    async def edits(self, bubble: Seen, text: str) -> Seen:
        return await self.does("edit", wamid=bubble.wamid, text=text)

    async def revokes(self, bubble: Seen) -> Seen:
        return await self.does("revoke", wamid=bubble.wamid)

    async def shares_location(self, latitude: float, longitude: float, **place: str) -> Seen:
        return await self.does("location", location={"latitude": latitude, "longitude": longitude, **place})

    async def sends(self, content: bytes, *, kind: str, mime: str, **query: str) -> Seen:
        """A file; ``kind`` image, video, audio, document or sticker; ``query``: filename, caption, voice, number."""
        path, headers = f"{self._path}/files", {"Content-Type": mime}
        params = {"kind": kind, **query}
        return seen(await self._ask("POST", path, params=params, headers=headers, content=content))

    async def does(self, type: str, **wanted: Any) -> Seen:
        """Any act of simulator/acts.py, also contacts, unsupported, future."""
        body = {"type": type} | {key: value for key, value in wanted.items() if value is not None}
        return seen(await self._ask("POST", f"{self._path}/messages", json=body))

    async def changes(self, **wanted: Any) -> None:
        """``receipts``, ``online``, ``hides_phone``, ``name``, ``number``."""
        self._row = await self._ask("PATCH", self._path, json=wanted)

    async def changes_number(self, wa_id: str | None = None) -> None:
        self._row = await self._ask("POST", f"{self._path}/number", json={"wa_id": wa_id})

    async def changes_user_id(self) -> None:
        self._row = await self._ask("POST", f"{self._path}/user_id")

    async def prefers(self, value: str) -> None:
        """`stop` or `resume` marketing messages."""
        await self._ask("POST", f"{self._path}/preference", json={"value": value})

    async def hears(self, *, timeout: float = 5) -> Seen:
        """The next bubble from an institution not heard yet, without reactions and what failed. Raises Silence."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while True:
            view = await self.thread(after=self._heard, wait=max(until - loop.time(), 0))
            for bubble in view:
                self._heard = bubble.seq
                if bubble.outbound and bubble.code is None and bubble.type != "reaction":
                    return bubble
            if loop.time() >= until:
                raise Silence(f"No bubble came within {timeout} s.")

    async def catches_up(self) -> None:
        """Counts everything so far as heard."""
        self._heard = (await self._view())["seq"]

    async def hears_all(self, *, quiet: float = 1, timeout: float = 10) -> list[Seen]:
        """Bubbles until nothing came for ``quiet`` seconds; at least one. Raises Silence."""
        heard = [await self.hears(timeout=timeout)]
        while True:
            try:
                heard.append(await self.hears(timeout=quiet))
            except Silence:
                return heard

    async def hears_nothing(self, *, within: float = 1) -> None:
        """Raises SimulatorError when a bubble comes."""
        try:
            await self.hears(timeout=within)
        except Silence:
            return
        raise SimulatorError("A bubble came though none should.")

    async def sees(self, wamid: str, right: Callable[[Seen], bool], *, timeout: float = 5) -> Seen:
        """Waits until the bubble is as ``right`` wants it, say `lambda it: it.status == "read"`. Raises Silence."""
        loop = asyncio.get_running_loop()
        until, after = loop.time() + timeout, 0
        while True:
            view = await self._view(after=after, changes=1, wait=max(until - loop.time(), 0))
            after = view["seq"]
            for bubble in map(seen, view["bubbles"]):
                if bubble.wamid == wamid and right(bubble):
                    return bubble
            if loop.time() >= until:
                raise Silence(f"The bubble did not become so within {timeout} s.")

    async def thread(self, *, after: int = 0, wait: float = 0) -> list[Seen]:
        return [seen(row) for row in (await self._view(after=after, wait=wait))["bubbles"]]

    async def is_typed_to(self) -> bool:
        """Whether an institution's typing dots show now."""
        return bool((await self._view())["typing"])

    async def reads(self) -> int:
        """How many read receipts the institutions have sent."""
        return int((await self._view())["reads"])

    async def _view(self, **params: float) -> dict[str, Any]:
        return dict(await self._ask("GET", f"{self._path}/thread", params=params))
