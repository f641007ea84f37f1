"""The whole dialogue on one sheet. A lane per intent runs to the right and stops at the tracks where it may end."""

from handoff.workbench.dialogue_map.dialogue import SHARED, Dialogue, Ends, Topic, Want
from handoff.workbench.dialogue_map.head import TOP, draw_head, lead
from handoff.workbench.dialogue_map.lanes import draw_steps
from handoff.workbench.dialogue_map.sheet import (
    BADGE,
    BADGES,
    CARD,
    DOES,
    DOING,
    DOT,
    ELSEWHERE,
    MARGIN,
    TEAM,
    WANT,
    WANTS,
    Sheet,
    sheet_of,
)
from handoff.workbench.dialogue_map.wording import Wording

LANE = 21
GAP = 7
SECTION = 42


def draw_overview(dialogue: Dialogue, wording: Wording) -> str:
    sheet = sheet_of(dialogue, wording)
    bottom = _bottom(dialogue)
    draw_head(sheet)
    for track in sheet.tracks:
        sheet.canvas.line(track.x, TOP, track.x, bottom, kind="track")
    y, section = float(TOP), ""
    for topic in dialogue.topics:
        name = _section(topic)
        if name != section:
            sheet.canvas.text(MARGIN, y + 28, wording.own["sections"][name], kind="section", room=DOES - MARGIN - 20)
            y, section = y + SECTION, name
        _topic(sheet, topic, y)
        y += _tall(topic) + GAP
    return sheet.canvas.whole(
        sheet.width,
        bottom + MARGIN,
        title=wording.own["title"],
        description=lead(sheet),
        language=wording.language,
    )


def _section(topic: Topic) -> str:
    if topic.rule:
        return topic.rule.confidentiality.value
    return "shared" if topic.id == SHARED else "unlisted"


def _tall(topic: Topic) -> float:
    return max(2, len(topic.wants)) * LANE


def _bottom(dialogue: Dialogue) -> float:
    sections = len({_section(topic) for topic in dialogue.topics})
    return TOP + sections * SECTION + sum(_tall(topic) + GAP for topic in dialogue.topics)


def _topic(sheet: Sheet, topic: Topic, y: float) -> None:
    tall = _tall(topic)
    _card(sheet, topic, y)
    first = y + (tall - max(1, len(topic.wants)) * LANE) / 2 + LANE / 2
    _minutes(sheet, topic, first)
    for number, want in enumerate(topic.wants):
        middle = first + number * LANE
        tint = "c-urgent" if want.leaves_form else sheet.wording.colour(topic)
        sheet.canvas.curve(MARGIN + CARD, y + tall / 2, WANTS - 8, middle, kind="flow", colour=tint)
        _lane(sheet, topic, want, middle)


def _card(sheet: Sheet, topic: Topic, y: float) -> None:
    canvas, wording, tall = sheet.canvas, sheet.wording, _tall(topic)
    counts = str(wording.own["counts"]).format(topic.examples, topic.tests)
    act = f"{wording.act(topic)} · " if topic.rule else ""
    top = y + tall / 2 - 21
    with canvas.group(f"{topic.id}: {counts}", name=topic.id):
        canvas.box(MARGIN, y, CARD, tall, kind="card")
        canvas.box(MARGIN, y, 4, tall, kind="stripe", colour=wording.colour(topic), round_by=2)
        if topic.rule:
            sheet.badge(topic, MARGIN + 22, y + tall / 2)
        canvas.text(MARGIN + 42, top + 17, wording.title(topic), kind="title", room=CARD - 50)
        canvas.text(MARGIN + 42, top + 33, act + counts, kind="small", room=CARD - 50)


def _minutes(sheet: Sheet, topic: Topic, y: float) -> None:
    """At the track of the team, so it needs a rule that names one."""
    if topic.rule is None:
        return
    kind = {2: "soon", 3: "urgent"}.get(topic.rule.priority, "minutes")
    x = next(track.x for track in sheet.tracks if track.kind == "team" and track.name == topic.rule.team)
    sheet.canvas.text(x + 11, y + 3.7, sheet.wording.urgency(topic), kind=kind, room=TEAM - 16)


def _lane(sheet: Sheet, topic: Topic, want: Want, y: float) -> None:
    canvas, wording, ends = sheet.canvas, sheet.wording, sheet.dialogue.ends(want)
    _name(sheet, want, y)
    start = draw_steps(canvas, sheet.dialogue, want, DOES, y, end=DOES + DOING, language=wording.language) + 2
    if not want.steps:
        start = DOES + 8 + canvas.text(DOES, y + 3.8, wording.own["no_rule"], kind="small", room=100)
    start = _elsewhere(sheet, ends, y) or start
    shapes = [(track, track.shape(ends)) for track in sheet.tracks]
    last = max((track.x for track, shape in shapes if shape in {"full", "ring"}), default=0)
    if last:
        canvas.line(start, y, last, y, kind="lane")
    for track, shape in shapes:
        if shape:
            tint = "c-urgent" if want.leaves_form and track.kind == "team" else wording.colour(topic)
            with canvas.group(f"{track.title}: {wording.own[shape]}"):
                canvas.dot(track.x, y, 3 if shape == "request" else DOT, kind=shape, colour=tint)


def _name(sheet: Sheet, want: Want, y: float) -> None:
    count = len(want.examples)
    counted = str(sheet.wording.own["example"]).format(count)
    with sheet.canvas.group(f"{want.intent}: {counted}. " + " / ".join(want.examples[:3])):
        sheet.canvas.text(WANTS, y + 3.8, want.intent, kind="name", room=WANT - 42)
        sheet.canvas.text(WANTS + WANT - 8, y + 3.8, str(count), kind="small", room=34, anchor="end")


def _elsewhere(sheet: Sheet, ends: Ends, y: float) -> float:
    """The badges of topics that buttons lead to; “+3” for those without room. Returns where they end, 0 if none."""
    others = [sheet.dialogue.by_id[other] for other in ends.elsewhere]
    shown = others if len(others) <= BADGES else others[: BADGES - 1]
    x = ELSEWHERE + 10.0
    for other in shown:
        with sheet.canvas.group(sheet.wording.title(other), link=f"#{other.id}"):
            sheet.badge(other, x, y)
        x += BADGE
    if len(others) > len(shown):
        with sheet.canvas.group(", ".join(sheet.wording.title(other) for other in others)):
            sheet.canvas.text(x - 9, y + 3.7, f"+{len(others) - len(shown)}", kind="small", room=BADGE)
        x += BADGE
    return x if others else 0.0
