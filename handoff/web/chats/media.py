"""Files that customers sent: shown if they are what they claim to be and harmless, else only saved."""

from urllib.parse import quote
from uuid import UUID

from sanic import Request
from sanic.response import HTTPResponse, empty, raw

from handoff.access import Right, media_for
from handoff.errors import NotFound
from handoff.models import Media
from handoff.web.desk import Desk
from handoff.web.gate import Routes
from handoff.web.viewer import Viewer

SANDBOX = "sandbox; default-src 'none'"


def add_to(routes: Routes) -> None:
    routes.page("GET", "/desk/media/<media_id:uuid>", show, right=Right.CHATS, quiet=True)


async def show(desk: Desk, request: Request, viewer: Viewer, media_id: UUID) -> HTTPResponse:
    async with desk.sessions() as session:
        media = await media_for(session, viewer.access, media_id)
        tag = f'"{media.sha256.hex()}"' if media.sha256 else None
        if tag and request.headers.get("if-none-match") == tag:
            return empty(304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
        await session.refresh(media, ["content"])
    if media.content is None:
        raise NotFound("this file is not there yet")
    kind = sniff(media.content)
    if request.args.get("open") and media.content.startswith(b"%PDF-"):
        return _opened(media, media.content)
    headers = {
        "Content-Security-Policy": SANDBOX,
        "Content-Disposition": _disposition(media, kind),
        "Cache-Control": "private, no-cache",
        **({"ETag": tag} if tag else {}),
    }
    return raw(media.content, content_type=kind or "application/octet-stream", headers=headers)


def _opened(media: Media, content: bytes) -> HTTPResponse:
    """A document in the browser's own viewer, which a sandbox would keep from working: nothing else may load."""
    headers = {
        "Content-Security-Policy": "default-src 'none'; object-src 'self'",
        "Content-Disposition": _disposition(media, "application/pdf", opens=True),
        "Cache-Control": "private, no-cache",
    }
    return raw(content, content_type="application/pdf", headers=headers)


def sniff(content: bytes) -> str | None:
    """The MIME type that the bytes themselves show, if it is one that a browser can show without danger."""
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
