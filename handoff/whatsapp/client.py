"""The Cloud API's client: the calls that we make, each error with its code and what to do."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from handoff.errors import ChannelError, OutcomeUnknown, OutsideServiceWindow
from handoff.whatsapp.api_errors import Remedy, rule_for

GRAPH_VERSION = "v25.0"
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
NUMBER_FIELDS = ("verified_name", "quality_rating", "whatsapp_business_manager_messaging_limit")
PROFILE_FIELDS = ("about", "address", "description", "email", "websites", "vertical")
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class MediaFile:
    mime_type: str
    content: bytes


class CloudApi:
    """One business account's way to Meta. `graph_url` with or without a version at its end."""

    def __init__(self, graph_url: str, *, transport: httpx.AsyncBaseTransport | None = None):
        self.graph_url = graph_url.rstrip("/")
        base = self.graph_url if re.search(r"/v\d+\.\d+$", self.graph_url) else f"{self.graph_url}/{GRAPH_VERSION}"
        limits = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=30.0)
        self._http = httpx.AsyncClient(base_url=base, timeout=TIMEOUT, limits=limits, transport=transport)

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, payload: dict[str, Any], *, number: str, token: str) -> str:
        """Sends a message and returns its wamid.

        Raises OutcomeUnknown if the request may have been taken and the answer doesn't say so, ChannelError otherwise.
        """
        answer = await self._post(f"/{number}/messages", payload, token)
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise OutcomeUnknown("Meta's answer names no message") from error

    async def mark_read(self, wamid: str, *, number: str, token: str, typing: bool) -> None:
        """Blue ticks for `wamid`, and with `typing` the dots until we answer, at most 25 s."""
        payload: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": wamid}
        if typing:
            payload["typing_indicator"] = {"type": "text"}
        await self._post(f"/{number}/messages", payload, token)

    async def upload(self, content: bytes, *, mime_type: str, name: str | None, number: str, token: str) -> str:
        """Gives Meta a file, which it keeps for 30 days, and returns its id (contract, §8).

        Raises ChannelError, never OutcomeUnknown: a file uploaded twice does no harm.
        """
        form = {"messaging_product": "whatsapp", "type": mime_type}
        files = {"file": (name or "file", content, mime_type)}
        try:
            response = await self._http.post(f"/{number}/media", data=form, files=files, headers=_bearer(token))
            return str(_answer(response)["id"])
        except httpx.HTTPError as error:
            raise ChannelError("Meta can't be reached", wait=2.0) from error
        except (OutcomeUnknown, KeyError) as error:
            raise ChannelError("Meta's answer names no file", wait=2.0) from error

    async def media(self, media_id: str, *, number: str, token: str, limit: int) -> MediaFile:
        """Fetches a customer's file. Raises ChannelError, permanent if it is gone or larger than `limit` bytes."""
        found = await self._get(f"/{media_id}", token, {"phone_number_id": number})
        if int(found.get("file_size") or 0) > limit:
            raise ChannelError("the file is larger than we keep", permanent=True)
        content = await self._download(str(found["url"]), token, limit)
        return MediaFile(str(found.get("mime_type", "application/octet-stream")), content)

    async def templates(self, account: str, *, token: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        parameters: dict[str, str] = {"limit": "100"}
        while True:
            page = await self._get(f"/{account}/message_templates", token, parameters)
            found += page.get("data") or []
            after = ((page.get("paging") or {}).get("cursors") or {}).get("after")
            if not after or not (page.get("paging") or {}).get("next"):
                return found
            parameters["after"] = after

    async def number(self, number: str, *, token: str) -> dict[str, Any]:
        """What Meta says of it: `verified_name`, `quality_rating`, `whatsapp_business_manager_messaging_limit`."""
        return await self._get(f"/{number}", token, {"fields": ",".join(NUMBER_FIELDS)})

    async def profile(self, number: str, *, token: str) -> dict[str, Any]:
        """The business profile that customers see; what is empty isn't in it."""
        answer = await self._get(f"/{number}/whatsapp_business_profile", token, {"fields": ",".join(PROFILE_FIELDS)})
        found: dict[str, Any] = next(iter(answer.get("data") or []), {})
        return {name: found[name] for name in PROFILE_FIELDS if found.get(name)}

    async def change_profile(self, profile: dict[str, Any], *, number: str, token: str) -> None:
        """Those fields that are given. To do it twice does no harm."""
        await self._post(f"/{number}/whatsapp_business_profile", {"messaging_product": "whatsapp", **profile}, token)

    async def _post(self, path: str, payload: dict[str, Any], token: str) -> dict[str, Any]:
        try:
            response = await self._http.post(path, json=payload, headers=_bearer(token))
        except NOT_SENT as error:
            raise ChannelError("Meta can't be reached", wait=2.0) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknown("the connection broke while sending") from error
        return _answer(response)

    async def _get(self, path: str, token: str, parameters: dict[str, str]) -> dict[str, Any]:
        try:
            response = await self._http.get(path, params=parameters, headers=_bearer(token))
        except httpx.HTTPError as error:
            raise ChannelError("Meta can't be reached", wait=2.0) from error
        return _answer(response)

    async def _download(self, url: str, token: str, limit: int) -> bytes:
        """The token goes to Meta's hosts and our simulator only, and redirects are not followed (contract, §8)."""
        host = httpx.URL(url).host
        if not (host.endswith((".fbsbx.com", ".facebook.com", ".fbcdn.net")) or host == self._http.base_url.host):
            raise ChannelError("the file lies on a host that isn't Meta's", permanent=True)
        content = bytearray()
        try:
            async with self._http.stream("GET", url, headers=_bearer(token)) as response:
                if response.status_code == 404:
                    raise ChannelError("the link to the file has expired", wait=1.0)
                if response.status_code != 200:
                    raise ChannelError("the file can't be fetched", wait=5.0)
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > limit:
                        raise ChannelError("the file is larger than we keep", permanent=True)
        except httpx.HTTPError as error:
            raise ChannelError("Meta can't be reached", wait=2.0) from error
        return bytes(content)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _answer(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if response.status_code == 200 and isinstance(answer, dict) and "error" not in answer:
        return answer
    raise _error(answer, response.status_code)


def _error(answer: Any, http_status: int) -> ChannelError:
    code = _code(answer)
    if code is None and (http_status >= 500 or http_status < 300):
        return OutcomeUnknown(f"the answer with HTTP {http_status} says nothing that we understand")
    if code is None:
        return ChannelError(f"Meta answered with HTTP {http_status}", permanent=http_status != 429, wait=2.0)
    rule = rule_for(code)
    if rule.remedy is Remedy.TEMPLATE:
        return OutsideServiceWindow()
    permanent = rule.remedy not in (Remedy.RETRY, Remedy.PAIR_WAIT, Remedy.STOP_NUMBER)
    return ChannelError(f"Meta refused: error {code}", permanent=permanent, code=code, wait=rule.wait or None)


def _code(answer: Any) -> int | None:
    try:
        return int(answer["error"]["code"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
