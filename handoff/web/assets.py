"""Styles and scripts, ours and those of Turbo, Stimulus and uPlot, read once at start and kept compressed."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sanic import Blueprint, Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from handoff.web.compressing import takes_gzip

HERE = Path(__file__).parent
LIBRARIES = HERE.parent / "node_modules"
# By the name under which a page asks for it. Charts are drawn on few pages, which load what draws them then.
SCRIPTS = {"turbo.js": "@hotwired/turbo/dist/turbo.es2017-esm.js", "stimulus.js": "@hotwired/stimulus/dist/stimulus.js"}
DRAWING = {"uplot.js": "uplot/dist/uPlot.esm.js"}
DRAWN = "uplot/dist/uPlot.min.css"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# These come first: what the others build on.
GROUND = ("colours", "base")
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    kind: str
    zipped: bytes
    etag: str


def add_to(blueprint: Blueprint) -> None:
    blueprint.middleware("request")(_refuse_impossible_names)
    blueprint.add_route(show, "/assets/<path:path>", methods=["GET"], name="assets")
    blueprint.add_route(show_library, "/vendor/<path:path>", methods=["GET"], name="vendor")


def address_of(path: str) -> str:
    """Of an asset, with the version in it: a browser that has it needn't ask again."""
    return f"/assets/{version()}/{path}"


def scripts() -> list[str]:
    """All that the page will load, so that the browser needn't find one in the other."""
    ours = [address_of(path) for path in sorted(assets()) if path.endswith(".js")]
    return [*ours, *(f"/vendor/{path}" for path in SCRIPTS)]


async def show(request: Request, path: str) -> HTTPResponse:
    named, _, rest = path.partition("/")
    is_versioned = named == version()
    return _answer(request, assets().get(rest if is_versioned else path), for_ever=is_versioned)


async def show_library(request: Request, path: str) -> HTTPResponse:
    return _answer(request, libraries().get(path), for_ever=False)


@cache
def assets() -> dict[str, Asset]:
    """By path. The style sheets are one, in the order of GROUND and then of their names."""
    folder = HERE / "assets"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.suffix in KINDS}
    sheets = sorted(path for path in files if path.endswith(".css"))
    ground = [f"css/{name}.css" for name in GROUND]
    ordered = [*ground, *(sheet for sheet in sheets if sheet not in ground)]
    styles = b"\n".join([(LIBRARIES / DRAWN).read_bytes(), *(files.pop(sheet) for sheet in ordered)])
    return {path: _asset(path, content) for path, content in (files | {"desk.css": styles}).items()}


@cache
def libraries() -> dict[str, Asset]:
    return {name: _asset(name, (LIBRARIES / path).read_bytes()) for name, path in (SCRIPTS | DRAWING).items()}


@cache
def version() -> str:
    etags = (asset.etag for asset in (*assets().values(), *libraries().values()))
    return hashlib.sha256("".join(etags).encode()).hexdigest()[:12]


def _asset(path: str, content: bytes) -> Asset:
    kind = f"{KINDS[Path(path).suffix]}; charset=utf-8"
    return Asset(content, kind, gzip.compress(content, 9, mtime=0), f'"{hashlib.sha256(content).hexdigest()[:20]}"')


def _answer(request: Request, asset: Asset | None, *, for_ever: bool) -> HTTPResponse:
    if asset is None:
        raise NotFound("there is nothing here")
    caching = f"public, max-age={A_YEAR}, immutable" if for_ever else "no-cache"
    headers = {"Cache-Control": caching, "ETag": asset.etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == asset.etag:
        return HTTPResponse(status=304, headers=headers)
    if takes_gzip(request):
        headers["Content-Encoding"] = "gzip"
        return HTTPResponse(asset.zipped, headers=headers, content_type=asset.kind)
    return HTTPResponse(asset.content, headers=headers, content_type=asset.kind)


async def _refuse_impossible_names(request: Request) -> None:
    """No file and no page has a NUL in its name; asking the database for one is an error."""
    if "%00" in request.path:
        raise NotFound("there is nothing here")
