"""The keys that do something, as their sheet shows them. What a single key presses names it as `data-key`."""

from handoff.access import ADMINISTRATION, Access, Right

ANYBODY: frozenset[Right] = frozenset()
CHATS = frozenset({Right.CHATS})
Keys = tuple[tuple[str, str], ...]

# Group and, for each of its keys, how it is written, the key of its words under `keys`, and which rights it is for.
SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str, frozenset[Right]], ...]], ...] = (
    (
        "everywhere",
        (
            ("?", "sheet", ANYBODY),
            ("Ctrl K", "palette", ANYBODY),
            ("/", "search", CHATS),
            ("Alt ↓", "next", CHATS),
            ("Alt ↑", "previous", CHATS),
            ("c", "chats", CHATS),
            ("m", "customers", frozenset({Right.CUSTOMERS})),
            ("k", "calendar", frozenset({Right.CALLBACKS})),
            ("f", "statistics", frozenset({Right.STATISTICS})),
            ("v", "administration", ADMINISTRATION),
        ),
    ),
    (
        "chat",
        (
            ("t", "take", CHATS),
            ("r", "reply", CHATS),
            ("n", "note", CHATS),
            ("w", "transfer", CHATS),
            ("s", "snooze", CHATS),
            ("l", "labels", CHATS),
            ("p", "put_back", CHATS),
            ("b", "return", CHATS),
            ("e", "close", CHATS),
            ("h", "hints", CHATS),
        ),
    ),
    ("composer", (("Enter", "send", CHATS), ("Shift Enter", "line", CHATS), ("Ctrl J", "blocks", CHATS))),
)


def shortcuts_for(access: Access) -> tuple[tuple[str, Keys], ...]:
    """Those that he can use, by their groups."""
    groups = []
    for group, keys in SHORTCUTS:
        own = tuple((written, words) for written, words, rights in keys if not rights or any(map(access.may, rights)))
        if own:
            groups.append((group, own))
    return tuple(groups)
