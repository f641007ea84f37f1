"""Locations."""

from typing import Any

from simulator.checks.fields import degrees, words


def check(body: dict[str, Any], path: str) -> None:
    degrees(body, "latitude", most=90)
    degrees(body, "longitude", most=180)
    words(body, "name", limit=1000, path=path, optional=True)
    words(body, "address", limit=1000, path=path, optional=True)
