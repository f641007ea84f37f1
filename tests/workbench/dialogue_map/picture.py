"""An SVG, read back: its texts with the room that they take, and its boxes."""

from dataclasses import dataclass
from xml.etree import ElementTree

from handoff.workbench.dialogue_map.theme import FONTS

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float
    what: str

    def overlaps(self, other):
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.1 and down > 0.1

    def holds_start_of(self, other):
        middle = (other.top + other.bottom) / 2
        return self.left <= other.left < self.right and self.top <= middle <= self.bottom


class Picture:
    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)
        _, _, self.width, self.height = (float(number) for number in self.root.get("viewBox").split())
        self.texts = [_text_box(text) for text in self.root.iter(f"{SVG}text")]
        self.boxes = [_rect_box(rect) for rect in self.root.iter(f"{SVG}rect") if rect.get("class") != "ground"]

    def words(self, kind=None):
        """Each text, of one kind if it is named."""
        return [
            text.text for text in self.root.iter(f"{SVG}text") if kind is None or text.get("class").split()[0] == kind
        ]

    def dots(self, y, kind):
        """The x of the dots of a lane, from the left."""
        return sorted(
            float(dot.get("cx"))
            for dot in self.root.iter(f"{SVG}circle")
            if abs(float(dot.get("cy")) - y) < 1 and dot.get("class").split()[0] == kind
        )

    def lane(self, intent):
        """The middle line of an intent's lane."""
        return next(float(text.get("y")) - 3.8 for text in self.root.iter(f"{SVG}text") if text.text == intent)

    def column(self, title):
        """Where a track stands whose heading begins so."""
        return next(
            float(text.get("x")) + 5
            for text in self.root.iter(f"{SVG}text")
            if text.get("class") == "column" and text.text.startswith(title)
        )


def _text_box(text):
    font = FONTS[text.get("class").split()[0]]
    width, x, y = font.width(text.text), float(text.get("x")), float(text.get("y"))
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.get("text-anchor", "start")]
    return Box(left, y - 0.72 * font.size, left + width, y + 0.2 * font.size, text.text)


def _rect_box(rect):
    x, y = float(rect.get("x")), float(rect.get("y"))
    return Box(x, y, x + float(rect.get("width")), y + float(rect.get("height")), rect.get("class"))
