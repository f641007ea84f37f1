"""The guard runs over every string of every webhook: it must cost next to nothing, and never explode."""

import time
from statistics import median

import pytest

from handoff.guard import mask

ORDINARY = [
    "Guten Tag, ich möchte gern einen Termin zur Baufinanzierung am Dienstag um 14:30 Uhr in der Filiale am Markt.",
    "Hallo, mein Zugang zum Online-Banking ist gesperrt. Rückruf bitte unter 0151 55512345, am besten nach 17 Uhr.",
    "Wann haben Sie am 24.12. geöffnet?",
    "Danke!",
    "Meine IBAN ist DE89 3704 0044 0532 0130 00",
]


def seconds(text):
    start = time.perf_counter()
    mask(text)
    return time.perf_counter() - start


def test_an_ordinary_message_takes_under_a_third_of_a_millisecond():
    mask("DE89 3704 0044 0532 0130 00")

    assert median(seconds(text) for text in ORDINARY * 40) < 0.0003


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "DE",
        "DE12 ",
        "PIN ",
        "PIN: ",
        "pin ist die ",
        "eins",
        "eins ",
        "24.12. ",
        "0151 ",
        "O",
        " ",
        "⟦",
        "IBAN ",
    ]
    + ["Passwort ist ", "1.", "+49 (", "geboren am ", "-", "\n", "konto 123 ", "1 ist die ", "\u200b", "４", "1,"]
    + [
        "a *1.1.1980 ",
        "a *",
        "pin",
        "PIN, 1234 ",
        "erste mai ",
        "geb erste ",
        "geb vierundzwanzigste",
        "LV12.",
        "LV12A",
    ]
    + ["1 the right ", "wo und hab ", "tan wo und ", "kontokonto", "1 time ", "fall 1 ", "https://", "4111|"]
    + [
        "passwort:",
        "pin=a1",
        "login=x1,",
        "date is 1.1.80 is ",
        "4111 ",
        "iban de1",
        "PIN 1 auf 2222 ",
        "abc12 is my ",
    ],
)
def test_the_longest_message_of_one_piece_again_and_again_stays_under_a_second(piece):
    assert seconds((piece * 4096)[:4096]) < 1
