"""What was typed into the search field, taken apart."""

import re
from dataclasses import dataclass

LONGEST, SHORTEST_BEGINNING = 200, 3
LAST_WORD = re.compile(r"(?:^|(?<=\s))\w+$")


@dataclass(frozen=True, slots=True)
class Query:
    """`typed` as web searches understand it: "quoted" words stand together, -minus leaves out.

    `begun` is the last word if it may be but the beginning of one, and `whole` what stands before it.
    """

    typed: str
    whole: str
    begun: str


def read_query(written: str) -> Query:
    typed = " ".join(written.replace("\0", " ").split())[:LONGEST]
    typed = re.sub("[„“”«»]", '"', typed)
    last = LAST_WORD.search(typed)
    if last is None or typed.count('"') % 2 or len(last[0]) < SHORTEST_BEGINNING:
        return Query(typed, "", "")
    return Query(typed, typed[: last.start()].strip(), last[0].lower())
