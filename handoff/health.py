"""Whether customers are being served: for monitors and load balancers."""

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, json
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from handoff.database import Sessions
from handoff.heartbeat import living_models
from handoff.realtime import Realtime


def health(*, sessions: Sessions, realtime: Realtime) -> Blueprint:
    blueprint = Blueprint("health")

    @blueprint.get("/health")
    async def show(request: Request) -> HTTPResponse:
        """200: database, and a worker whose model answered a smoke message. 503 names the part that is missing."""
        missing = await _missing(sessions)
        if missing:
            return json({"status": "down", "missing": missing}, 503)
        if not await realtime.is_there():
            return json({"status": "degraded", "missing": ["redis"]})
        return json({"status": "ok", "missing": []})

    @blueprint.get("/ready")
    async def ready(request: Request) -> HTTPResponse:
        is_there = await _database_is_there(sessions)
        return json({"status": "ok" if is_there else "down"}, 200 if is_there else 503)

    return blueprint


async def _missing(sessions: Sessions) -> list[str]:
    try:
        models = await living_models(sessions, "worker")
        senders = await living_models(sessions, "outbox")
    except (SQLAlchemyError, OSError):
        return ["database"]
    missing = [] if models else ["worker"]
    if models and not any(models):
        missing.append("model")
    return missing if senders else [*missing, "outbox"]


async def _database_is_there(sessions: Sessions) -> bool:
    try:
        async with sessions() as session:
            await session.execute(text("SELECT 1"))
        return True
    except (SQLAlchemyError, OSError):
        return False
