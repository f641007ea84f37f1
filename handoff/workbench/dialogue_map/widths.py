"""How wide texts are in Arial and its kin (Helvetica, Liberation Sans), so that boxes fit without a browser.

Widths are in thousandths of the font's size.
"""

from dataclasses import dataclass

MONOSPACED = 602
UNKNOWN = 1000
ELLIPSIS = "…"

_REGULAR = {
    191: "'",
    222: "ijl‘’‚",
    260: "|¦",
    278: " !,./:;I[\\]ft·ÌÍÎÏìíîï\xa0",
    333: "()-`r¡¨²³´¸¹‹›“”„\xad",
    334: "{}",
    350: "•",
    355: '"',
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzçýÿ",
    556: "#$0123456789?L_abdeghnopqu¢£¤¥§«»àáâãäåèéêëðñòóôõöùúûüþ–†€",
    584: "+<=>~¬×÷±",
    611: "FTZ¿ßø",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    889: "%æ",
    944: "Wœ",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl·ÌÍÎÏìíîï‘’‚\xa0",
    280: "|¦",
    333: "!()-:;[]`ft¡¨²³´¸¹‹›\xad",
    350: "•",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z“”„",
    556: "#$0123456789J_aceksvxy¢£¤¥§«»àáâãäåçèéêëýÿ–†€",
    584: "+<=>^~¬×÷±",
    611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþ",
    667: "EPSVXYÈÉÊËÝÞ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØ",
    833: "M",
    889: "%mæ",
    944: "Wœ",
    975: "@",
}


def _by_character(table: dict[int, str]) -> dict[str, int]:
    return {character: width for width, characters in table.items() for character in characters}


REGULAR, BOLD = _by_character(_REGULAR), _by_character(_BOLD)


@dataclass(frozen=True, slots=True)
class Font:
    """`size` in the picture's units."""

    size: float
    bold: bool = False
    monospaced: bool = False

    def width(self, text: str) -> float:
        """In the picture's units; a character that the table lacks counts as a whole square."""
        if self.monospaced:
            return sum(MONOSPACED if ord(one) < 0x2000 else UNKNOWN for one in text) * self.size / 1000
        table = BOLD if self.bold else REGULAR
        return sum(table.get(one, UNKNOWN) for one in text) * self.size / 1000

    def shortened(self, text: str, room: float) -> str:
        """The text, or as much of it as fits into the room, with an ellipsis."""
        if self.width(text) <= room:
            return text
        while text and self.width(text + ELLIPSIS) > room:
            text = text[:-1].rstrip()
        return text + ELLIPSIS

    def wrapped(self, text: str, room: float, *, lines: int | None = None) -> list[str]:
        """At most so many lines, if any number is given; the last one is shortened if more would follow."""
        rows: list[str] = []
        row, words = "", text.split()
        for number, word in enumerate(words):
            longer = f"{row} {word}".strip()
            if self.width(longer) <= room or not row:
                row = longer
                continue
            if lines is not None and len(rows) == lines - 1:
                row = " ".join([row, *words[number:]])
                break
            rows.append(row)
            row = word
        return [self.shortened(one, room) for one in [*rows, row] if one]
