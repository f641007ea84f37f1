"""What the bot says, as one box: a name, the text whole, and the buttons below it."""

from handoff.workbench.dialogue_map.canvas import Canvas
from handoff.workbench.dialogue_map.dialogue import Reply
from handoff.workbench.dialogue_map.theme import FONTS

PAD = 14
STEP = 16
ROW = 22


def draw_bubble(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    *,
    name: str,
    text: str,
    taps: list[str],
    kind: str,
    tint: str,
    inset: float = PAD,
) -> float:
    """Returns the height. `inset`: from the left edge to the text."""
    room, left = wide - inset - PAD, x + inset
    rows = FONTS["body"].wrapped(text, room)
    placed = _placed(taps, room)
    tall = 30 + len(rows) * STEP + (ROW * (placed[-1][2] + 1) + 4 if placed else 0)
    canvas.box(x, y, wide, tall, kind=kind, colour=tint, round_by=8)
    canvas.text(left, y + 18, name, kind="chip", room=room)
    canvas.lines(left, y + 36, rows, kind="body", room=room, step=STEP)
    first = y + 30 + len(rows) * STEP
    for tap, along, row in placed:
        top = first + row * ROW
        canvas.box(left + along, top, _width(tap, room), 18, kind="tap", round_by=9, colour=tint)
        canvas.text(left + along + 9, top + 12.8, tap, kind="button", room=_width(tap, room) - 18, colour=tint)
    return tall


def text_of(reply: Reply, language: str) -> str:
    """On one line."""
    return " ".join(reply.text[language].split())


def taps_of(reply: Reply, language: str) -> list[str]:
    """The buttons, then the link."""
    taps = [button.title[language] for button in reply.buttons]
    return [*taps, f"{reply.link[language]} ›"] if reply.link else taps


def _placed(taps: list[str], room: float) -> list[tuple[str, float, int]]:
    """Each button with its place from the left, and its row."""
    placed, x, row = [], 0.0, 0
    for tap in taps:
        if x and x + _width(tap, room) > room:
            x, row = 0.0, row + 1
        placed.append((tap, x, row))
        x += _width(tap, room) + 6
    return placed


def _width(tap: str, room: float) -> float:
    return min(FONTS["button"].width(tap) + 18.1, room)
