"""A template as it will read, with each of its places marked so that the page can fill it while one types."""

import re

from markupsafe import Markup, escape

from handoff.web.markup import formatted
from handoff.whatsapp.templates import TemplateText

# Characters for private use stand around a place's key while the text becomes HTML: no template may hold them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}([a-z]+_\\w+){_CLOSE}")


def preview(template: TemplateText, given: dict[str, str]) -> Markup:
    """`given`: what is typed, by the fields' keys."""
    marked = {field.key: f"{_OPEN}{field.key}{_CLOSE}" for field in template.fields}
    written = str(formatted(template.reads(marked)))
    empty = {field.key: f"{{{{{field.name}}}}}" for field in template.fields}
    return Markup(_MARKED.sub(lambda place: _place(place[1], given.get(place[1], ""), empty), written))


def _place(key: str, value: str, empty: dict[str, str]) -> str:
    """What stands there while nothing is typed is kept beside it."""
    shown, blank = escape(value or empty.get(key, "")), escape(empty.get(key, ""))
    return (
        f'<span class="blank" data-preview-target="place" data-key="{escape(key)}" data-blank="{blank}">{shown}</span>'
    )
