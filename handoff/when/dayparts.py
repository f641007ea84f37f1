"""Parts of the day as offices mean them: appointments are given from 8 to 20."""

import re
from dataclasses import dataclass
from datetime import time

FIRST, LAST = time(8), time(20)


@dataclass(frozen=True, slots=True)
class Stretch:
    """`half` is "am" or "pm" where the part settles which half of the day an hour like 8 belongs to."""

    start: time | None
    end: time | None
    half: str | None
    rest: str


_PARTS = (
    (r"(?:nach (?:der arbeit|feierabend)|after work)", 17, 20, "pm"),
    (r"(?:am |in the )?(?:frueh\w*|early) (?:vormittag|morgen|morning)", 8, 10, "am"),
    (r"(?:am |in the )?(?:spaet\w*|late) (?:vormittags?|morgen|morning)", 10, 12, "am"),
    (r"(?:am |in the )?(?:frueh\w*|early) (?:nachmittags?|afternoon)", 12, 15, "pm"),
    (r"(?:am |in the )?(?:spaet\w*|late) (?:nachmittags?|afternoon)", 15, 18, "pm"),
    (r"(?:am |in der |in the )?(?:vormittags?|morgens|fruehmorgens|frueh(?:e|s)?|mornings?|forenoon)", 8, 12, "am"),
    (r"(?:am |in the |ueber |gegen |in der )?(?:nachmittags?|afternoons?)", 12, 18, "pm"),
    (r"(?:am |in der |ueber |gegen |zur |at )?(?:mittags?(?:zeit|pause|stunde)?|lunch(?:time|break)?)", 12, 14, None),
    (r"(?:am |in the )?(?:abends?|evenings?)", 18, 20, "pm"),
)


def daypart(text: str) -> Stretch:
    """The part of the day named; of several the whole from the first to the last."""
    found: list[tuple[int, int, str | None]] = []
    for pattern, start, end, half in _PARTS:
        text, count = re.subn(rf"\b{pattern}\b", " ", text)
        found += [(start, end, half)] * bool(count)
    if not found:
        return Stretch(None, None, None, text)
    half = found[0][2] if len(found) == 1 else None
    return Stretch(time(min(part[0] for part in found)), time(max(part[1] for part in found)), half, text)
