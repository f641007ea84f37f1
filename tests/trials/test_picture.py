"""The pictures of docs/ are drawn, not kept."""

from handoff.settings import ROOT
from trials.picture.__main__ import PICTURES


def test_every_picture_of_docs_can_be_drawn_anew():
    assert {file.name for file in (ROOT / "docs").iterdir() if file.suffix in {".png", ".svg"}} == set(PICTURES)
