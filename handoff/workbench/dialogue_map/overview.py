"""The whole dialogue on one sheet. A lane per intent runs to the right and stops at the tracks where it may end.

Tracks instead of edges: dots on shared vertical lines say where seven hundred edges would lead, and none of them cross.
"""

from dataclasses import dataclass

from handoff.workbench.dialogue_map.canvas import Canvas
from handoff.workbench.dialogue_map.dialogue import Dialogue, Ends, Topic, Want
from handoff.workbench.dialogue_map.lanes import chip, draw_steps
from handoff.workbench.dialogue_map.theme import FONTS
from handoff.workbench.dialogue_map.wording import Wording, colour

MARGIN = 36
CARD = 286
WANTS = MARGIN + CARD + 40
WANT = 196
DOES = WANTS + WANT + 16
DOING = 540
ELSEWHERE = DOES + DOING + 10
BADGE = 21
TRACKS = ELSEWHERE + 6 * BADGE + 36
TRACK = 92
TEAM = 118
LANE = 21
GAP = 7
SECTION = 42
TOP = 152
DOT = 5


@dataclass(frozen=True, slots=True)
class Track:
    """A way to end: `kind` is answered, link, form or team; `name` that of the form or team."""

    x: float
    kind: str
    name: str
    title: str


def draw_overview(dialogue: Dialogue, wording: Wording) -> str:
    canvas = Canvas()
    tracks = _tracks(dialogue, wording)
    width = tracks[-1].x + TEAM + MARGIN - DOT
    numbers = {topic.id: number for number, topic in enumerate(dialogue.topics, start=1) if topic.rule}
    bottom = _bottom(dialogue)
    _head(canvas, dialogue, wording, tracks, width)
    for track in tracks:
        canvas.line(track.x, TOP, track.x, bottom, kind="track")
    y, section = float(TOP), ""
    for topic in dialogue.topics:
        name = _section(topic)
        if name != section:
            _section_head(canvas, wording.own["sections"][name], y, width)
            y, section = y + SECTION, name
        _topic(canvas, dialogue, wording, topic, y, numbers, tracks)
        y += _tall(topic) + GAP
    return canvas.whole(
        width,
        bottom + MARGIN,
        title=wording.own["title"],
        description=_lead(dialogue, wording),
        language=wording.language,
    )


def _section(topic: Topic) -> str:
    return topic.rule.confidentiality.value if topic.rule else "shared"


def _tall(topic: Topic) -> float:
    return max(2, len(topic.wants)) * LANE


def _bottom(dialogue: Dialogue) -> float:
    sections = len({_section(topic) for topic in dialogue.topics})
    return TOP + sections * SECTION + sum(_tall(topic) + GAP for topic in dialogue.topics)


def _tracks(dialogue: Dialogue, wording: Wording) -> list[Track]:
    ends = [("answered", "", wording.own["answered"]), ("link", "", wording.own["link"])]
    ends += [("form", form.name, wording.title(dialogue.by_id[form.topic])) for form in dialogue.forms.values()]
    narrow = len(ends)
    ends += [("team", team, wording.team(team)) for team in dialogue.teams]
    return [
        Track(TRACKS + min(number, narrow) * TRACK + max(0, number - narrow) * TEAM, *end)
        for number, end in enumerate(ends)
    ]


def _lead(dialogue: Dialogue, wording: Wording) -> str:
    return str(wording.own["lead"]).format(
        topics=sum(1 for topic in dialogue.topics if topic.rule),
        intents=sum(len(topic.wants) for topic in dialogue.topics),
        examples=sum(topic.examples for topic in dialogue.topics),
        tests=sum(topic.tests for topic in dialogue.topics),
    )


def _head(canvas: Canvas, dialogue: Dialogue, wording: Wording, tracks: list[Track], width: float) -> None:
    canvas.text(MARGIN, 56, wording.own["title"], kind="heading", room=width - 2 * MARGIN)
    canvas.text(MARGIN, 80, _lead(dialogue, wording), kind="lead", room=width - 2 * MARGIN)
    _legend(canvas, wording, width)
    for x, key, room in ((MARGIN, "wants", CARD), (DOES, "does", DOING), (ELSEWHERE, "elsewhere", 6 * BADGE + 10)):
        canvas.text(x, TOP - 16, wording.own[key], kind="column", room=room)
    for track in tracks:
        room = (TEAM if track.kind == "team" else TRACK) - 10
        rows = FONTS["column"].wrapped(track.title, room, lines=2)
        canvas.lines(track.x - DOT, TOP - 16 - 14 * (len(rows) - 1), rows, kind="column", room=room, step=14)
    canvas.line(MARGIN, TOP, width - MARGIN, TOP, kind="divide")


def _legend(canvas: Canvas, wording: Wording, width: float) -> None:
    """What the shapes mean, right above the tracks, and the chips above what the bot does."""
    x = DOES - 2
    for kind in ("said", "acted", "asked"):
        tint = "c-form" if kind == "asked" else ""
        x = chip(canvas, wording.own[kind], x, 106, end=width, kind=kind, title=wording.own[kind], colour=tint) + 4
    x = float(TRACKS)
    for kind in ("full", "ring", "request"):
        canvas.dot(x, 106, 3 if kind == "request" else DOT, kind=kind, colour="c-answer")
        x += 10 + canvas.text(x + 10, 110, wording.own[kind], kind="about", room=190) + 22
    canvas.line(x, 99, x, 113, kind="flow", colour="c-urgent")
    canvas.text(x + 8, 110, wording.own["leaves"], kind="about", room=width - x - MARGIN)


