"""Links lead to https addresses, and invented institutions only to invented hosts."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from handoff.workbench.check.book import MARK, Book
from handoff.workbench.check.finding import Finding, error
from handoff.workbench.check.reader import Table, Text

ADDRESS = re.compile(r"(?:\w+://|www\.)\S+")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
INVENTED = ".example"
ADDRESSES_OF_FACTS = ("_url", "website")


def findings(book: Book) -> Iterator[Finding]:
    for response in book.responses:
        for variant in response.variants:
            if variant.link:
                yield from _link(variant.link)
            for text in variant.texts:
                for address in ADDRESS.findall(text):
                    yield from _sound(address.rstrip(".,;:!?)“”"), text)
    for institution in book.institutions.values():
        yield from _facts(institution["facts"])


def _link(link: Table) -> Iterator[Finding]:
    address: Text = link["url"]
    mark = MARK.fullmatch(address)
    if mark is None or not mark[1]:
        yield from _sound(MARK.sub("x", address), address)
    elif not mark[1].endswith(ADDRESSES_OF_FACTS):
        yield error(address.place, f"“{address}” is no address. Those of the institution end in “_url”.")


def _facts(facts: Table) -> Iterator[Finding]:
    for name, value in facts.items():
        if name.endswith(ADDRESSES_OF_FACTS):
            yield from _sound(str(value), name)
            yield from _invented(name, urlsplit(str(value)).hostname or "")
        elif name.endswith("email"):
            yield from _invented(name, str(value).rpartition("@")[2])


def _sound(address: str, where: Text) -> Iterator[Finding]:
    try:
        parts = urlsplit(address)
        is_sound = (
            parts.scheme == "https" and bool(HOST.fullmatch(parts.hostname or "")) and not re.search(r"\s", address)
        )
    except ValueError:
        is_sound = False
    if not is_sound:
        yield error(where.place, f"“{address}” must be an address such as “https://www.sparkasse.example/termin”.")


def _invented(name: Text, host: str) -> Iterator[Finding]:
    if host and not host.endswith(INVENTED):
        yield error(
            name.place, f"“{name}” of an invented institution leads to “{host}”. Its host must end in “{INVENTED}”."
        )
