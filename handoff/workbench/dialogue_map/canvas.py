"""Draws SVG: boxes, texts that are measured before they are written, curves. Knows nothing of dialogues."""

from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape, quoteattr

from handoff.workbench.dialogue_map.theme import FONTS, stylesheet


class Canvas:
    """Everything is drawn in the order it is called; x grows to the right, y downwards."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def box(
        self, x: float, y: float, width: float, height: float, *, kind: str, round_by: float = 4, colour: str = ""
    ) -> None:
        self._parts.append(
            f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="{_n(round_by)}"'
            f"{_classes(kind, colour)}/>"
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        kind: str,
        room: float,
        anchor: str = "start",
        colour: str = "",
    ) -> float:
        """Writes one line on the base line `y`, shortened to the room. Returns its width."""
        font = FONTS[kind]
        shown = font.shortened(_printable(text), room)
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f'<text x="{_n(x)}" y="{_n(y)}"{_classes(kind, colour)}{at}>{escape(shown)}</text>')
        return font.width(shown)

    def lines(self, x: float, y: float, rows: list[str], *, kind: str, room: float, step: float) -> None:
        for number, row in enumerate(rows):
            self.text(x, y + number * step, row, kind=kind, room=room)

    def path(self, steps: str, *, kind: str, colour: str = "") -> None:
        self._parts.append(f'<path d="{steps}"{_classes(kind, colour)}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, *, kind: str, colour: str = "") -> None:
        if y1 == y2:
            self.path(f"M{_n(x1)} {_n(y1)}H{_n(x2)}", kind=kind, colour=colour)
        elif x1 == x2:
            self.path(f"M{_n(x1)} {_n(y1)}V{_n(y2)}", kind=kind, colour=colour)
        else:
            self.path(f"M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}", kind=kind, colour=colour)

    def curve(self, x1: float, y1: float, x2: float, y2: float, *, kind: str, colour: str = "") -> None:
        """Leaves and arrives horizontally."""
        middle = _n((x1 + x2) / 2)
        if abs(y1 - y2) < 0.5:
            self.line(x1, y1, x2, y1, kind=kind, colour=colour)
        else:
            self.path(
                f"M{_n(x1)} {_n(y1)}C{middle} {_n(y1)} {middle} {_n(y2)} {_n(x2)} {_n(y2)}", kind=kind, colour=colour
            )

    def dot(self, x: float, y: float, radius: float, *, kind: str, colour: str = "") -> None:
        self._parts.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"{_classes(kind, colour)}/>')

    @contextmanager
    def group(self, title: str = "", *, link: str = "", name: str = "") -> Iterator[None]:
        """What is drawn inside shows the title when the pointer rests on it, and leads to `link` (`#name`)."""
        tag = "a" if link else "g"
        target = f" href={quoteattr(link)}" if link else ""
        identity = f" id={quoteattr(name)}" if name else ""
        self._parts.append(f"<{tag}{target}{identity}>")
        if title:
            self._parts.append(f"<title>{escape(_printable(title))}</title>")
        yield
        self._parts.append(f"</{tag}>")

    def whole(self, width: float, height: float, *, title: str, description: str, language: str) -> str:
        """The file: an image with a name and a description for those who can't see it."""
        ground = f'<rect width="{_n(width)}" height="{_n(height)}" class="ground"/>'
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
            f'width="{_n(width)}" height="{_n(height)}" xml:lang="{language}" lang="{language}" '
            'role="img" aria-labelledby="title description">\n'
            f'<title id="title">{escape(_printable(title))}</title>\n'
            f'<desc id="description">{escape(_printable(description))}</desc>\n'
            f"<style>{stylesheet()}</style>\n" + "\n".join([ground, *self._parts]) + "\n</svg>\n"
        )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _classes(*names: str) -> str:
    return f' class="{" ".join(name for name in names if name)}"'


def _printable(text: str) -> str:
    """XML has no way to write control characters."""
    return "".join(one if one.isprintable() else " " for one in text)
