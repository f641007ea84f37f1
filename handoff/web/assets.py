"""Styles and scripts, ours and Turbo's and Stimulus', as they lie on the disk."""

from pathlib import Path

from sanic import Blueprint, Request
from sanic.exceptions import NotFound

HERE = Path(__file__).parent
LIBRARIES = HERE.parent / "node_modules" / "@hotwired"
GROUND = ("colours", "base")
STYLESHEETS = (*GROUND, *sorted({path.stem for path in (HERE / "assets" / "css").glob("*.css")} - set(GROUND)))


def add_to(blueprint: Blueprint) -> None:
    blueprint.middleware("request")(_refuse_impossible_names)
    # There is no such index: that makes a folder's address a 404. Without one named it would be a 500.
    blueprint.static("/assets", HERE / "assets", name="assets", index="index.html")
    blueprint.static("/vendor/turbo.js", LIBRARIES / "turbo/dist/turbo.es2017-esm.js", name="turbo")
    blueprint.static("/vendor/stimulus.js", LIBRARIES / "stimulus/dist/stimulus.js", name="stimulus")


async def _refuse_impossible_names(request: Request) -> None:
    """No file and no page has a NUL in its name; asking the disk for one is an error."""
    if "%00" in request.path:
        raise NotFound("there is nothing here")
