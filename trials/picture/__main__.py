"""`python -m trials.picture`: all pictures of docs/ anew, or those named. Needs Chromium and the tests' libraries."""

import argparse
from collections.abc import Callable
from pathlib import Path

from handoff.settings import ROOT
from handoff.workbench.dialogue_map import dialogue_map
from trials.picture.desk_pages import draw_administration, draw_chat, draw_chat_by_night, draw_on_a_phone
from trials.picture.pages import draw_report, draw_rule_book
from trials.picture.phone_and_desk import draw_phone_and_desk
from trials.picture.statistics import draw_statistics, draw_statistics_by_night


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trials.picture", description="Draw the pictures in docs/ anew.")
    parser.add_argument("pictures", nargs="*", metavar="picture", help=f"all, or some of: {', '.join(PICTURES)}")
    names = parser.parse_args().pictures or list(PICTURES)
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        parser.error(f"There is no picture {', '.join(unknown)}. There are: {', '.join(PICTURES)}.")
    for name in names:
        file = ROOT / "docs" / name
        PICTURES[name](file)
        print(file.relative_to(ROOT))


def _draw_dialogue_map(file: Path) -> None:
    file.write_text(dialogue_map(ROOT / "data", language="en"), encoding="utf-8")


# How each file of docs/ is drawn.
PICTURES: dict[str, Callable[[Path], None]] = {
    "phone-and-desk.png": draw_phone_and_desk,
    "desk.png": draw_chat,
    "desk-by-night.png": draw_chat_by_night,
    "desk-on-a-phone.png": draw_on_a_phone,
    "administration.png": draw_administration,
    "statistics-light.png": draw_statistics,
    "statistics-dark.png": draw_statistics_by_night,
    "dialogue-map.svg": _draw_dialogue_map,
    "rulebook.png": draw_rule_book,
    "report.png": draw_report,
}


if __name__ == "__main__":
    main()
