"""Each topic has enough conversation tests, with names that tell them apart."""

from collections.abc import Iterator

from handoff.workbench.check.book import Book
from handoff.workbench.check.finding import Finding, error, warning

FEWEST = 12


def findings(book: Book) -> Iterator[Finding]:
    for topic in book.topics:
        tests = book.of_topic(topic, "tests.yml")
        names = [script["name"] for script in tests["tests"]]
        if len(names) < FEWEST:
            yield warning(tests.place, f"The topic has {len(names)} conversations. Write {FEWEST} or more.")
        for number, name in enumerate(names):
            if name in names[:number]:
                yield error(name.place, f"A conversation before is called “{name}” too. Give each a name of its own.")
