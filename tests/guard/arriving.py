"""Messages as they arrive: each masked by itself, then with those before it, of which only masks are left."""

from handoff.guard import Expected, mask, spans


def one_by_one(messages, *, expected=Expected.NOTHING):
    """What is stored of them in the end."""
    stored = []
    for message in messages:
        alone = mask(message, expected=expected).text
        stored = [one.text for one in spans([*stored, alone], expected=expected)]
    return stored


def at_once(messages, *, expected=Expected.NOTHING):
    """As if they had come in any other order: all stand there when the last is stored."""
    return [one.text for one in spans(messages, expected=expected)]


def is_found_with_its_last(pieces):
    """False if some of them pass for a whole number by chance, for they are masked before the rest has come."""
    return [*one_by_one(pieces[:-1]), mask(pieces[-1]).text] == pieces
