"""Files that customers sent: shown if they are what they claim to be and harmless, else only saved."""

from urllib.parse import quote
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, raw
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import Right, media_for
from handoff.errors import NotFound
from handoff.models import Media
from handoff.web.byte_ranges import BeyondTheEnd, Piece, asked_piece
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

SANDBOX = "sandbox; default-src 'none'"
PDF = b"%PDF-"
# So many bytes show what a file is.
TELLING = 16


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/media/<media_id:uuid>", show, right=Right.CHATS, quiet=True)


async def show(desk: Desk, request: Request, viewer: Viewer, media_id: UUID) -> HTTPResponse:
    """Whole or a piece of it; no more than that is read."""
    async with desk.sessions() as session:
        media = await media_for(session, viewer.access, media_id)
        tag = f'"{media.sha256.hex()}"' if media.sha256 else None
        if tag and request.headers.get("if-none-match") == tag:
            return empty(304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
        whole, start = await _beginning(session, media_id)
        headers = {
            **_looks(media, start, opens=bool(request.args.get("open"))),
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, no-cache",
            **({"ETag": tag} if tag else {}),
        }
        try:
            piece = asked_piece(request, whole=whole, tag=tag)
        except BeyondTheEnd:
            return empty(416, headers={"Accept-Ranges": "bytes", "Content-Range": f"bytes */{whole}"})
        content = await _bytes(session, media_id, piece)
    if piece is not None:
        return raw(content, status=206, headers=headers | {"Content-Range": piece.content_range})
    return raw(content, headers=headers)


async def _beginning(session: AsyncSession, media_id: UUID) -> tuple[int, bytes]:
    """How long it is, and as much of it as shows what it is. Raises NotFound for what is not there yet."""
    wanted = select(func.octet_length(Media.content), func.substring(Media.content, 1, TELLING))
    length, start = (await session.execute(wanted.where(Media.id == media_id))).one()
    if length is None:
        raise NotFound("this file is not there yet")
    return length, start


async def _bytes(session: AsyncSession, media_id: UUID, piece: Piece | None) -> bytes:
    part = func.substring(Media.content, piece.start + 1, piece.length) if piece else Media.content
    content: bytes | None = await session.scalar(select(part).where(Media.id == media_id))
    return content or b""


def _looks(media: Media, start: bytes, *, opens: bool) -> dict[str, str]:
    """As what it is shown, and how. A document opens in the browser's own viewer, which a sandbox would keep from
    working: nothing else may load.
    """
    if opens and start.startswith(PDF):
        return {
            "Content-Type": "application/pdf",
            "Content-Security-Policy": "default-src 'none'; object-src 'self'",
            "Content-Disposition": _disposition(media, "application/pdf", opens=True),
        }
    kind = sniff(start)
    return {
        "Content-Type": kind or "application/octet-stream",
        "Content-Security-Policy": SANDBOX,
        "Content-Disposition": _disposition(media, kind),
    }


def sniff(content: bytes) -> str | None:
    """The MIME type that a file's first bytes show, if it is one that a browser can show without danger."""
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12])
    if content[4:8] == b"ftyp":
        return "audio/mp4" if content[8:11] == b"M4A" else "video/mp4"
    return next((kind for start, kind in STARTS if content.startswith(start)), None)


STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)


def _disposition(media: Media, kind: str | None, *, opens: bool = False) -> str:
    if kind is not None and media.file_name is None:
        return "inline"
    how = "inline" if opens or (kind or "").startswith("image/") else "attachment"
    return f"{how}; filename*=UTF-8''{quote(_safe_name(media.file_name), safe='')}"


def _safe_name(name: str | None) -> str:
    kept = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in name or "")
    return kept.strip(". ")[:150] or "datei.bin"
