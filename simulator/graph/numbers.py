"""A business number, its profile, and the objects that share its address: GET /{id} also answers for media."""

from typing import Any

from sanic import Request
from sanic.response import HTTPResponse, json

from simulator import media
from simulator.checks.fields import words
from simulator.errors import Refusal, unknown_object
from simulator.graph.body import read
from simulator.meta import Meta

LIMITS = {"about": 139, "address": 256, "description": 512, "email": 128}
LONGEST_WEBSITE = 256


async def show(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    number = meta.world.numbers.get(key)
    if number is None:
        return json(media.described(meta.world, media.find(meta.world, key)))
    shown = {
        "verified_name": number.name,
        "display_phone_number": f"+{number.display}",
        "quality_rating": "GREEN",
        "throughput": {"level": "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "id": number.phone_number_id,
    }
    return json(_selected(shown, request.args.get("fields")) | {"id": number.phone_number_id})


async def show_profile(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    number = meta.world.number(key)
    profile = {"about": number.name, "messaging_product": "whatsapp"} | meta.world.profiles.get(key, {})
    return json({"data": [_selected(profile, request.args.get("fields"))]})


async def update_profile(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    meta.world.number(key)
    body = read(request)
    for name, limit in LIMITS.items():
        # What is sent empty is emptied; only `about` always says something.
        if body.get(name) != "" or name == "about":
            words(body, name, limit=limit, optional=True)
    websites = body.get("websites") or []
    if len(websites) > 2 or any(len(str(site)) > LONGEST_WEBSITE for site in websites):
        raise Refusal(100, "Param websites must have at most 2 entries of 256 characters.")
    profile = meta.world.profiles.get(key, {}) | body
    meta.world.profiles[key] = profile
    meta.world.shelf.put("profiles", key, (key, profile))
    return json({"success": True})


async def subscribe(request: Request, version: str, key: str) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    if key not in {number.waba_id for number in meta.world.numbers.values()}:
        raise unknown_object(key)
    return json({"success": True})


def _selected(shown: dict[str, Any], fields: str | None) -> dict[str, Any]:
    wanted = fields.split(",") if fields else list(shown)
    return {name: value for name, value in shown.items() if name in (*wanted, "messaging_product")}
