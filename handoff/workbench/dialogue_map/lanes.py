"""What the bot does about one want, drawn as a row of chips; shared by both pictures."""

from handoff.workbench.dialogue_map.canvas import Canvas
from handoff.workbench.dialogue_map.dialogue import OFFERS, Dialogue, Form, Reply, Want
from handoff.workbench.dialogue_map.theme import FONTS

TALL = 15
GAP = 5
PAD = 5


def draw_steps(
    canvas: Canvas, dialogue: Dialogue, want: Want, x: float, y: float, *, end: float, language: str
) -> float:
    """Chips around the middle line `y`, from `x` to `end` at most. Returns where the last one ends."""
    for step in want.steps:
        if step.startswith(OFFERS):
            continue
        if step in dialogue.replies:
            x = _reply(canvas, dialogue.replies[step], x, y, end=end, language=language)
        elif step in dialogue.forms:
            x = _form(canvas, dialogue.forms[step], x, y, end=end, own=dialogue.forms[step].topic == want.topic)
        else:
            x = chip(canvas, step.removeprefix("action_"), x, y, end=end, kind="acted", title=step)
    for name in sorted(dialogue.begun_by_action(want)):
        x = _form(canvas, dialogue.forms[name], x, y, end=end, own=True)
    return x


def chip(
    canvas: Canvas, text: str, x: float, y: float, *, end: float, kind: str, title: str, colour: str = ""
) -> float:
    """Returns where the next one may begin; draws nothing where no room is left."""
    room = end - x - 2 * PAD
    if room < 24:
        return x
    wide = min(FONTS["chip"].width(text), room) + 2 * PAD
    with canvas.group(title):
        canvas.box(x, y - TALL / 2, wide, TALL, kind=kind, colour=colour)
        canvas.text(x + PAD, y + 3.6, text, kind="chip", room=wide - 2 * PAD + 0.01)
    return x + wide + GAP


def _reply(canvas: Canvas, reply: Reply, x: float, y: float, *, end: float, language: str) -> float:
    title = f"{reply.name}: {' '.join(reply.text[language].split())[:160]}"
    x = chip(canvas, reply.name.removeprefix("utter_"), x, y, end=end, kind="said", title=title)
    if reply.link:
        text = f"{reply.link[language]} ›"
        wide = FONTS["small"].width(text) + 2 * PAD
        if x + wide <= end:
            with canvas.group(reply.link[language]):
                canvas.box(x, y - TALL / 2, wide, TALL, kind="linked", round_by=TALL / 2)
                canvas.text(x + PAD, y + 3.6, text, kind="small", room=wide)
            x += wide + GAP
    return x


def _form(canvas: Canvas, form: Form, x: float, y: float, *, end: float, own: bool) -> float:
    """A form of the topic's own shows its questions in order; another topic's only its name."""
    if not own:
        return chip(canvas, form.name, x, y, end=end, kind="asked", title=form.name, colour="c-form")
    prefix = f"{form.topic}_"
    for number, (slot, _) in enumerate(form.questions, start=1):
        text = f"{number} {slot.removeprefix(prefix)}"
        x = chip(canvas, text, x, y, end=end, kind="asked", title=f"{form.name}: {slot}", colour="c-form")
    return x
