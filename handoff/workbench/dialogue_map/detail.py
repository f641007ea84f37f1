"""One topic in full: what customers write, what they are told or asked, where it ends."""

from handoff.workbench.dialogue_map.bubble import PAD, STEP, draw_bubble, taps_of, text_of
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
    """Returns its height."""
    text, taps = text_of(reply, wording.language), taps_of(reply, wording.language)
    return draw_bubble(canvas, x, y, wide, name=reply.name, text=text, taps=taps, kind=kind, tint=tint)


def _form(canvas: Canvas, form: Form, wording: Wording, y: float) -> float:
    """The questions in order, on the form's own line. Returns the lowest edge."""
    canvas.text(MIDDLE, y + 22, str(wording.own["asks"]).format(form.name), kind="section", room=WIDE)
    y += 34
    for number, (slot, reply) in enumerate(form.questions, start=1):
        text = text_of(reply, wording.language) if reply else wording.own["by_action"]
        taps = taps_of(reply, wording.language) if reply else []
        tall = draw_bubble(
            canvas, MIDDLE, y, WIDE, name=slot, text=text, taps=taps, kind="asked", tint="c-form", inset=44
        )
        canvas.dot(MIDDLE + 22, y + tall / 2, 10, kind="badge", colour="c-form")
        canvas.text(MIDDLE + 22, y + tall / 2 + 3.7, str(number), kind="number", room=20, anchor="middle")
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
