"""Files on Meta's side: uploaded by the institution (kept 30 days) or by a customer (7 days)."""

import hmac
from base64 import b64encode
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from simulator.errors import Refusal, unknown_object
from simulator.medium import Medium
from simulator.world import World

DAY = 24 * 3600
URL_LIFE = 5 * 60
MEGABYTE = 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "audio": (16 * MEGABYTE, ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg")),
    "image": (5 * MEGABYTE, ("image/jpeg", "image/png")),
    "video": (16 * MEGABYTE, ("video/mp4", "video/3gpp")),
    "sticker": (500 * 1024, ("image/webp",)),
    "document": (100 * MEGABYTE, ("application/pdf", "text/plain", "application/msword", "application/vnd.ms-", WORD)),
}


def keep(world: World, content: bytes, *, mime: str, days: int, filename: str | None = None) -> Medium:
    digest = b64encode(sha256(content).digest()).decode()
    expires = world.clock.unix() + days * DAY
    medium = Medium(world.ids.digits("media", 15), mime, digest, len(content), expires, filename)
    world.shelf.store(medium.id, content)
    world.shelf.put("media", medium.id, asdict(medium))
    world.media[medium.id] = medium
    return medium


def upload(world: World, content: bytes, *, mime: str, filename: str | None) -> Medium:
    """An institution's upload. Raises Refusal 100 for a type Meta does not take or a file too large."""
    kind = kind_of(mime)
    if kind is None:
        raise Refusal(100, f"Param file must be a file with one of the supported types, but its type is {mime}.")
    if len(content) > KINDS[kind][0] or not content:
        raise Refusal(100, f"File size {len(content)} is out of range: at most {KINDS[kind][0]} bytes for {kind}.")
    return keep(world, content, mime=mime, days=30, filename=filename)


def kind_of(mime: str) -> str | None:
    plain = mime.partition(";")[0].strip().lower()
    for kind, (_, prefixes) in KINDS.items():
        if plain.startswith(prefixes):
            return kind
    return None


def find(world: World, key: str) -> Medium:
    """Raises Refusal 100/33 when there is none or it has expired."""
    medium = world.media.get(key)
    if medium is None or medium.expires <= world.clock.unix():
        raise unknown_object(key)
    return medium


def delete(world: World, key: str) -> None:
    find(world, key)
    del world.media[key]
    world.shelf.drop("media", key)
    world.shelf.discard(key)


def url(world: World, medium: Medium) -> str:
    until = int(world.clock.unix()) + URL_LIFE
    return f"{world.settings.url}/media/{medium.id}?until={until}&hash={_hash(world, medium.id, until)}"


def url_is_good(world: World, key: str, *, until: str, digest: str) -> bool:
    if not until.isdigit() or world.clock.unix() > int(until) or key not in world.media:
        return False
    return hmac.compare_digest(digest.encode(), _hash(world, key, int(until)).encode())


def described(world: World, medium: Medium) -> dict[str, Any]:
    """The answer to `GET /{media_id}`."""
    return {
        "messaging_product": "whatsapp",
        "url": url(world, medium),
        "mime_type": medium.mime,
        "sha256": medium.sha256,
        "file_size": medium.size,
        "id": medium.id,
    }


def _hash(world: World, key: str, until: int) -> str:
    return hmac.new(world.settings.app_secret.encode(), f"{key}:{until}".encode(), sha256).hexdigest()[:32]
