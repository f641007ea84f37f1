"""The head of the sheet: title, figures, what the shapes mean, and what the columns and tracks are called."""

from handoff.workbench.dialogue_map.lanes import chip
from handoff.workbench.dialogue_map.sheet import BADGE, BADGES, CARD, DOES, DOING, DOT, ELSEWHERE, MARGIN, TRACKS, Sheet
from handoff.workbench.dialogue_map.theme import FONTS

BASE = 112
TOP = 180
STEP = 14


def lead(sheet: Sheet) -> str:
    topics = sheet.dialogue.topics
    return str(sheet.wording.own["lead"]).format(
        topics=sum(1 for topic in topics if topic.rule),
        intents=sum(len(topic.wants) for topic in topics),
        examples=sum(topic.examples for topic in topics),
        tests=sum(topic.tests for topic in topics),
    )


def draw_head(sheet: Sheet) -> None:
    canvas, own = sheet.canvas, sheet.wording.own
    canvas.text(MARGIN, 56, own["title"], kind="heading", room=sheet.width - 2 * MARGIN)
    canvas.text(MARGIN, 80, lead(sheet), kind="lead", room=sheet.width - 2 * MARGIN)
    _chips(sheet)
    _dots(sheet)
    for x, key, room in ((MARGIN, "wants", CARD), (DOES, "does", DOING), (ELSEWHERE, "elsewhere", BADGES * BADGE + 10)):
        canvas.text(x, TOP - 16, own[key], kind="column", room=room)
    for track in sheet.tracks:
        rows = FONTS["column"].wrapped(track.title, track.room, lines=2)
        first = TOP - 16 - STEP * (len(rows) - 1)
        canvas.lines(track.x - DOT, first, rows, kind="column", room=track.room, step=STEP)
    canvas.line(MARGIN, TOP, sheet.width - MARGIN, TOP, kind="divide")


def _chips(sheet: Sheet) -> None:
    """Right above what the bot does."""
    x, own = float(DOES), sheet.wording.own
    for kind in ("said", "acted", "asked"):
        tint = "c-form" if kind == "asked" else ""
        x = 4 + chip(sheet.canvas, own[kind], x, BASE, end=DOES + DOING, kind=kind, title=own[kind], colour=tint)


def _dots(sheet: Sheet) -> None:
    """Right above the tracks."""
    canvas, own = sheet.canvas, sheet.wording.own
    x = float(TRACKS)
    for kind in ("full", "ring", "request"):
        canvas.dot(x, BASE, 3 if kind == "request" else DOT, kind=kind, colour="c-answer")
        x += 10 + canvas.text(x + 10, BASE + 4, own[kind], kind="about", room=190) + 22
    canvas.line(x, BASE - 7, x, BASE + 7, kind="flow", colour="c-urgent")
    x += 8 + canvas.text(x + 8, BASE + 4, own["leaves"], kind="about", room=260) + 22
    canvas.text(x, BASE + 4, own["minutes"], kind="about", room=sheet.width - x - MARGIN)
