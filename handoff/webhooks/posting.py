"""Sends one message to one address, and tells nothing of the answer but its status and when to come again."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import httpx

from handoff.errors import HandoffError
from handoff.version import VERSION
from handoff.webhooks.addresses import is_forbidden

SECONDS = 10.0
# Nothing in an answer is of interest; so much is read that a receiver isn't cut off in the middle of its sentence.
MOST_READ = 64 * 1024
AGENT = f"Schalter/{VERSION}"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: str | None


class NoAnswer(HandoffError):
    """`why`: a word of ours, as "timeout". What the receiver or the network said isn't kept."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class Post:
    """The name is looked up here and the connection made to the very address that was checked: if the library asked
    again, it might be told another. Connections aren't kept, for each was opened for one name, and several share an
    address. Proxies of the environment aren't used: they would look the name up themselves.
    """

    def __init__(self, *, itself: bool) -> None:
        """`itself`: may the machine itself be called?"""
        self._itself = itself
        # With SSL_CERT_FILE as elsewhere: many institutions sign their inner systems' certificates themselves.
        self._http = httpx.AsyncClient(
            verify=httpx.create_ssl_context(trust_env=True),
            trust_env=False,
            follow_redirects=False,
            timeout=SECONDS,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def send(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Raises NoAnswer."""
        url = httpx.URL(address)
        try:
            async with asyncio.timeout(SECONDS):
                return await self._send(url, body, headers)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise NoAnswer("timeout") from error
        except httpx.ConnectError as error:
            raise NoAnswer("certificate" if _is_of_tls(error) else "connection") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise NoAnswer("broken") from error

    async def _send(self, url: httpx.URL, body: bytes, headers: dict[str, str]) -> Answer:
        *others, last = await _looked_up(url, itself=self._itself)
        for place in others:
            try:
                return await self._send_to(place, url, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send_to(last, url, body, headers)

    async def _send_to(
        self, place: IPv4Address | IPv6Address, url: httpx.URL, body: bytes, headers: dict[str, str]
    ) -> Answer:
        told = {
            **headers,
            "Host": url.netloc.decode(),
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "Accept-Encoding": "identity",
        }
        request = self._http.build_request("POST", url.copy_with(host=str(place)), content=body, headers=told)
        request.extensions["sni_hostname"] = url.host
        response = await self._http.send(request, stream=True)
        try:
            read = 0
            async for chunk in response.aiter_raw():
                read += len(chunk)
                if read >= MOST_READ:
                    break
            return Answer(response.status_code, response.headers.get("retry-after"))
        finally:
            await response.aclose()


async def _looked_up(url: httpx.URL, *, itself: bool) -> list[IPv4Address | IPv6Address]:
    """Raises NoAnswer if there is none, or if one of them must not be called."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer("name") from error
    places = list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))
    if not places:
        raise NoAnswer("name")
    if any(is_forbidden(place, itself=itself) for place in places):
        raise NoAnswer("forbidden")
    return places


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
