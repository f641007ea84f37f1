"""Each response speaks German and English, and offers the same in both."""

from collections.abc import Iterator

from handoff.language import LANGUAGES
from handoff.workbench.check.book import Book, Response
from handoff.workbench.check.finding import Finding, error


def findings(book: Book) -> Iterator[Finding]:
    for response in book.responses:
        yield from _spoken(response)
        yield from _same_buttons(response)


def _spoken(response: Response) -> Iterator[Finding]:
    if [variant.language for variant in response.variants] != list(LANGUAGES):
        yield error(
            response.name.place,
            f"“{response.name}” needs two texts: first German without a condition, then English with "
            "“condition: [{type: slot, name: language, value: en}]”.",
        )


def _same_buttons(response: Response) -> Iterator[Finding]:
    german, english = response.of("de"), response.of("en")
    if german is None or english is None:
        return
    offered = [[str(button["payload"]) for button in variant.buttons] for variant in (german, english)]
    if len(offered[0]) == len(offered[1]):
        for button, wanted in zip(english.buttons, offered[0], strict=True):
            switches = {button["payload"], wanted} == {"/switch_to_english", "/switch_to_german"}
            if button["payload"] != wanted and not switches:
                yield error(
                    button["payload"].place,
                    f"The English button “{button['title']}” does “{button['payload']}”, the German one in its place "
                    f"“{wanted}”. Give both the same payload.",
                )
    else:
        yield error(
            english.table.place,
            f"“{response.name}” has {len(offered[0])} buttons in German and {len(offered[1])} in English. "
            "Offer the same in both.",
        )
