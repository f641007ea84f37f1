"""The way to every page: who is there, is the form ours, and what an error looks like. No route goes round it."""

import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import structlog
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, redirect
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handoff.access import Right
from handoff.errors import ConversationMoved, HandoffError, NotAllowed, NotFound
from handoff.row_security import seen_by
from handoff.web.bodies import BodyTooLarge, take_body
from handoff.web.csrf import ForeignForm, check_form
from handoff.web.desk import Desk
from handoff.web.pages import page
from handoff.web.reader import Reader
from handoff.web.viewer import Viewer, reader_of, viewer_of

log = structlog.get_logger()

PageHandler = Callable[..., Coroutine[Any, Any, HTTPResponse | None]]


class Routes:
    """`page`: for who has logged in and has the right, if one is named. `public`: for everybody, and then the handler
    looks after its forms itself.
    """

    def __init__(self, blueprint: Blueprint, desk: Desk):
        self._blueprint = blueprint
        self.desk = desk

    def page(
        self,
        method: str,
        path: str,
        handler: PageHandler,
        *,
        right: Right | None = None,
        quiet: bool = False,
        streams: bool = False,
        largest: int | None = None,
    ) -> None:
        """`quiet`: without log-in the answer is an empty 401, since nobody would see a page. `streams`: without end.
        `largest`: the body may have so many bytes, and is read only when it is known who sends it.
        """

        async def gated(request: Request, **parameters: Any) -> HTTPResponse | None:
            way = partial(self._for_viewer, right=right, quiet=quiet, largest=largest)
            work = self._answer(request, way, handler, parameters)
            return await (work if streams else self.desk.finish(work))

        self._add(method, path, handler, gated, reads_itself=largest is not None)

    def public(self, method: str, path: str, handler: PageHandler, *, errors: str = "error.html") -> None:
        """`errors`: the template of its error pages, where who comes is no agent."""

        async def gated(request: Request, **parameters: Any) -> HTTPResponse | None:
            request.ctx.errors = errors
            return await self.desk.finish(self._answer(request, self._for_anybody, handler, parameters))

        self._add(method, path, handler, gated)

    def _add(
        self, method: str, path: str, handler: PageHandler, gated: PageHandler, *, reads_itself: bool = False
    ) -> None:
        # Modules of different rooms may be called the same.
        room = handler.__module__.removeprefix("handoff.web.").replace(".", "_")
        name = f"{room}_{handler.__name__}"
        self._blueprint.add_route(gated, path, methods=[method], name=name, stream=reads_itself)

    async def _for_viewer(
        self,
        request: Request,
        handler: PageHandler,
        parameters: dict[str, Any],
        *,
        right: Right | None,
        quiet: bool,
        largest: int | None,
    ) -> HTTPResponse | None:
        viewer = await self.desk.finish(viewer_of(request, self.desk))
        if viewer is None:
            return HTTPResponse(status=401) if quiet else redirect("/login", status=303)
        request.ctx.viewer = viewer
        if right is not None:
            viewer.access.demand(right)
        if largest is not None:
            await take_body(request, largest=largest)
        if request.method != "GET":
            check_form(request, viewer.token)
        with seen_by(viewer.user.id):
            return await handler(self.desk, request, viewer, **parameters)

    async def _for_anybody(
        self, request: Request, handler: PageHandler, parameters: dict[str, Any]
    ) -> HTTPResponse | None:
        return await handler(self.desk, request, **parameters)

    async def _answer(
        self, request: Request, way: PageHandler, handler: PageHandler, parameters: dict[str, Any]
    ) -> HTTPResponse | None:
        try:
            return await way(request, handler, parameters)
        except Exception as error:
            answer = error_page(self.desk, request, error)
            # A stream that has begun can't become a page any more; the browser connects again.
            return None if request.responded else answer


# The key of the error page's texts, and its status.
ERRORS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, int], ...] = (
    # DataError: an address with a number that no row can have.
    ((NotFound, DataError), "not_found", 404),
    (BodyTooLarge, "too_large", 413),
    (ForeignForm, "foreign_form", 403),
    (NotAllowed, "not_allowed", 403),
    (ConversationMoved, "moved", 409),
    ((OperationalError, InterfaceError, PoolTimeout), "away", 503),
)


def error_page(desk: Desk, request: Request, error: Exception) -> HTTPResponse:
    """In the reader's language, with what to do next. Exceptions' own texts may quote customers: none is shown."""
    key, status = next(((key, status) for kind, key, status in ERRORS if isinstance(error, kind)), ("failed", 500))
    if status >= 500 or not isinstance(error, HandoffError):
        frames = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-4:]]
        # Not the path: an appointment's is a key to it.
        log.error("page failed", route=request.name, error=type(error).__name__, at=frames)
    viewer: Viewer | None = getattr(request.ctx, "viewer", None)
    reader: Reader = viewer or reader_of(request, desk)
    template = getattr(request.ctx, "errors", "error.html")
    return page(desk.pages, request, reader, template, key=key, status=status)
