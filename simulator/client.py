"""A typed client of the control API, for tests, the demonstration and load.

async with Simulator("http://127.0.0.1:8099") as sim:
    mara = await sim.customer("Mara Beispiel")
    await mara.says("Hallo")
    bubble = await mara.hears(timeout=5)
    await mara.taps(bubble, "Termin buchen")
"""

from types import TracebackType
from typing import Any, Self

import httpx

from simulator.phone import Phone, Silence, SimulatorError
from simulator.seen import Seen

__all__ = ["Phone", "Seen", "Silence", "Simulator", "SimulatorError"]


class Simulator:
    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{url}/control", timeout=60, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def customer(self, name: str, **wanted: Any) -> Phone:
        """``wanted``: id, wa_id, user_id, username, hides_phone, receipts, online, on_whatsapp, number."""
        return Phone(self.ask, await self.ask("POST", "/customers", json={"name": name, **wanted}))

    async def customers(self) -> list[Phone]:
        return [Phone(self.ask, row) for row in await self.ask("GET", "/customers")]

    async def mode(self, **modes: Any) -> dict[str, Any]:
        """See simulator/modes.py. Returns all modes."""
        return dict(await self.ask("PATCH", "/modes", json=modes))

    async def fault(self, kind: str = "error", **wanted: Any) -> None:
        """Orders a fault for the next sends, see simulator/faults.py: code, times, seconds, accept, to."""
        await self.ask("POST", "/faults", json={"kind": kind, **wanted})

    async def set_template(self, name: str, *, status: str) -> None:
        await self.ask("PATCH", "/templates", json={"name": name, "status": status})

    async def inject(self, body: dict[str, Any]) -> None:
        """Sends this webhook body, signed."""
        await self.ask("POST", "/webhooks", json={"body": body})

    async def inject_raw(self, body: str) -> None:
        await self.ask("POST", "/webhooks", json={"raw": body})

    async def verifies(self, token: str) -> bool:
        """Whether the webhook consents to be called, as Meta asks when its address is saved."""
        return bool((await self.ask("POST", "/webhooks/verification", json={"token": token}))["verified"])

    async def counters(self) -> dict[str, Any]:
        return dict(await self.ask("GET", "/counters"))

    async def delivered(self, *, timeout: float = 10) -> None:
        """Waits until no webhook is pending. Raises Silence."""
        await self._none_pending(wait=timeout)

    async def settled(self, *, timeout: float = 10) -> None:
        """Waits until no webhook is pending and every message has climbed as far as it will. Raises Silence."""
        await self._none_pending(wait=timeout, planned=1)

    async def reset(self) -> None:
        await self.ask("POST", "/reset")

    async def ask(self, method: str, path: str, **request: Any) -> Any:
        """Raises SimulatorError."""
        response = await self._http.request(method, path, **request)
        if response.is_error:
            raise SimulatorError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json() if response.content else None

    async def _none_pending(self, **params: float) -> None:
        answer = await self.ask("GET", "/webhooks/pending", params=params)
        if answer["pending"]:
            raise Silence(f"{answer['pending']} webhooks are still to come after {params['wait']} s.")
