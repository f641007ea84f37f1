"""Bodies larger than a form's: read only so far as they may go."""

from sanic import Request
from sanic.exceptions import PayloadTooLarge

from handoff.errors import HandoffError


class BodyTooLarge(HandoffError):
    """More bytes than this page takes."""


async def take_body(request: Request, *, largest: int) -> None:
    """Reads it all, at most `largest` bytes. Raises BodyTooLarge, before the first byte if its length is told."""
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > largest:
        raise BodyTooLarge("the body is larger than this page takes")
    if request.stream is None:
        return
    request.stream.request_max_size = largest
    try:
        await request.receive_body()  # type: ignore[no-untyped-call]
    except PayloadTooLarge as error:
        raise BodyTooLarge("the body is larger than this page takes") from error
