"""The way to each operation: whose token is it, what does the body say, and what does an error look like."""

import json
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError
from sanic import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.api.problems import (
    AWAY,
    FAILED,
    INVALID,
    MALFORMED,
    NO_JSON,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    Problem,
    faults_of,
    problem_answer,
)
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.errors import NotFound
from handoff.realtime import Realtime
from handoff.records import Holder, token_holder
from handoff.web.bodies import BodyTooLarge, take_body
from handoff.web.log_in.throttle import Throttle

log = structlog.get_logger()

LARGEST_BODY = 2 * 1024 * 1024
Shape = TypeVar("Shape", bound=BaseModel)
Operation = Callable[..., Coroutine[Any, Any, HTTPResponse]]


@dataclass(frozen=True, slots=True)
class Api:
    """What every operation works with."""

    sessions: Sessions
    realtime: Realtime
    clock: Clock
    throttle: Throttle


def gated(api: Api, operation: Operation) -> Operation:
    """The operation as a route: only for who has a token of the institution that the address names."""

    async def answer(request: Request, slug: str, **parameters: Any) -> HTTPResponse:
        try:
            holder = await _holder(api, request, slug)
            await take_body(request, largest=LARGEST_BODY)
            return await operation(api, request, holder, **parameters)
        except Exception as error:
            return problem_answer(_problem(request, error))

    return answer


def read_body(request: Request, shape: type[Shape]) -> Shape:
    """Raises Problem."""
    if (request.headers.get("content-type") or "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(NO_JSON)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Problem(MALFORMED) from error
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise Problem(INVALID, faults_of(error)) from error


async def _holder(api: Api, request: Request, slug: str) -> Holder:
    """A token that is right is never slowed down by others that are wrong: nobody guesses one. Raises Problem."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        async with api.sessions.begin() as session:
            holder = await token_holder(session, token.strip(), slug=slug, now=api.clock())
        if holder is not None:
            return holder
    # Not the log-in's own counts: a core system may come from the address where all agents are.
    is_first = await api.throttle.admits(email=f"api {slug[:80]}", address=f"api {request.client_ip}")
    raise Problem(UNAUTHORIZED if is_first else TOO_MANY)


def _problem(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, NotFound):
        return Problem(NOT_FOUND)
    if isinstance(error, BodyTooLarge):
        return Problem(TOO_LARGE)
    frames = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
    log.error("interface failed", route=request.name, error=type(error).__name__, at=frames)
    return Problem(AWAY if isinstance(error, OperationalError | InterfaceError | PoolTimeout) else FAILED)
