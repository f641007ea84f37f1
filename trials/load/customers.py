"""Invented customers and what they write: a fixed schedule, so that a slow service doesn't slow its customers down."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.customers import Customer

SEED = 20261123
TAPPING = 0.15
HIDDEN = 0.05

TEXTS = (
    "Hallo",
    "Guten Tag, können Sie mir helfen?",
    "moin",
    "mein online banking ist gesperrt",
    "pin vergessen",
    "Ich habe dreimal die falsche PIN eingegeben, was jetzt?",
    "die pushtan app geht nicht mehr",
    "zugang gesperrt, komm nich mehr rein 😩",
    "wie hoch ist mein tageslimit",
    "limit erhöhen bitte",
    "Wie kann ich mein Überweisungslimit ändern?",
    "wann habt ihr auf",
    "Wann hat die Filiale Mitte am Samstag geöffnet?",
    "habt ihr heute noch offen?",
    "öffnungszeiten nord",
    "wo sind eure filialen",
    "Hat die Filiale an Heiligabend auf?",
    "meine karte ist weg!",
    "Karte sperren bitte",
    "was kannst du",
    "bist du ein bot?",
    "danke",
    "Danke schön, tschüss",
    "Wie ist das Wetter morgen?",
    "what are your opening hours",
    "my online banking is locked",
    "how can I raise my daily limit?",
    "hello, are you open on saturday?",
    "I lost my card",
    "thanks, bye",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """`at`: seconds after the start. `taps`: rather taps a button, if the last bubble has one."""

    at: float
    customer: str
    text: str
    taps: bool


def crowd(size: int, numbers: list[str]) -> Iterator[Customer]:
    """Customers of each business number in turn; a few show no phone number."""
    chance = random.Random(SEED)
    for index in range(size):
        yield Customer(
            id=f"k{index:05d}",
            name=f"Kunde {index} Beispiel",
            wa_id=f"49151555{index:05d}",
            user_id=f"DE.9{index:015d}",
            hides_phone=chance.random() < HIDDEN,
            number=numbers[index % len(numbers)],
        )


def schedule(customers: list[str], *, rate: float, seconds: float) -> list[Arrival]:
    """Moments at random, as independent people choose them; everybody writes before anybody writes again."""
    chance = random.Random(SEED)
    moments = sorted(chance.uniform(0.0, seconds) for _ in range(round(rate * seconds)))
    turns = _in_turn(customers, chance)
    return [Arrival(at, next(turns), chance.choice(TEXTS), chance.random() < TAPPING) for at in moments]


def _in_turn(customers: list[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield from chance.sample(customers, len(customers))
