"""The words for numbers, weekdays and months in German and English, with umlauts and ß written out (ae, ss)."""

_ONES = "ein zwei drei vier fuenf sechs sieben acht neun".split()
_TEENS = "zehn elf zwoelf dreizehn vierzehn fuenfzehn sechzehn siebzehn achtzehn neunzehn".split()
_TENS = {"zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50}
_EN_ONES = "one two three four five six seven eight nine".split()
_EN_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_EN_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_EN_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

NUMERALS: dict[str, int] = (
    {word: value for value, word in enumerate([*_ONES, *_TEENS], 1) if word != "ein"}
    | _TENS
    | {f"{one}und{ten}": tens + value for ten, tens in _TENS.items() for value, one in enumerate(_ONES, 1)}
    | {word: value for value, word in enumerate([*_EN_ONES, *_EN_TEENS], 1)}
    | _EN_TENS
    | {f"{ten}-{one}": tens + value for ten, tens in _EN_TENS.items() for value, one in enumerate(_EN_ONES, 1)}
    | {"eins": 1, "zwo": 2}
)

_STEMS = (
    {"erst": 1, "dritt": 3, "siebt": 7, "acht": 8}
    | {f"{word}t": NUMERALS[word] for word in [*_ONES[1:], *_TEENS] if word not in ("drei", "sieben", "acht")}
    | {f"{word}st": value for word, value in NUMERALS.items() if value >= 20 and word.endswith("ig")}
)
ORDINALS: dict[str, int] = (
    {f"{stem}{ending}": value for stem, value in _STEMS.items() for ending in ("e", "en", "er", "em", "es")}
    | {word: value for value, word in enumerate(_EN_ORDINALS, 1)}
    | {f"twenty-{word}": 20 + value for value, word in enumerate(_EN_ORDINALS[:9], 1)}
    | {"thirtieth": 30, "thirty-first": 31}
)

WEEKDAYS: dict[str, int] = (
    {word: day for day, word in enumerate("montag dienstag mittwoch donnerstag freitag samstag sonntag".split())}
    | {word: day for day, word in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
    | {"sonnabend": 5}
)
SHORT_WEEKDAYS: dict[str, dict[str, int]] = {
    "de": {word: day for day, word in enumerate("mo di mi do fr sa so".split())},
    "en": {word: day for day, word in enumerate("mon tue wed thu fri sat sun".split())}
    | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3},
}

_MONTHS = (
    "januar jan january jaenner,februar feb february,maerz mrz march mar maer,april apr,mai may,juni jun june juno,"
    "juli jul july,august aug,september sep sept,oktober okt october oct,november nov,dezember dez december dec"
)
MONTHS: dict[str, int] = {word: month for month, words in enumerate(_MONTHS.split(","), 1) for word in words.split()}

# Too far from the right word for likeness to find.
MISSPELT = {"tommorow": "tomorrow", "wensday": "wednesday", "wendsday": "wednesday", "donnerstach": "donnerstag"}
# What a misspelt word may have meant; short words are left alone.
SPELLINGS: tuple[str, ...] = (
    *WEEKDAYS,
    *(word for word in MONTHS if len(word) > 5),
    *"uebermorgen morgen heute tomorrow today naechste naechsten naechster kommende kommenden".split(),
    *"vormittag vormittags nachmittag nachmittags mittags abends morning afternoon evening".split(),
    *"heiligabend silvester weekend wochenende zwischen viertel dreiviertel quarter".split(),
)
