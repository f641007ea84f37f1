"""Media: upload, address, download, delete."""

from sanic import Request
from sanic.response import HTTPResponse, empty, json, raw

from simulator import media
from simulator.errors import Refusal
from simulator.meta import Meta


async def create(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    meta.world.number(key)
    form = request.form
    if form is None or form.get("messaging_product") != "whatsapp":
        raise Refusal(100, "The parameter messaging_product is required.")
    upload = request.files.get("file") if request.files is not None else None
    if upload is None:
        raise Refusal(100, "The parameter file is required.")
    mime = form.get("type") or upload.type
    medium = media.upload(meta.world, upload.body, mime=mime, filename=upload.name or None)
    return json({"id": medium.id})


async def destroy(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    media.delete(meta.world, key)
    return json({"success": True})


async def download(request: Request, key: str) -> HTTPResponse:
    world = request.app.ctx.meta.world
    good = media.url_is_good(world, key, until=request.args.get("until", ""), digest=request.args.get("hash", ""))
    content = world.shelf.content(key) if good else None
    if content is None:
        return empty(404)
    return raw(content, content_type=world.media[key].mime)