def _section_head(canvas: Canvas, title: str, y: float, width: float) -> None:
    canvas.text(MARGIN, y + 28, title, kind="section", room=DOES - MARGIN - 20)


def _topic(
    canvas: Canvas,
    dialogue: Dialogue,
    wording: Wording,
    topic: Topic,
    y: float,
    numbers: dict[str, int],
    tracks: list[Track],
) -> None:
    tall = _tall(topic)
    _card(canvas, wording, topic, y, numbers)
    first = y + (tall - max(1, len(topic.wants)) * LANE) / 2 + LANE / 2
    _minutes(canvas, wording, topic, first, tracks)
    for number, want in enumerate(topic.wants):
        middle = first + number * LANE
        urgent = "c-urgent" if want.leaves_form else colour(topic)
        canvas.curve(MARGIN + CARD, y + tall / 2, WANTS - 8, middle, kind="flow", colour=urgent)
        ends = dialogue.ends(want)
        _lane(canvas, dialogue, wording, topic, want, ends, middle, numbers, tracks)


def _card(canvas: Canvas, wording: Wording, topic: Topic, y: float, numbers: dict[str, int]) -> None:
    tall, tint = _tall(topic), colour(topic)
    counts = str(wording.own["counts"]).format(topic.examples, topic.tests)
    top = y + tall / 2 - 21
    with canvas.group(f"{topic.id}: {counts}", name=topic.id):
        canvas.box(MARGIN, y, CARD, tall, kind="card")
        canvas.box(MARGIN, y, 4, tall, kind="stripe", colour=tint, round_by=2)
        title = wording.title(topic) if topic.rule else wording.own["sections"]["shared"] if topic.id == "shared" else topic.id
        if topic.id in numbers:
            _badge(canvas, topic, numbers[topic.id], MARGIN + 22, y + tall / 2)
        canvas.text(MARGIN + 42, top + 17, title, kind="title", room=CARD - 50)
        act = f"{wording.act(topic)} · " if topic.rule else ""
        canvas.text(MARGIN + 42, top + 33, act + counts, kind="small", room=CARD - 50)


def _badge(canvas: Canvas, topic: Topic, number: int, x: float, y: float) -> None:
    canvas.dot(x, y, 9, kind="badge", colour=colour(topic))
    canvas.text(x, y + 3.7, str(number), kind="number", room=20, anchor="middle")


def _minutes(canvas: Canvas, wording: Wording, topic: Topic, y: float, tracks: list[Track]) -> None:
    if topic.rule is None:
        return
    kind = {2: "soon", 3: "urgent"}.get(topic.rule.priority, "minutes")
    x = next(track.x for track in tracks if track.kind == "team" and track.name == topic.rule.team)
    canvas.text(x + 11, y + 3.7, wording.urgency(topic), kind=kind, room=TEAM - 16)


def _lane(
    canvas: Canvas,
    dialogue: Dialogue,
    wording: Wording,
    topic: Topic,
    want: Want,
    ends: Ends,
    y: float,
    numbers: dict[str, int],
    tracks: list[Track],
) -> None:
    count = len(want.examples)
    hover = f"{want.intent}: {str(wording.own['example']).format(count)}. " + " / ".join(want.examples[:3])
    with canvas.group(hover):
        canvas.text(WANTS, y + 3.8, want.intent, kind="name", room=WANT - 42)
        canvas.text(WANTS + WANT - 8, y + 3.8, str(count), kind="small", room=34, anchor="end")
    chips = draw_steps(canvas, dialogue, want, DOES, y, end=DOES + DOING, language=wording.language)
    if not want.steps:
        canvas.text(DOES, y + 3.8, wording.own["no_rule"], kind="small", room=100)
    for place, other in enumerate(ends.elsewhere):
        with canvas.group(wording.title(dialogue.by_id[other]), link=f"#{other}"):
            if place < 6:
                _badge(canvas, dialogue.by_id[other], numbers[other], ELSEWHERE + 10 + place * BADGE, y)
    shapes = [(track, _shape(track, topic, ends)) for track in tracks]
    last = max((track.x for track, shape in shapes if shape in {"full", "ring"}), default=0)
    start = ELSEWHERE + 10 + min(6, len(ends.elsewhere)) * BADGE if ends.elsewhere else chips + 2
    if last:
        canvas.line(start, y, last, y, kind="lane")
    for track, shape in shapes:
        if shape:
            tint = "c-urgent" if want.leaves_form and track.kind == "team" else colour(topic)
            with canvas.group(track.title):
                canvas.dot(track.x, y, 3 if shape == "request" else DOT, kind=shape, colour=tint)


def _shape(track: Track, topic: Topic, ends: Ends) -> str:
    """full, ring, request, or nothing."""
    if track.kind == "answered":
        return "full" if ends.answered else ""
    if track.kind == "link":
        return "full" if ends.link else "ring" if ends.may_link else ""
    if track.kind == "form":
        return "full" if track.name in ends.forms else "ring" if track.name in ends.offers_forms else ""
    if topic.rule is None or topic.rule.team != track.name:
        return ""
    return "full" if ends.person else "ring" if ends.offers_person else "request"
