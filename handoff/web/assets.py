"""Styles and scripts, ours and Turbo's and Stimulus', as they lie on the disk."""

from pathlib import Path

from sanic import Blueprint

HERE = Path(__file__).parent
LIBRARIES = HERE.parent / "node_modules" / "@hotwired"


def add_to(blueprint: Blueprint) -> None:
    # There is no such index: that makes a folder's address a 404. Without one named it would be a 500.
    blueprint.static("/assets", HERE / "assets", name="assets", index="index.html")
    blueprint.static("/vendor/turbo.js", LIBRARIES / "turbo/dist/turbo.es2017-esm.js", name="turbo")
    blueprint.static("/vendor/stimulus.js", LIBRARIES / "stimulus/dist/stimulus.js", name="stimulus")
