"""One topic in full: what customers write, what they are told or asked, where it ends."""

from handoff.workbench.dialogue_map.canvas import Canvas
from handoff.workbench.dialogue_map.dialogue import Dialogue, Form, Reply, Topic, Want
from handoff.workbench.dialogue_map.lanes import draw_steps
from handoff.workbench.dialogue_map.theme import FONTS
from handoff.workbench.dialogue_map.wording import Wording

MARGIN = 36
LEFT = 350
MIDDLE = MARGIN + LEFT + 56
WIDE = 620
RIGHT = MIDDLE + WIDE + 56
END = 250
WIDTH = RIGHT + END + MARGIN
TOP = 128
PAD = 14
STEP = 16
GAP = 12
EXAMPLES = 4


def draw_topic(dialogue: Dialogue, topic: Topic, wording: Wording) -> str:
    canvas = Canvas()
    counts = str(wording.own["counts"]).format(topic.examples, topic.tests)
    act = f"{wording.act(topic)} · " if topic.rule else ""
    canvas.text(MARGIN, 54, wording.title(topic), kind="heading", room=WIDTH - 2 * MARGIN)
    canvas.text(MARGIN, 78, f"{topic.id} · {act}{counts}", kind="lead", room=WIDTH - 2 * MARGIN)
    for x, key, room in ((MARGIN, "customers_say", LEFT), (MIDDLE, "does", WIDE), (RIGHT, "ends", END)):
        canvas.text(x, TOP - 16, wording.own[key], kind="column", room=room)
    canvas.line(MARGIN, TOP - 6, WIDTH - MARGIN, TOP - 6, kind="divide")
    y = TOP + 6.0
    shown: set[str] = set()
    for want in topic.wants:
        y = _want(canvas, dialogue, topic, want, wording, y, shown) + GAP
    for form in topic.forms:
        shown |= {reply.name for _, reply in form.questions if reply}
        y = _form(canvas, form, wording, y) + GAP
    y = _others(canvas, [one for one in topic.replies if one.name not in shown], wording, y, wording.colour(topic))
    return canvas.whole(
        WIDTH, y + MARGIN, title=wording.title(topic), description=f"{topic.id}: {counts}", language=wording.language
    )


def _want(
    canvas: Canvas, dialogue: Dialogue, topic: Topic, want: Want, wording: Wording, y: float, shown: set[str]
) -> float:
    """The customer's words, what the rules answer, and the ends, side by side. Returns the lowest edge."""
    room = LEFT - 2 * PAD
    examples = [row for example in want.examples[:EXAMPLES] for row in FONTS["about"].wrapped(example, room)]
    left = 34 + len(examples) * STEP + 8
    canvas.box(MARGIN, y, LEFT, left, kind="card", round_by=8)
    canvas.text(MARGIN + PAD, y + 22, want.intent, kind="name", room=LEFT - 110)
    count = str(wording.own["example"]).format(len(want.examples))
    canvas.text(MARGIN + LEFT - PAD, y + 22, count, kind="small", room=90, anchor="end")
    canvas.lines(MARGIN + PAD, y + 42, examples, kind="about", room=room, step=STEP)
    middle = y + 26
    tint = "c-urgent" if want.leaves_form else wording.colour(topic)
    canvas.curve(MARGIN + LEFT, middle, MIDDLE - 8, middle, kind="flow", colour=tint)
    draw_steps(canvas, dialogue, want, MIDDLE, middle, end=MIDDLE + WIDE, language=wording.language)
    bottom = middle + 14
    for reply in dialogue.said(want):
        if reply.name not in shown:
            shown.add(reply.name)
            bottom += _reply(canvas, reply, wording, MIDDLE, bottom, WIDE, kind="said", tint=tint) + 6
    rows = _ends(dialogue, topic, want, wording)
    canvas.line(MIDDLE + WIDE, middle, RIGHT - 8, middle, kind="flow", colour=tint)
    for number, (row, kind, shape) in enumerate(rows):
        canvas.dot(RIGHT + 6, middle + number * 20, 5, kind=shape, colour=tint)
        canvas.text(RIGHT + 20, middle + 4 + number * 20, row, kind=kind, room=END - 20)
    return max(y + left, bottom, middle + len(rows) * 20)


