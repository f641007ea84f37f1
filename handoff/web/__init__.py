"""The agents' desk in the browser: server-rendered pages, forms, and one stream of changes for each open page."""

from handoff.web.blueprint import desk_blueprint

__all__ = ["desk_blueprint"]
