"""The sheet of the whole dialogue: its columns and tracks, measured before anything is drawn.

Tracks instead of edges: dots on shared vertical lines say where seven hundred edges would lead, and none of them cross.
"""

from dataclasses import dataclass

from handoff.workbench.dialogue_map.canvas import Canvas
from handoff.workbench.dialogue_map.dialogue import Dialogue, Ends, Topic
from handoff.workbench.dialogue_map.wording import Wording

MARGIN = 36
CARD = 286
WANTS = MARGIN + CARD + 40
WANT = 196
DOES = WANTS + WANT + 16
DOING = 540
ELSEWHERE = DOES + DOING + 10
BADGE = 21
BADGES = 6
TRACKS = ELSEWHERE + BADGES * BADGE + 36
TRACK = 114
TEAM = 118
# What the legend takes, right of where the tracks begin; a small dialogue has fewer of them.
LEGEND = 860
DOT = 5


@dataclass(frozen=True, slots=True)
class Track:
    """A way to end: `kind` is told, link, phone, form or team; `name` that of the form or team."""

    x: float
    kind: str
    name: str
    title: str

    @property
    def room(self) -> float:
        return (TEAM if self.kind == "team" else TRACK) - 10

    def shape(self, ends: Ends) -> str:
        """full, ring, request, or nothing."""
        if self.kind == "told":
            return _shape(ends.told, False)
        if self.kind == "link":
            return _shape(ends.link, ends.may_link)
        if self.kind == "phone":
            return _shape(ends.phone, ends.may_phone)
        if self.kind == "form":
            return _shape(self.name in ends.forms, self.name in ends.offers_forms)
        if ends.team != self.name:
            return ""
        return _shape(ends.person, ends.offers_person) or "request"


def _shape(leads: bool, offers: bool) -> str:
    return "full" if leads else "ring" if offers else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`numbers`: what a topic goes by in the badges."""

    canvas: Canvas
    dialogue: Dialogue
    wording: Wording
    tracks: tuple[Track, ...]
    numbers: dict[str, int]

    @property
    def width(self) -> float:
        return max(self.tracks[-1].x + TRACK, TRACKS + LEGEND) + MARGIN - DOT

    def badge(self, topic: Topic, x: float, y: float) -> None:
        self.canvas.dot(x, y, 9, kind="badge", colour=self.wording.colour(topic))
        self.canvas.text(x, y + 3.7, str(self.numbers[topic.id]), kind="number", room=20, anchor="middle")


def sheet_of(dialogue: Dialogue, wording: Wording) -> Sheet:
    listed = [topic.id for topic in dialogue.topics if topic.rule]
    numbers = {name: number for number, name in enumerate(listed, start=1)}
    return Sheet(Canvas(), dialogue, wording, tuple(_tracks(dialogue, wording)), numbers)


def _tracks(dialogue: Dialogue, wording: Wording) -> list[Track]:
    ends = [(kind, "", wording.own[kind]) for kind in ("told", "link", "phone")]
    ends += [("form", form.name, wording.title(dialogue.by_id[form.topic])) for form in dialogue.forms.values()]
    ends += [("team", team, wording.team(team)) for team in dialogue.teams]
    tracks, x = [], float(TRACKS)
    for end in ends:
        tracks.append(Track(x, *end))
        x += TEAM if end[0] == "team" else TRACK
    return tracks
