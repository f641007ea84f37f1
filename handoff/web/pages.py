"""Templates to HTML, escaped always and strict about what they name."""

from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from sanic import Request
from sanic.response import HTTPResponse, html

from handoff.web.assets import address_of, scripts
from handoff.web.headers import style_nonce
from handoff.web.moments import counted, day_name, day_title, day_within, epoch, moment, on_day, time_of_day
from handoff.web.reader import Guest, Reader
from handoff.web.shortcuts import shortcuts_for
from handoff.web.texts import texts_in

# So many fragments are kept.
KEPT = 4096
STREAM = "text/vnd.turbo-stream.html; charset=utf-8"


class Pages:
    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "time_of_day": time_of_day,
            "day_name": day_name,
            "day_title": day_title,
            "day_within": day_within,
            "on_day": on_day,
            "epoch": epoch,
            "asset": address_of,
            "scripts": scripts,
            "shortcuts_for": shortcuts_for,
            "moment": moment,
            "fragment": self.fragment,
            "counted": counted,
        }
        self._kept = lru_cache(maxsize=KEPT)(self._fragment)

    def render(self, template: str, reader: Reader, **values: Any) -> str:
        language = reader.language
        return self._templates.get_template(template).render(
            t=texts_in(language), language=language, viewer=reader, **values
        )

    def fragment(self, template: str, language: str, **values: Hashable) -> Markup:
        """Kept for the next page with the same values: two hundred open pages show the same fifty chats that wait, and
        few of them change. It is rendered for nobody in particular.
        """
        return self._kept(template, language, tuple(values.items()))

    def _fragment(self, template: str, language: str, values: tuple[tuple[str, Hashable], ...]) -> Markup:
        return Markup(self.render(template, Guest(language), **dict(values)))


def page(
    pages: Pages, request: Request, reader: Reader, template: str, *, status: int = 200, **values: Any
) -> HTTPResponse:
    body = pages.render(template, reader, status=status, nonce=style_nonce(request), **values)
    return html(body, status=status, headers={"Vary": "Accept"})


def turbo_stream(*parts: str, status: int = 200) -> HTTPResponse:
    return HTTPResponse("\n".join(parts), status=status, content_type=STREAM)


def wants_stream(request: Request) -> bool:
    """Turbo asks so for its own forms; a browser without scripts doesn't."""
    return "text/vnd.turbo-stream.html" in request.headers.get("accept", "")


def is_from(request: Request, path: str) -> bool:
    """Whether the form was sent from the page at `path`, as browsers tell within one site (headers.py asks them to)."""
    return request.headers.get("referer", "").partition("?")[0].endswith(path)
