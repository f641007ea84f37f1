"""What WhatsApp takes, with the longest facts filled in.

`handoff.sending` decides in the same way what a reply becomes. What an action gives is as long as its name here:
only the turn knows better.
"""

from collections.abc import Iterator

from handoff.whatsapp.outbound import (
    BODY,
    BUTTON_TITLE,
    BUTTONS,
    INTERACTIVE_BODY,
    MENU,
    ROW_TEXT,
    ROW_TITLE,
    ROWS,
)
from handoff.workbench.check.book import MARK, Book, Variant
from handoff.workbench.check.finding import Finding, error
from handoff.workbench.check.reader import Text


def findings(book: Book) -> Iterator[Finding]:
    for response in book.responses:
        for variant in response.variants:
            if not variant.buttons:
                yield from _without_buttons(variant, book)
            elif "menu" in variant.custom or len(variant.buttons) > BUTTONS:
                yield from _list(variant, book)
            else:
                yield from _buttons(variant, book)


def _without_buttons(variant: Variant, book: Book) -> Iterator[Finding]:
    """A menu's label may wait here for rows that an action gives."""
    if variant.link:
        yield from _fits("title of the link", variant.link["title"], BUTTON_TITLE, book)
    if "menu" in variant.custom:
        yield from _fits("label of the list", variant.custom["menu"], MENU, book)
    yield from _fits("text", variant.table["text"], INTERACTIVE_BODY if variant.link else BODY, book)


def _buttons(variant: Variant, book: Book) -> Iterator[Finding]:
    yield from _fits("text over buttons", variant.table["text"], INTERACTIVE_BODY, book)
    yield from _apart(variant)
    for button in variant.buttons:
        yield from _fits("title of the button", button["title"], BUTTON_TITLE, book)
        if "description" in button:
            yield error(
                button["description"].place,
                f"Only a list shows descriptions. Add “custom: {{menu: …}}” to make these buttons one, or leave the "
                f"description of “{button['title']}” out.",
            )


def _list(variant: Variant, book: Book) -> Iterator[Finding]:
    yield from _fits("text over the list", variant.table["text"], BODY, book)
    yield from _apart(variant)
    if len(variant.buttons) > ROWS:
        yield error(
            variant.buttons[ROWS].place,
            f"The list has {len(variant.buttons)} rows; WhatsApp takes {ROWS}. Leave some out.",
        )
    if "menu" in variant.custom:
        yield from _fits("label of the list", variant.custom["menu"], MENU, book)
    else:
        yield error(
            variant.table.place,
            f"WhatsApp takes {BUTTONS} buttons; these {len(variant.buttons)} become a list, which needs a label: "
            "“custom: {menu: …}”.",
        )
    for row in variant.buttons:
        yield from _fits("title of the row", row["title"], ROW_TITLE, book)
        if "description" in row:
            yield from _fits("description of the row", row["description"], ROW_TEXT, book)


def _apart(variant: Variant) -> Iterator[Finding]:
    titles = [button["title"] for button in variant.buttons]
    for number, title in enumerate(titles):
        if title in titles[:number]:
            yield error(title.place, f"Two buttons are called “{title}”. WhatsApp wants titles that differ.")
    if variant.link:
        yield error(
            variant.link.place, "WhatsApp shows buttons or a link, never both. Leave one out, or make two responses."
        )


def _fits(what: str, text: Text, limit: int, book: Book) -> Iterator[Finding]:
    length = len(_filled(text, book).strip())
    if length > limit:
        filled = " with the longest facts filled in" if MARK.search(text) else ""
        yield error(
            text.place,
            f"The {what} “{text.strip():.30}” has {length} characters{filled}; WhatsApp takes {limit}. Shorten it.",
        )


def _filled(text: Text, book: Book) -> str:
    return MARK.sub(lambda mark: max(book.facts.get(mark[1]) or [mark[1] or mark[0][0]], key=len), text)
