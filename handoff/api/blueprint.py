"""Puts the interface together: its operations, their document, and the page of it."""

from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, html, json

from handoff.api.gate import Api, gated
from handoff.api.manual import HERE, manual
from handoff.api.openapi import openapi
from handoff.api.operations import OPERATIONS
from handoff.api.problems import NOT_FOUND, Problem, problem_answer
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.realtime import Realtime
from handoff.settings import Settings
from handoff.vault import Vault
from handoff.web.log_in.throttle import Throttle

KEPT = {"Cache-Control": "max-age=300"}


def api_blueprint(
    settings: Settings, *, sessions: Sessions, realtime: Realtime, vault: Vault, clock: Clock
) -> Blueprint:
    """`sessions`: the service's own; an operation sees the one institution that its token is for."""
    blueprint = Blueprint("api")
    throttle = Throttle(settings.redis_url, vault=vault)
    api = Api(sessions, realtime, clock, throttle)
    document = openapi()
    page, style = manual(document, base_url=settings.base_url), (HERE / "manual.css").read_text()

    @blueprint.get("/api")
    async def show(request: Request) -> HTTPResponse:
        return html(page, headers=KEPT)

    @blueprint.get("/api/manual.css")
    async def show_style(request: Request) -> HTTPResponse:
        return HTTPResponse(style, content_type="text/css", headers=KEPT)

    @blueprint.get("/api/openapi.json")
    async def show_document(request: Request) -> HTTPResponse:
        return json(document, headers=KEPT)

    async def missing(request: Request, path: str) -> HTTPResponse:
        return problem_answer(Problem(NOT_FOUND))

    blueprint.add_route(missing, "/api/<path:path>", methods=["GET", "PUT", "POST", "DELETE", "PATCH"])
    for one in OPERATIONS:
        path = one.path.replace("{", "<").replace("}", ":str>")
        blueprint.add_route(gated(api, one.run), path, methods=[one.method], name=one.name, stream=True)

    @blueprint.after_server_stop
    async def close(_: Any) -> None:
        await throttle.close()

    return blueprint
