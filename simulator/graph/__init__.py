"""The Graph API: what an institution's server calls, with any version in front."""

import hmac

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json

from simulator.errors import Refusal
from simulator.graph import files, messages, numbers, templates
from simulator.meta import Meta

VERSION = r"/<version:v\d+\.\d+>"
PROFILE = f"{VERSION}/<key>/whatsapp_business_profile"

graph = Blueprint("graph")
graph.add_route(messages.create, f"{VERSION}/<key>/messages", methods=["POST"], name="messages_create")
graph.add_route(files.create, f"{VERSION}/<key>/media", methods=["POST"], name="files_create")
graph.add_route(numbers.show_profile, PROFILE, methods=["GET"], name="show_profile")
graph.add_route(
    numbers.update_profile,
    PROFILE,
    methods=["POST"],
    name="update_profile",
)
graph.add_route(templates.index, f"{VERSION}/<key>/message_templates", methods=["GET"], name="templates_index")
graph.add_route(templates.create, f"{VERSION}/<key>/message_templates", methods=["POST"], name="templates_create")
graph.add_route(numbers.subscribe, f"{VERSION}/<key>/subscribed_apps", methods=["POST"], name="numbers_subscribe")
graph.add_route(numbers.show, f"{VERSION}/<key>", methods=["GET"], name="numbers_show")
graph.add_route(files.destroy, f"{VERSION}/<key>", methods=["DELETE"], name="files_destroy")
graph.add_route(files.download, "/media/<key>", methods=["GET"], name="files_download")


@graph.on_request
async def authorise(request: Request) -> HTTPResponse | None:
    meta: Meta = request.app.ctx.meta
    expected = f"Bearer {meta.world.settings.access_token}"
    if hmac.compare_digest(request.headers.get("authorization", "").encode(), expected.encode()):
        return None
    return refused(request, Refusal(190, "The access token is missing or cannot be validated."))


async def on_refusal(request: Request, refusal: Refusal) -> HTTPResponse:
    return refused(request, refusal)


def refused(request: Request, refusal: Refusal) -> HTTPResponse:
    meta: Meta = request.app.ctx.meta
    meta.world.counters.add("errors", refusal.code)
    return json(refusal.body(meta.world.ids.trace()), status=refusal.status)
