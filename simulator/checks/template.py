"""The shape of a template send; whether it fits a template is asked in simulator.templates."""

from typing import Any

from simulator.checks.fields import choice, object_at, objects_at, words


def check(body: dict[str, Any], path: str) -> None:
    words(body, "name", limit=512, path=path)
    words(object_at(body, "language", path=path), "code", limit=16, path="template.language")
    for component in objects_at(body, "components", most=20, path=path, least=0):
        choice(component, "type", ("header", "body", "footer", "button"), path="template.components")
        objects_at(component, "parameters", most=50, path="template.components", least=0)
