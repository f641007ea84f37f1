"""The interface by which an institution's core system keeps its customer file, at /api."""

from handoff.api.blueprint import api_blueprint

__all__ = ["api_blueprint"]