def _reply(
    canvas: Canvas, reply: Reply, wording: Wording, x: float, y: float, wide: float, *, kind: str, tint: str
) -> float:
    """Name, text and buttons in one box. Returns its height."""
    room = wide - 2 * PAD
    rows = FONTS["body"].wrapped(_one_line(reply, wording), room)
    taps = _placed(_taps(reply, wording), room)
    tall = 30 + len(rows) * STEP + (22 * (taps[-1][2] + 1) + 4 if taps else 0)
    canvas.box(x, y, wide, tall, kind=kind, round_by=8)
    canvas.text(x + PAD, y + 18, reply.name, kind="chip", room=room)
    canvas.lines(x + PAD, y + 36, rows, kind="body", room=room, step=STEP)
    first = y + 30 + len(rows) * STEP
    for tap, left, row in taps:
        canvas.box(x + PAD + left, first + row * 22, _tap_width(tap), 18, kind="tap", round_by=9, colour=tint)
        base = first + row * 22 + 12.8
        canvas.text(x + PAD + left + 9, base, tap, kind="button", room=_tap_width(tap) - 18, colour=tint)
    return tall


def _taps(reply: Reply, wording: Wording) -> list[str]:
    taps = [button.title[wording.language] for button in reply.buttons]
    return [*taps, f"{reply.link[wording.language]} ›"] if reply.link else taps


def _placed(taps: list[str], room: float) -> list[tuple[str, float, int]]:
    """Each button with its place from the left, and its row."""
    placed, x, row = [], 0.0, 0
    for tap in taps:
        if x and x + _tap_width(tap) > room:
            x, row = 0.0, row + 1
        placed.append((tap, x, row))
        x += _tap_width(tap) + 6
    return placed


def _tap_width(tap: str) -> float:
    return FONTS["button"].width(tap) + 18.1


def _one_line(reply: Reply, wording: Wording) -> str:
    return " ".join(reply.text[wording.language].split())


def _form(canvas: Canvas, form: Form, wording: Wording, y: float) -> float:
    """The questions in order, on the form's own line."""
    canvas.text(MIDDLE, y + 22, str(wording.own["asks"]).format(form.name), kind="section", room=WIDE)
    y += 34
    for number, (slot, reply) in enumerate(form.questions, start=1):
        text = _one_line(reply, wording) if reply else wording.own["by_action"]
        rows = FONTS["body"].wrapped(text, WIDE - 2 * PAD - 30)
        tall = 28 + len(rows) * STEP
        canvas.box(MIDDLE, y, WIDE, tall, kind="asked", colour="c-form", round_by=8)
        canvas.dot(MIDDLE + 22, y + tall / 2, 10, kind="badge", colour="c-form")
        canvas.text(MIDDLE + 22, y + tall / 2 + 3.7, str(number), kind="number", room=20, anchor="middle")
        canvas.text(MIDDLE + 44, y + 18, slot, kind="chip", room=WIDE - 60)
        canvas.lines(MIDDLE + 44, y + 36, rows, kind="body", room=WIDE - 60, step=STEP)
        if number < len(form.questions):
            canvas.line(MIDDLE + 22, y + tall, MIDDLE + 22, y + tall + 10, kind="flow", colour="c-form")
        y += tall + 10
    return y


def _ends(dialogue: Dialogue, topic: Topic, want: Want, wording: Wording) -> list[tuple[str, str, str]]:
    """Text, its kind, and the dot's."""
    ends, rows = dialogue.ends(want), []
    if ends.told:
        rows.append((wording.own["told"], "body", "full"))
    if ends.link or ends.may_link:
        rows.append((wording.own["link"], "body", "full" if ends.link else "ring"))
    if ends.phone or ends.may_phone:
        rows.append((wording.own["phone"], "body", "full" if ends.phone else "ring"))
    for form in dialogue.forms.values():
        if form.name in ends.forms | ends.offers_forms:
            title = wording.title(dialogue.by_id[form.topic])
            rows.append((title, "body", "full" if form.name in ends.forms else "ring"))
    if ends.team:
        shape = "full" if ends.person else "ring" if ends.offers_person else "request"
        within = f" · {wording.urgency(topic)}" if topic.rule else ""
        rows.append((wording.team(ends.team) + within, "strong", shape))
    rows += [(wording.title(dialogue.by_id[other]), "about", "ring") for other in ends.elsewhere]
    return rows


def _others(canvas: Canvas, replies: list[Reply], wording: Wording, y: float, tint: str) -> float:
    """What only an action says, in two columns. Returns the lowest edge."""
    if not replies:
        return y
    canvas.text(MARGIN, y + 24, wording.own["others"], kind="section", room=WIDTH - 2 * MARGIN)
    wide = (WIDTH - 2 * MARGIN - GAP) / 2
    left = right = y + 38
    for reply in replies:
        if left <= right:
            left += _reply(canvas, reply, wording, MARGIN, left, wide, kind="card", tint=tint) + 6
        else:
            x = MARGIN + wide + GAP
            right += _reply(canvas, reply, wording, x, right, wide, kind="card", tint=tint) + 6
    return max(left, right)
