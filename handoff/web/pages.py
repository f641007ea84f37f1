"""Templates to HTML, escaped always and strict about what they name."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Request
from sanic.response import HTTPResponse, html

from handoff.notices import SILENCEABLE
from handoff.web.assets import address_of, scripts
from handoff.web.headers import style_nonce
from handoff.web.moments import counted, day_name, day_title, epoch, moment, time_of_day
from handoff.web.reader import Reader
from handoff.web.shortcuts import SHORTCUTS
from handoff.web.texts import texts_in

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
            "epoch": epoch,
            "asset": address_of,
            "scripts": scripts,
            "notice_kinds": SILENCEABLE,
            "shortcuts": SHORTCUTS,
            "moment": moment,
            "counted": counted,
        }

    def render(self, template: str, reader: Reader, **values: Any) -> str:
        language = reader.language
        return self._templates.get_template(template).render(
            t=texts_in(language), language=language, viewer=reader, **values
        )


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
