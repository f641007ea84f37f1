"""Each {placeholder} is known or given by who says the response, and stands in both languages."""

from collections.abc import Iterator

from handoff.workbench.check.book import MARK, Book, Response, Variant
from handoff.workbench.check.finding import Finding, error
from handoff.workbench.check.reader import Text
from handoff.workbench.check.shape import guess

TWIN = "_en"


def findings(book: Book) -> Iterator[Finding]:
    for response in book.responses:
        given = book.sources.values_for(response.name)
        for variant in response.variants:
            yield from _known(variant, book, given)
            yield from _braces(variant)
        yield from _in_both(response, book)


def _known(variant: Variant, book: Book, given: set[str]) -> Iterator[Finding]:
    for name, text in variant.placeholders.items():
        if name not in book.facts and name not in given:
            yield error(
                text.place,
                f"“{{{name}}}” is no fact of the institutions, and no action gives it here."
                f"{guess(name, {*book.facts, *given})}",
            )
        elif variant.language == "de" and _is_twin(name, book):
            yield error(text.place, f"“{{{name}}}” is the English one. German takes “{{{_base(name, book)}}}”.")
        elif variant.language == "en" and name + TWIN in book.facts:
            yield error(text.place, f"“{{{name}}}” reads differently in English. Take “{{{name}{TWIN}}}”.")


def _braces(variant: Variant) -> Iterator[Finding]:
    for text in variant.texts:
        if set("{}") & set(MARK.sub("", text)):
            yield error(
                text.place,
                "A curly bracket stands here that encloses no name. A placeholder is one word, as in "
                "“{service_phone}”; write “{{” for a bracket that customers shall read.",
            )


def _in_both(response: Response, book: Book) -> Iterator[Finding]:
    german, english = response.of("de"), response.of("en")
    if german is None or english is None:
        return
    for here, there, language in ((german, english, "English"), (english, german, "German")):
        told = {_base(name, book) for name in there.placeholders}
        for name in here.placeholders:
            if _base(name, book) not in told:
                yield error(
                    _text(there).place,
                    f"The {language} text of “{response.name}” lacks “{{{name}}}”, which the other language has. "
                    "Say the same in both.",
                )


def _is_twin(name: str, book: Book) -> bool:
    return name.endswith(TWIN) and name.removesuffix(TWIN) in book.facts


def _base(name: str, book: Book) -> str:
    return name.removesuffix(TWIN) if _is_twin(name, book) else name


def _text(variant: Variant) -> Text:
    text: Text = variant.table["text"]
    return text
