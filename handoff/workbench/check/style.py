"""How customers are addressed and how texts are set: “Sie”, umlauts, and the quotation marks of each language."""

import re
from collections.abc import Iterator

from handoff.workbench.check.book import Book
from handoff.workbench.check.finding import Finding, error, warning
from handoff.workbench.check.reader import Text

FAMILIAR = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b", re.IGNORECASE)
# “ihr” alone is also “her” and “their”; beside a verb that goes with it, it is an address.
_VERBS = "habt|seid|könnt|wollt|müsst|sollt|dürft|braucht|möchtet|werdet|wisst|findet|bekommt|erreicht"
FAMILIAR_PLURAL = re.compile(rf"\b(?:{_VERBS}) ihr\b|\bihr (?:{_VERBS})\b", re.IGNORECASE)
# Beginnings of words that have an umlaut, without it; “neue”, “aktuell” or “Queue” begin with none of them.
SPELT_OUT = re.compile(
    r"\b(?:fuer|ueber|zurueck|rueck|pruef|gruess|wuensch|muess|fuehr|guenst|gueltig|ungueltig|kuerz|frueh|stueck|"
    r"naechst|spaet|waehl|waehrend|waer|haett|laeng|aender|aenderung|bestaetig|gespraech|erklaer|faell|geschaeft|"
    r"moecht|moeglich|koenn|schoen|oeffn|geoeffnet|loesch|loes|erhoeh|hoeh|hoechst|persoenlich|gehoer|noetig|boers)\w*",
    re.IGNORECASE,
)
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü", "Ae": "Ä", "Oe": "Ö", "Ue": "Ü"}
FOREIGN_QUOTES = {"de": re.compile(r"“[^“„]*”"), "en": re.compile("„")}
QUOTES = {"de": "„so“", "en": "“so”"}


def findings(book: Book) -> Iterator[Finding]:
    for text in _german(book):
        yield from _address(text)
        yield from _umlauts(text)
    for response in book.responses:
        for variant in response.variants:
            for text in variant.texts if variant.language else ():
                yield from _quotes(text, str(variant.language))


def _german(book: Book) -> Iterator[Text]:
    for response in book.responses:
        if german := response.of("de"):
            yield from german.texts
    for rule in book.catalogue.values():
        yield rule["title"]["de"]


def _address(text: Text) -> Iterator[Finding]:
    if match := FAMILIAR.search(text) or FAMILIAR_PLURAL.search(text):
        yield error(text.place, f"“{match[0]}” is familiar. Customers are addressed with “Sie” and “Ihr”.")


def _umlauts(text: Text) -> Iterator[Finding]:
    if match := SPELT_OUT.search(text):
        wanted = re.sub("[aou]e", lambda pair: _UMLAUTS[pair[0]], match[0], count=1, flags=re.IGNORECASE)
        yield error(text.place, f"“{match[0]}” has its umlaut spelt out. Write “{wanted}”.")


def _quotes(text: Text, language: str) -> Iterator[Finding]:
    if '"' in text:
        yield error(text.place, f"A straight quotation mark stands here. Write {QUOTES[language]}.")
    elif FOREIGN_QUOTES[language].search(text):
        yield warning(text.place, f"These quotation marks are those of the other language. Write {QUOTES[language]}.")
